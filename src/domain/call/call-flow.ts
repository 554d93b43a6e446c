import type { EpochMs } from '../instant.ts';
import { beginCall } from './begin-call.ts';
import type { CallInput } from './call-input.ts';
import { failureOutcome } from './call-outcome.ts';
import type { CallState } from './call-state.ts';
import { end, hangUpByOperator, release } from './end-call.ts';
import { FAILOVER_CAUSES } from './hangup-cause.ts';
import { resumeHunt } from './hunt.ts';
import type { LegId } from './leg.ts';
import { promptsToCallee } from './spoken-before.ts';
import {
  afterFailure,
  BEGINS_ANEW,
  callParty,
  connectCallee,
  ignore,
  orderFailed,
  refuseLeg,
  type Transition,
} from './transition.ts';
import { whileSurveying, whileTalking } from './while-talking.ts';
import { whileAsking, whileConsulting } from './while-waiting.ts';

type In<Kind extends CallInput['kind']> = Extract<CallInput, { kind: Kind }>;
type StateOf<Tag extends CallState['tag']> = Extract<CallState, { tag: Tag }>;
type Trying = StateOf<'connecting' | 'ringing' | 'greeting'>;
type Leaving = StateOf<'refusing' | 'releasing'>;

const NOT_ASKED = 'no question of ours is open: it was answered before';
const NOT_CONSULTED = 'the webhook is not being asked: where the call goes is settled';

/**
 * The whole life of a call: direct dial, return call and callback (patent S0, steps 101 to 304). Total: every input in every state
 * has an answer, if only an `ignore` that says why. Where a call goes next is decided here and nowhere else.
 */
export function step(state: CallState, input: CallInput): Transition {
  switch (state.tag) {
    case 'new':
      return beginCall(input);
    case 'asking':
      return whileAsking(state, input);
    case 'consulting':
      return whileConsulting(state, input);
    case 'calling-party':
      return whileCallingParty(state, input);
    case 'connecting':
    case 'ringing':
    case 'greeting':
      return whileTrying(state, input);
    case 'talking':
      return whileTalking(state, input);
    case 'surveying':
      return whileSurveying(state, input);
    case 'refusing':
    case 'releasing':
      return whileLeaving(state, input);
    case 'ended':
      return ignore(state, 'the call has ended');
  }
}

function whileCallingParty(state: StateOf<'calling-party'>, input: CallInput): Transition {
  switch (input.kind) {
    case 'party-waiting':
      return connectCallee(state.subject, input, state.times);
    case 'party-not-reached':
      return partyNotReached(state, input);
    case 'answered':
      return { next: { ...state, times: { ...state.times, answeredAt: input.at } }, actions: [] };
    case 'leg-ended':
      return state.times.answeredAt === null
        ? ignore(state, 'the result of the whole attempt decides')
        : end(state, input.at, 'caller-gave-up');
    case 'connect-failed':
      return refuseLeg(
        input.leg,
        failureOutcome(input.cause),
        state.subject,
        state.times,
        state.subject.voice,
      );
    case 'order-failed':
      return ['link-lost', 'not-sent', 'refused-by-switch'].includes(input.failure)
        ? end(state, input.at, 'switch-failure')
        : ignore(state, 'the order may have been carried out: the switch will tell');
    case 'hang-up-requested':
      return {
        next: { ...state, tag: 'releasing', legs: [], outcome: 'hung-up-by-operator' },
        actions: state.legs.map(hangUpByOperator),
      };
    case 'legs-lost':
      return end(state, input.at, 'indeterminate');
    case 'ringing':
      return state.rang ? ignore(state, 'it rang before') : { next: { ...state, rang: true }, actions: [] };
    case 'bridged':
      return ignore(state, 'nobody is to be connected yet');
    case 'digits-keyed':
      return ignore(state, NOT_ASKED);
    case 'consulted':
      return ignore(state, NOT_CONSULTED);
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return ignore(state, 'the call has begun already');
  }
}

/** The next gateway has its turn only when the network failed and no telephone rang. */
function partyNotReached(state: StateOf<'calling-party'>, input: In<'party-not-reached'>): Transition {
  const next = state.rang || !FAILOVER_CAUSES.includes(input.cause) ? null : callParty(state);
  return next ?? end(state, input.at, failureOutcome(input.cause));
}

