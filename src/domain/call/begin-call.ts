import type { CallInput } from './call-input.ts';
import { routeCaller } from './consult-webhook.ts';
import { resumeHunt } from './hunt.ts';
import { withRoutedNote } from './take-route.ts';
import { afterFailure, callParty, connectCallee, ignore, type Transition, timesFrom } from './transition.ts';

/**
 * The inputs that a call can begin with. A call whose beginning an earlier life of the daemon saw begins here in its middle: all that
 * it needs travels with its legs.
 */
export function beginCall(input: CallInput): Transition {
  switch (input.kind) {
    case 'arrived':
      return routeCaller(input, null, input.at, timesFrom(input.at));
    case 'digits-keyed':
      return routeCaller(input, input, input.at, timesFrom(input.at));
    case 'callback-requested':
      return callbackRequested(input);
    case 'found':
      return found(input);
    case 'party-waiting':
      return connectCallee(input.subject, input, timesFrom(input.at));
    case 'connect-failed': {
      const { subject, hunt, at } = input;
      return afterFailure(input, resumeHunt(hunt, subject), subject, timesFrom(at));
    }
    case 'consulted':
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
  const { subject, leg, peer, at, stage } = input;
  const times = { ...timesFrom(at), answeredAt: stage === 'talking' || stage === 'surveying' ? at : null };
  switch (stage) {
    case 'talking':
      return { next: { tag: stage, subject, leg, peer, times }, actions: [] };
    case 'surveying':
      return { next: { tag: stage, subject, leg, noted: false, times }, actions: [] };
    case 'connecting':
    case 'greeting':
      return { next: { tag: stage, subject, leg, hunt: null, times }, actions: [] };
  }
}
