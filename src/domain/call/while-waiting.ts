import type { CallInput } from './call-input.ts';
import type { CallState } from './call-state.ts';
import { routeCaller, webhookAnswered } from './consult-webhook.ts';
import { end, release } from './end-call.ts';
import { ignore, orderFailed, type Transition } from './transition.ts';

type In<Kind extends CallInput['kind']> = Extract<CallInput, { kind: Kind }>;
type Asking = Extract<CallState, { tag: 'asking' }>;
type Consulting = Extract<CallState, { tag: 'consulting' }>;

/** A caller is to key digits. */
export function whileAsking(state: Asking, input: CallInput): Transition {
  switch (input.kind) {
    case 'digits-keyed':
      return digitsKeyed(state, input);
    case 'order-failed':
      return orderFailed(state, input, 'ask');
    case 'answered':
      return ignore(state, 'the caller is answered so that the digits come through');
    case 'ringing':
    case 'bridged':
    case 'connect-failed':
      return ignore(state, 'nobody is called before the digits are known');
    case 'consulted':
      return ignore(state, 'the webhook is not being asked: where the call goes is settled');
    case 'leg-ended':
    case 'hang-up-requested':
    case 'legs-lost':
    case 'party-waiting':
    case 'party-not-reached':
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return whileNobodyIsCalled(state, input);
  }
}

/** A leg that waits tells of its answer whenever it is looked at: only the answer to the last question counts. */
function digitsKeyed(state: Asking, input: In<'digits-keyed'>): Transition {
  const { purpose, attempt } = state.question;
  if (input.purpose !== purpose || input.attempt !== attempt)
    return ignore(state, 'the answer to an earlier question');
  return routeCaller(input, input, input.at, state.times);
}

/** A webhook is being asked where the call goes. */
export function whileConsulting(state: Consulting, input: CallInput): Transition {
  switch (input.kind) {
    case 'consulted':
      return webhookAnswered(state, input);
    case 'order-failed':
      return ignore(state, 'no order is out while the webhook is asked');
    case 'digits-keyed':
      return ignore(state, 'the webhook is being asked with what was keyed');
    case 'ringing':
    case 'answered':
    case 'bridged':
    case 'connect-failed':
      return ignore(state, 'nobody is called before the webhook has answered');
    case 'leg-ended':
    case 'hang-up-requested':
    case 'legs-lost':
    case 'party-waiting':
    case 'party-not-reached':
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return whileNobodyIsCalled(state, input);
  }
}

/** What holds for a caller that nobody is called for yet, whatever he waits for. */
function whileNobodyIsCalled(
  state: Asking | Consulting,
  input: In<
    | 'leg-ended'
    | 'hang-up-requested'
    | 'legs-lost'
    | 'party-waiting'
    | 'party-not-reached'
    | 'arrived'
    | 'found'
    | 'callback-requested'
  >,
): Transition {
  switch (input.kind) {
    case 'leg-ended':
      if (input.leg !== state.leg) return ignore(state, 'not the leg of the caller who waits');
      return end(state, input.at, input.byFarEnd ? 'caller-gave-up' : 'switch-failure');
    case 'hang-up-requested':
      return release(state, state.leg, 'hung-up-by-operator');
    case 'legs-lost':
      return end(state, input.at, 'indeterminate');
    case 'party-waiting':
    case 'party-not-reached':
    case 'arrived':
    case 'found':
    case 'callback-requested':
      return ignore(state, 'the call has begun already');
  }
}
