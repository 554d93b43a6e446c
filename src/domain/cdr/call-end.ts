import { failureOutcome } from '../call/call-outcome.ts';
import { hangupCause } from '../call/hangup-cause.ts';
import type { CallLegs } from './call-legs.ts';
import type { HungUpBy } from './call-record.ts';
import type { CdrOutcome } from './cdr-outcome.ts';
import type { LegRecord } from './leg-record.ts';

/** How a call ended. */
export interface CallEnd {
  readonly outcome: CdrOutcome;
  readonly hungUpBy: HungUpBy | null;
  readonly cause: string | null;
  readonly q850: number | null;
  readonly sipStatus: number | null;
}

/** Ends that are nobody's fault and say nothing of the callee. */
const LIMIT = 'ALLOTTED_TIMEOUT';
const BY_OPERATOR = 'MANAGER_REQUEST';

/** What the legs of a call say of its end. A call without legs ended with its switch. */
export function endOf(legs: CallLegs): CallEnd {
  const outcome = outcomeOf(legs);
  const telling = tellingLeg(legs);
  const { cause = null, q850 = null, sipStatus = null } = telling ?? {};
  return { outcome, hungUpBy: hungUpByOf(legs), cause, q850, sipStatus };
}

function outcomeOf(legs: CallLegs): CdrOutcome {
  const { first, talked } = legs;
  if (talked !== null)
    return talked.cause === LIMIT || first?.cause === LIMIT ? 'maximum-length' : 'answered';
  if (first === null) return lastFailure(legs) ?? 'switch-failure';
  if (first.outcome !== null) return first.outcome;
  if (first.cause === BY_OPERATOR) return 'hung-up-by-operator';
  if (first.gateway !== null && first.answeredAt === null) return failureOutcome(hangupCause(first.cause));
  if (first.byFarEnd) return 'caller-gave-up';
  return lastFailure(legs) ?? 'switch-failure';
}

/** Nobody was there to tell the caller, but the last attempt tells why. */
function lastFailure({ called }: CallLegs): CdrOutcome | null {
  const last = called.at(-1);
  return last === undefined || last.answeredAt !== null ? null : unansweredOutcome(last);
}

/** Before the answer, running out of time is nobody answering; and who was cancelled had not answered. */
function unansweredOutcome({ cause }: LegRecord): CdrOutcome {
  return cause === 'ORIGINATOR_CANCEL' ? 'no-answer' : failureOutcome(hangupCause(cause));
}

/** The leg whose cause is the call's: who ended the talk, else who said no, else who was sent away. */
function tellingLeg({ first, called, talked }: CallLegs): LegRecord | null {
  if (talked !== null) return talked.byFarEnd || talked.cause === LIMIT ? talked : (first ?? talked);
  const last = called.at(-1) ?? null;
  if (first === null || last === null) return first ?? last;
  return first.outcome === null && (first.byFarEnd || first.cause === BY_OPERATOR) ? first : last;
}

/** A caller who hangs up while he hears why nobody comes has not ended the call: it was over before. */
function hungUpByOf({ first, called, talked }: CallLegs): HungUpBy | null {
  const other = talked ?? called.at(-1) ?? null;
  if (first?.byFarEnd === true && first.outcome === null && isFirstToGo(first, talked)) return 'caller';
  if (other?.byFarEnd === true) return 'callee';
  // A callback's first party that does not come to the telephone.
  if (first?.byFarEnd === true && first.outcome === null) return 'caller';
  return first === null && other === null ? null : 'platform';
}

/** Both can hang up at once. */
function isFirstToGo(first: LegRecord, talked: LegRecord | null): boolean {
  return talked === null || !talked.byFarEnd || first.endedAt <= talked.endedAt;
}