function whileTrying(state: Trying, input: CallInput): Transition {
  switch (input.kind) {
    case 'ringing':
      return ringing(state, input);
    case 'answered':
      return calleeAnswered(state, input);
    case 'connect-failed':
      return notReached(state, input);
    case 'leg-ended':
      if (input.leg !== state.leg)
        return ignore(state, 'one attempt failed: the next gateway or the whole result follows');
      return end(state, input.at, input.byFarEnd ? 'caller-gave-up' : 'switch-failure');
    case 'order-failed':
      return orderFailed(state, input, 'connect');
    case 'hang-up-requested':
      return release(state, state.leg, 'hung-up-by-operator');
    case 'legs-lost':
      return end(state, input.at, 'indeterminate');
    case 'bridged':
      if (state.tag === 'greeting') return talk(state, input.peer, input.at);
      return ignore(state, 'sound before the answer: the answer decides');
    case 'party-waiting':
      return ignore(state, 'the order to connect was given once and is not repeated');
    case 'party-not-reached':
    case 'digits-keyed':
      return ignore(state, NOT_ASKED);
    case 'consulted':
      return ignore(state, NOT_CONSULTED);
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return ignore(state, 'the call has begun already');
  }
}

/** The outcome is settled; only the legs have to go. */
function whileLeaving(state: Leaving, input: CallInput): Transition {
  switch (input.kind) {
    case 'leg-ended':
      return state.legs.includes(input.leg)
        ? end(state, input.at, state.outcome)
        : ignore(state, 'not a leg that we wait for');
    case 'party-not-reached':
    case 'legs-lost':
      return end(state, input.at, state.outcome);
    case 'party-waiting':
      if (state.tag === 'refusing') return ignore(state, 'the caller is being sent away');
      return { next: { ...state, legs: [input.leg] }, actions: [hangUpByOperator(input.leg)] };
    case 'hang-up-requested':
      return { next: state, actions: state.legs.map(hangUpByOperator) };
    case 'order-failed':
      if (state.tag === 'refusing' && input.failure === 'link-lost') return BEGINS_ANEW;
      return ignore(state, "the dialplan's park_timeout ends the leg");
    case 'connect-failed':
    case 'ringing':
    case 'answered':
    case 'bridged':
      return ignore(state, 'the outcome is settled');
    case 'digits-keyed':
      return ignore(state, NOT_ASKED);
    case 'consulted':
      return ignore(state, NOT_CONSULTED);
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return ignore(state, 'the call has begun already');
  }
}

/**
 * A leg that waits tells why whenever it is looked at: of a telephone that was called before this one nothing follows.
 * Who took the call and did not wait for the end of the prompt has said no.
 */
function notReached(state: Trying, input: In<'connect-failed'>): Transition {
  if (state.tag === 'greeting')
    return refuseLeg(state.leg, 'rejected', state.subject, state.times, state.subject.voice);
  const hunt = state.hunt ?? resumeHunt(input.hunt, input.subject);
  if (state.hunt !== null && input.hunt !== null && input.hunt.place !== state.hunt.place)
    return ignore(state, 'an earlier telephone of the callee: the next one is being called already');
  return afterFailure(input, hunt, state.subject, state.times);
}

function ringing(state: Trying, input: In<'ringing'>): Transition {
  if (input.leg === state.leg) return ignore(state, "the caller's own leg");
  if (input.earlyMedia || state.tag !== 'connecting') return ignore(state, 'nothing new to the caller');
  const ringingAt = state.times.ringingAt ?? input.at;
  return { next: { ...state, tag: 'ringing', times: { ...state.times, ringingAt } }, actions: [] };
}

function calleeAnswered(state: Trying, input: In<'answered'>): Transition {
  if (input.leg === state.leg) return ignore(state, "the caller's leg answers because the callee did");
  if (state.tag === 'greeting') return ignore(state, 'the prompt to the callee is being played already');
  if (promptsToCallee(state.subject).length === 0) return talk(state, input.leg, input.at);
  return { next: { ...state, tag: 'greeting' }, actions: [] };
}

function talk({ subject, leg, times }: Trying, peer: LegId, at: EpochMs): Transition {
  return { next: { tag: 'talking', subject, leg, peer, times: { ...times, answeredAt: at } }, actions: [] };
}
