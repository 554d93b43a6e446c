import type { EpochMs } from '../instant.ts';
import type { CallAction } from './call-action.ts';
import type { CallState, CallSubject, CallTimes, Voice } from './call-state.ts';
import type { Attempt } from './dialling.ts';
import type { LegId } from './leg.ts';
import { type TreatedCase, treatmentOf } from './treatment.ts';

/** Where a call goes on an input, and what it asks for on the way. */
export interface Transition {
  readonly next: CallState;
  readonly actions: readonly CallAction[];
}

export function ignore(state: CallState, because: string): Transition {
  return { next: state, actions: [{ do: 'ignore', because }] };
}

/** A call's times at its beginning. */
export function timesFrom(at: EpochMs): CallTimes {
  return { beganAt: at, ringingAt: null, answeredAt: null };
}

/** Orders the switch to call the callee for a leg that waits; says why not when nobody can be called. */
export function connectCallee(
  subject: CallSubject,
  leg: LegId,
  attempts: readonly Attempt[],
  times: CallTimes,
): Transition {
  if (subject.callee === null) return refuseLeg(leg, 'no-binding', subject, times, subject.voice);
  if (attempts.length === 0) return refuseLeg(leg, 'unreachable', subject, times, subject.voice);
  return {
    // What was noted while the first party was called is not the callee's.
    next: { tag: 'connecting', subject, leg, times: { ...times, ringingAt: null, answeredAt: null } },
    actions: [{ do: 'connect', leg, subject, callee: subject.callee, attempts }],
  };
}

/**
 * Calls a callback's first party by the next gateway. One at a time: no leg waits that could be told that a telephone rang, so whether
 * the gateway after it may have its turn is for us to say.
 * @returns `null` when no gateway is left
 */
export function callParty(
  call: Pick<Extract<CallState, { tag: 'calling-party' }>, 'subject' | 'party' | 'later' | 'times'>,
): Transition | null {
  const { subject, party, times } = call;
  const [attempt, ...later] = call.later;
  if (attempt === undefined) return null;
  return {
    next: { tag: 'calling-party', subject, party, legs: [attempt.leg], later, rang: false, times },
    actions: [{ do: 'call-party', subject, party, attempts: [attempt] }],
  };
}

/** Tells a waiting leg why it is not connected, and sends it away. */
export function refuseLeg(
  leg: LegId,
  outcome: TreatedCase,
  subject: CallSubject | null,
  times: CallTimes,
  voice: Voice,
): Transition {
  const refusal: CallAction = {
    do: 'refuse',
    leg,
    treatment: treatmentOf(outcome, voice.refusals),
    language: voice.language,
  };
  return { next: { tag: 'refusing', subject, legs: [leg], outcome, times }, actions: [refusal] };
}
