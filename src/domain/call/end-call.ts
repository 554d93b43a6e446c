import type { EndedTalk } from '../binding/binding-use.ts';
import type { EpochMs } from '../instant.ts';
import type { CallAction } from './call-action.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { CallSubject, CallTimes } from './call-state.ts';
import type { LegId } from './leg.ts';
import type { Transition } from './transition.ts';

/** A call ends so: reported, and noted where it was one on a binding. */
export function end(
  from: { readonly subject: CallSubject | null; readonly times: CallTimes },
  at: EpochMs,
  outcome: CallOutcome,
): Transition {
  const report: CallAction = { do: 'report', outcome, subject: from.subject, times: from.times, endedAt: at };
  return { next: { tag: 'ended', outcome }, actions: [...notesAfter(from, at, outcome), report] };
}

/** The after-call timer starts only when people have talked: a courier who was not answered must be able to try again. */
export function notesAfter(
  { subject, times }: { readonly subject: CallSubject | null; readonly times: CallTimes },
  at: EpochMs,
  outcome: CallOutcome,
): readonly CallAction[] {
  const binding = subject?.mark.binding ?? null;
  if (outcome !== 'answered' || subject === null || binding === null) return [];
  return [{ do: 'note-ended', binding, talk: talkOf(subject, times, at) }];
}

/** An operator ends the call: the leg is hung up, and the call waits for it to go. */
export function release(
  { subject, times }: { readonly subject: CallSubject | null; readonly times: CallTimes },
  leg: LegId,
  outcome: CallOutcome,
): Transition {
  return {
    next: { tag: 'releasing', subject, legs: [leg], outcome, times },
    actions: [hangUpByOperator(leg)],
  };
}

export function hangUpByOperator(leg: LegId): CallAction {
  return { do: 'hang-up', leg, cause: 'MANAGER_REQUEST' };
}

/** A talk that we joined in its middle counts from then on. */
function talkOf({ policy, mark }: CallSubject, { answeredAt }: CallTimes, at: EpochMs): EndedTalk {
  const { quota, releaseAfterCalls = null } = policy;
  const isCounted = releaseAfterCalls !== null || (quota?.talkMs ?? null) !== null;
  const { revision = 0 } = mark;
  return { talkMs: at - (answeredAt ?? at), isCounted, releaseAfterCalls, revision };
}
