import type { BindingUse } from '../binding/binding-use.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { CallerLists, CallPolicy, Quota } from './call-policy.ts';
import type { PolicyLevel, SaidPolicy } from './policy-level.ts';
import { isQuiet } from './quiet-hours.ts';

/** A call that is about to go out on a binding. */
export interface AskedCall {
  readonly caller: RealNumber | null;
  /** Which end of the binding the caller is. */
  readonly side: 'a' | 'b';
  readonly use: BindingUse;
  /** Calls of this caller on the binding in the last minute. */
  readonly recentCalls: number;
  readonly at: EpochMs;
}

/** Why a policy keeps a call from going out. */
export type PolicyRefusal = 'caller-blocked' | 'quiet-hours' | 'quota-reached';

/** And which of the policies does. */
export interface PolicyRefused {
  readonly reason: PolicyRefusal;
  readonly level: PolicyLevel;
}

/**
 * What the policies of a call say against it. Of time and use the nearest level that says something decides; of callers every level
 * has its say, for a list that a platform keeps for everybody must hold for each binding too.
 * @param levels the nearest first
 */
export function policyRefusal(levels: readonly SaidPolicy[], call: AskedCall): PolicyRefused | null {
  const keeping = levels.find(
    ({ policy: { callers } }) => callers !== undefined && isKeptAway(callers, call),
  );
  if (keeping !== undefined) return { reason: 'caller-blocked', level: keeping.level };
  return useRefusal(levels, call);
}

/** The same for a call that nobody begins by calling X: there is no caller to be kept away. */
export function useRefusal(
  levels: readonly SaidPolicy[],
  call: Pick<AskedCall, 'use' | 'recentCalls' | 'at'>,
): PolicyRefused | null {
  const quiet = nearest(levels, 'quietHours');
  if (quiet !== null && isQuiet(quiet.part, call.at)) return { reason: 'quiet-hours', level: quiet.level };
  const quota = nearest(levels, 'quota');
  return quota !== null && isUsedUp(quota.part, call)
    ? { reason: 'quota-reached', level: quota.level }
    : null;
}

function nearest<Name extends keyof CallPolicy>(
  levels: readonly SaidPolicy[],
  name: Name,
): { readonly part: NonNullable<CallPolicy[Name]>; readonly level: PolicyLevel } | null {
  for (const { level, policy } of levels) {
    const part = policy[name];
    if (part !== undefined) return { part, level };
  }
  return null;
}

/** The policy of a call that may go out: it lasts no longer than what is left of the talk. */
export function limitedByUse(policy: CallPolicy, use: BindingUse): CallPolicy {
  const talkMs = policy.quota?.talkMs ?? null;
  if (talkMs === null) return policy;
  const leftMs = Math.max(SHORTEST_TALK_MS, talkMs - use.talkMs);
  return { ...policy, maxCallMs: Math.min(policy.maxCallMs ?? leftMs, leftMs) };
}

/** The switch ends calls by whole seconds. */
const SHORTEST_TALK_MS = 1000;

function isKeptAway({ allow, deny, of }: CallerLists, { caller, side }: AskedCall): boolean {
  if (of !== 'both' && of !== side) return false;
  if (caller === null) return true;
  const isOn = (list: CallerLists['deny']): boolean => list.some((pattern) => pattern.matches(caller));
  return isOn(deny) || (allow !== null && !isOn(allow));
}

function isUsedUp(quota: Quota, { use, recentCalls }: Pick<AskedCall, 'use' | 'recentCalls'>): boolean {
  const { calls, talkMs, callsAMinute } = quota;
  return (
    (calls !== null && use.calls >= calls) ||
    (talkMs !== null && talkMs - use.talkMs < SHORTEST_TALK_MS) ||
    (callsAMinute !== null && recentCalls >= callsAMinute)
  );
}
