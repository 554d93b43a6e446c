import type { EpochMs } from '../instant.ts';
import type { CallInput } from './call-input.ts';
import type { CallState } from './call-state.ts';
import { end, hangUpByOperator, notesAfter, release } from './end-call.ts';
import type { LegId } from './leg.ts';
import { isAskedAfterTalk } from './survey.ts';
import { ignore, type Transition } from './transition.ts';

type In<Kind extends CallInput['kind']> = Extract<CallInput, { kind: Kind }>;
type Talking = Extract<CallState, { tag: 'talking' }>;
type Surveying = Extract<CallState, { tag: 'surveying' }>;

const NOT_ASKED = 'no question of ours is open: it was answered before';

/** Both hear one another. */
export function whileTalking(state: Talking, input: CallInput): Transition {
  switch (input.kind) {
    case 'leg-ended':
      return sideLeft(state, input);
    case 'legs-lost':
      return end(state, input.at, 'answered');
    case 'connect-failed':
      // Both have talked and the caller's leg is left over in park: nobody is to hear silence.
      return { next: state, actions: [{ do: 'hang-up', leg: input.leg, cause: 'NORMAL_CLEARING' }] };
    case 'hang-up-requested':
      return hangUpTalk(state);
    case 'bridged':
    case 'answered':
    case 'ringing':
      return ignore(state, 'both are talking already');
    case 'order-failed':
      return ignore(state, 'no order can change that they talk');
    case 'party-waiting':
    case 'party-not-reached':
    case 'digits-keyed':
    case 'consulted':
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return anythingElse(state, input);
  }
}

/** One of the two has gone: the switch asks the other one, or ends his leg as well. */
function sideLeft(state: Talking, { leg, at }: In<'leg-ended'>): Transition {
  const { subject, peer } = state;
  if (leg === state.leg)
    return peer !== null && isAskedAfterTalk(subject, 'called')
      ? survey(state, peer, at)
      : end(state, at, 'answered');
  if (leg !== peer) return ignore(state, 'not the leg of the callee who talks');
  if (isAskedAfterTalk(subject, 'first')) return survey(state, state.leg, at);
  return { next: { ...state, peer: null }, actions: [] };
}

/** The talk is over, and what follows a talk begins now: the question may take a while. */
function survey({ subject, times }: Talking, leg: LegId, at: EpochMs): Transition {
  return {
    next: { tag: 'surveying', subject, leg, noted: true, times },
    actions: notesAfter({ subject, times }, at, 'answered'),
  };
}

/** Whoever would be asked when the other has gone is sent away before that one. */
function hangUpTalk(state: Talking): Transition {
  const { subject, leg, peer } = state;
  const released = release(state, leg, 'answered');
  if (peer === null || !isAskedAfterTalk(subject, 'called')) return released;
  return { ...released, actions: [hangUpByOperator(peer), ...released.actions] };
}

/** One side has hung up, and the switch asks the other one, with or without us. */
export function whileSurveying(state: Surveying, input: CallInput): Transition {
  switch (input.kind) {
    case 'leg-ended':
      if (input.leg !== state.leg) return ignore(state, 'the other leg: it is over already');
      return ended(state, input.at);
    case 'legs-lost':
      return ended(state, input.at);
    case 'hang-up-requested':
      return { next: state, actions: [hangUpByOperator(state.leg)] };
    case 'connect-failed':
      return { next: state, actions: [{ do: 'hang-up', leg: input.leg, cause: 'NORMAL_CLEARING' }] };
    case 'bridged':
    case 'answered':
    case 'ringing':
      return ignore(state, 'the talk is over');
    case 'order-failed':
      return ignore(state, 'the switch ends the leg by itself');
    case 'party-waiting':
    case 'party-not-reached':
    case 'digits-keyed':
    case 'consulted':
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return anythingElse(state, input);
  }
}

function ended(state: Surveying, at: EpochMs): Transition {
  const { next, actions } = end(state, at, 'answered');
  return { next, actions: state.noted ? actions.filter((action) => action.do === 'report') : actions };
}

function anythingElse(
  state: Talking | Surveying,
  input: In<
    | 'party-waiting'
    | 'party-not-reached'
    | 'digits-keyed'
    | 'consulted'
    | 'arrived'
    | 'found'
    | 'callback-requested'
  >,
): Transition {
  switch (input.kind) {
    case 'party-waiting':
    case 'party-not-reached':
    case 'digits-keyed':
      return ignore(state, NOT_ASKED);
    case 'consulted':
      return ignore(state, 'the webhook is not being asked: where the call goes is settled');
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return ignore(state, 'the call has begun already');
  }
}
