import type { CallPolicy } from './call-policy.ts';

/** What can be said of one call by whoever says where it goes. Of `endingSoon` A is the callee and B the caller. */
export type OneCallPolicy = Pick<
  CallPolicy,
  'maxCallMs' | 'ringTimeoutMs' | 'endingSoon' | 'callerPrompt' | 'calleePrompt'
>;

/** The policy of the one call: its own prompts before the common ones, and of two limits the shorter. */
export function policyOfOneCall(common: CallPolicy, own: OneCallPolicy): CallPolicy {
  return {
    ...common,
    ...own,
    ...shorter('maxCallMs', common, own),
    ...shorter('ringTimeoutMs', common, own),
  };
}

function shorter(
  part: 'maxCallMs' | 'ringTimeoutMs',
  common: CallPolicy,
  own: OneCallPolicy,
): Pick<CallPolicy, 'maxCallMs' | 'ringTimeoutMs'> {
  const [mostMs, wantedMs] = [common[part], own[part]];
  return mostMs === undefined || wantedMs === undefined ? {} : { [part]: Math.min(mostMs, wantedMs) };
}
