import type { RealNumber } from '../number/real-number.ts';
import type { CallInput } from './call-input.ts';
import { failureOutcome } from './call-outcome.ts';
import type { CallSubject, Voice } from './call-state.ts';
import type { CallId } from './leg.ts';
import type { DialledNumber, RouteDecision } from './route.ts';
import { connectCallee, DEFAULT_VOICE, ignore, refuseLeg, type Transition, timesFrom } from './transition.ts';

/**
 * The inputs that a call can begin with. A call whose beginning an earlier life of the daemon saw begins here in its middle: all that
 * it needs travels with its legs.
 */
export function beginCall(input: CallInput): Transition {
  switch (input.kind) {
    case 'arrived':
      return arrived(input);
    case 'callback-requested':
      return callbackRequested(input);
    case 'found':
      return found(input);
    case 'party-waiting':
      return connectCallee(input.subject, input.leg, input.attempts, timesFrom(input.at));
    case 'connect-failed':
      return refuseLeg(input.leg, failureOutcome(input.cause), input.subject, timesFrom(input.at));
    case 'party-not-reached':
    case 'ringing':
    case 'answered':
    case 'bridged':
    case 'leg-ended':
    case 'order-failed':
    case 'hang-up-requested':
    case 'legs-lost':
      return ignore({ tag: 'new' }, 'nothing is known of this call');
  }
}

/** Patent S0, steps 102 to 105 and 301 to 304: the route is found, now the other party is called, or the caller hears why not. */
function arrived(input: Extract<CallInput, { kind: 'arrived' }>): Transition {
  const { route, leg, at, caller } = input;
  const times = timesFrom(at);
  if (route.kind === 'turn-away') return refuseLeg(leg, route.outcome, null, times);
  if (route.kind === 'refuse') return refuseLeg(leg, route.reason, null, times, voiceOf(route.number));
  // No route asks yet.
  if (route.kind === 'ask') return refuseLeg(leg, 'no-binding', null, times, voiceOf(route.number));
  const subject = subjectOf(input.call, route);
  const connected = connectCallee(subject, leg, input.attempts, times);
  return withRoutedNote(connected, subject, caller);
}

/** Patent S0, steps 201 to 203: the first party is called; the rest happens when it has answered. */
function callbackRequested(input: Extract<CallInput, { kind: 'callback-requested' }>): Transition {
  const { subject, party, attempts, at } = input;
  if (party === null || attempts.length === 0) return ignore({ tag: 'new' }, 'there is nobody to call');
  const next = {
    tag: 'calling-party',
    subject,
    legs: attempts.map((one) => one.leg),
    times: timesFrom(at),
  } as const;
  return withRoutedNote({ next, actions: [{ do: 'call-party', subject, party, attempts }] }, subject, party);
}

function found(input: Extract<CallInput, { kind: 'found' }>): Transition {
  const { subject, leg, at, talking } = input;
  const times = { ...timesFrom(at), answeredAt: talking ? at : null };
  return { next: { tag: talking ? 'talking' : 'connecting', subject, leg, times }, actions: [] };
}

function withRoutedNote(transition: Transition, subject: CallSubject, caller: RealNumber | null): Transition {
  const note = { do: 'note-routed', binding: subject.mark.binding, caller } as const;
  return { next: transition.next, actions: [...transition.actions, note] };
}

function subjectOf(call: CallId, route: Extract<RouteDecision, { kind: 'connect' }>): CallSubject {
  const { binding, callerSide, callee, shown, number } = route;
  return {
    mark: { call, binding: binding.id, firstSide: callerSide, x: number.x, flow: 'masked' },
    callee,
    shown,
    voice: voiceOf(number),
  };
}

/** How callers of a number are spoken to: as its pool says. */
export function voiceOf(number: DialledNumber | null): Voice {
  return number === null
    ? DEFAULT_VOICE
    : { language: number.policy.language, refusals: number.policy.refusals };
}
