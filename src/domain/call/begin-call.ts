import type { CallInput } from './call-input.ts';
import { failureOutcome } from './call-outcome.ts';
import { takeRoute, withRoutedNote } from './take-route.ts';
import { callParty, connectCallee, ignore, refuseLeg, type Transition, timesFrom } from './transition.ts';

/**
 * The inputs that a call can begin with. A call whose beginning an earlier life of the daemon saw begins here in its middle: all that
 * it needs travels with its legs.
 */
export function beginCall(input: CallInput): Transition {
  switch (input.kind) {
    case 'arrived':
    case 'digits-keyed':
      return takeRoute(input, timesFrom(input.at));
    case 'callback-requested':
      return callbackRequested(input);
    case 'found':
      return found(input);
    case 'party-waiting':
      return connectCallee(input.subject, input.leg, input.attempts, timesFrom(input.at));
    case 'connect-failed': {
      const { leg, subject, cause, at } = input;
      return refuseLeg(leg, failureOutcome(cause), subject, timesFrom(at), subject.voice);
    }
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

/** Patent S0, steps 201 to 203: the first party is called; the rest happens when it has answered. */
function callbackRequested(input: Extract<CallInput, { kind: 'callback-requested' }>): Transition {
  const { subject, party, attempts, at } = input;
  if (party === null) return ignore({ tag: 'new' }, 'there is nobody to call');
  const called = callParty({ subject, party, later: attempts, times: timesFrom(at) });
  if (called === null) return ignore({ tag: 'new' }, 'there is no way to call anybody');
  return withRoutedNote(called, subject, party);
}

function found(input: Extract<CallInput, { kind: 'found' }>): Transition {
  const { subject, leg, at, talking } = input;
  const times = { ...timesFrom(at), answeredAt: talking ? at : null };
  return { next: { tag: talking ? 'talking' : 'connecting', subject, leg, times }, actions: [] };
}
