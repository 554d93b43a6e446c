import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput, OrderKind } from './call-input.ts';
import { failureOutcome } from './call-outcome.ts';
import type { CallState, CallSubject, CallTimes, Voice } from './call-state.ts';
import type { Attempt } from './dialling.ts';
import { beginHunt, type Hunt, huntsOnAfter, nextTelephone } from './hunt.ts';
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

/** A leg that waits for somebody to be called. */
export interface WaitingLeg {
  readonly leg: LegId;
  readonly at: EpochMs;
  readonly attempts: readonly Attempt[];
}

/** Orders the switch to call the callee for a leg that waits; says why not when nobody can be called. */
export function connectCallee(subject: CallSubject, waiting: WaitingLeg, times: CallTimes): Transition {
  const { callee } = subject;
  const { leg, at } = waiting;
  if (callee === null) return refuseLeg(leg, 'no-binding', subject, times, subject.voice);
  // What was noted while the first party was called is not the callee's.
  const fresh = { ...times, ringingAt: null, answeredAt: null };
  return callTelephone(subject, waiting, { callee, hunt: beginHunt(subject, callee, at) }, fresh);
}

function callTelephone(
  subject: CallSubject,
  { leg, attempts }: WaitingLeg,
  { callee, hunt }: { readonly callee: RealNumber; readonly hunt: Hunt | null },
  times: CallTimes,
): Transition {
  if (attempts.length === 0) return refuseLeg(leg, 'unreachable', subject, times, subject.voice);
  return {
    next: { tag: 'connecting', subject, leg, hunt, times },
    actions: [{ do: 'connect', leg, subject, callee, hunt, attempts }],
  };
}

/** A telephone was not reached: the callee's next one is called, or the caller hears why nobody comes. */
export function afterFailure(
  failed: Extract<CallInput, { kind: 'connect-failed' }>,
  hunt: Hunt | null,
  subject: CallSubject,
  times: CallTimes,
): Transition {
  const { leg, cause, bound, at } = failed;
  const further =
    hunt !== null && bound && huntsOnAfter(cause) ? nextTelephone(hunt, failed.subject, at) : null;
  return further === null
    ? refuseLeg(leg, failureOutcome(cause), subject, times, subject.voice)
    : callTelephone(subject, failed, further, times);
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
    outcome,
    treatment: treatmentOf(outcome, voice.refusals),
    language: voice.language,
  };
  return { next: { tag: 'refusing', subject, legs: [leg], outcome, times }, actions: [refusal] };
}

/** The switch knows nothing of the order, and the leg waits for one: whoever is connected next is told of it as of a new one. */
export const BEGINS_ANEW: Transition = { next: { tag: 'new' }, actions: [] };

/** An order to a leg that waits was not taken. */
export function orderFailed(
  state: Extract<CallState, { tag: 'asking' | 'connecting' | 'ringing' | 'greeting' }>,
  { order, failure }: Extract<CallInput, { kind: 'order-failed' }>,
  awaited: OrderKind,
): Transition {
  if (order !== awaited) return ignore(state, 'not the order that this state waits for');
  if (failure === 'link-lost') return BEGINS_ANEW;
  if (failure === 'leg-gone') return ignore(state, 'the caller has gone: the end of the leg follows');
  if (failure === 'unknown-outcome')
    return ignore(state, 'the order may have been carried out: the switch will tell');
  const voice = state.tag === 'asking' ? state.voice : state.subject.voice;
  return refuseLeg(state.leg, 'switch-failure', state.subject, state.times, voice);
}
