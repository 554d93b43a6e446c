import type { CallOutcome } from '../call/call-outcome.ts';
import { DEFAULT_TREATMENTS } from '../call/treatment.ts';

/**
 * How a call ended, in a record: a closed list whose words never change their meaning. `maximum-length`: the two talked until the
 * longest time that was allowed was over.
 */
export type CdrOutcome = CallOutcome | 'maximum-length';

const OWN = ['answered', 'maximum-length', 'caller-gave-up', 'hung-up-by-operator', 'indeterminate'] as const;

/** All of them. Failures and refusals are those that have a treatment: there is no other way to send a caller away. */
export const CDR_OUTCOMES: readonly string[] = [...OWN, ...Object.keys(DEFAULT_TREATMENTS)];

export function isCdrOutcome(text: string | undefined): text is CdrOutcome {
  return text !== undefined && CDR_OUTCOMES.includes(text);
}
