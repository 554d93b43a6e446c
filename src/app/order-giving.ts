import type { CallAction } from '../domain/call/call-action.ts';
import type { OrderKind } from '../domain/call/call-input.ts';
import type { CallSubject } from '../domain/call/call-state.ts';
import { type DialPolicy, dialPolicyFor } from '../domain/call/dialling.ts';
import { promptsToCallee, promptsToCaller } from '../domain/call/spoken-before.ts';
import { isAskedAfterTalk } from '../domain/call/survey.ts';
import type { ConnectOrder, SwitchPort } from '../ports/switch-port.ts';

/** An action of a call that is an order to its switch. */
export type OrderAction = Extract<CallAction, { do: OrderKind }>;

const ORDERS: readonly string[] = [
  'connect',
  'ask',
  'call-party',
  'refuse',
  'hang-up',
] satisfies readonly OrderKind[];

export function isOrder(action: CallAction): action is OrderAction {
  return ORDERS.includes(action.do);
}

/** How long a caller who is asked for digits may think: as long as people take to look a number up, and no longer than they wait. */
const PATIENCE = { firstDigitTimeoutMs: 8_000, interDigitTimeoutMs: 4_000 } as const;

/** Gives the order to the call's node. Resolves when the switch has taken it; rejects with `OrderError`. */
export function giveOrder(node: SwitchPort, action: OrderAction, settings: DialPolicy): Promise<void> {
  switch (action.do) {
    case 'connect':
      return node.connect(connectOrder(action, settings));
    case 'call-party': {
      const { party, attempts, subject } = action;
      const policy = dialPolicyFor(settings, subject.policy);
      return node.callParty({ mark: subject.mark, party, attempts, policy });
    }
    case 'ask':
      return node.ask({ leg: action.leg, question: action.question, language: action.language, ...PATIENCE });
    case 'refuse': {
      const { leg, outcome, language, treatment } = action;
      return node.refuse({ leg, outcome, language, ...treatment });
    }
    case 'hang-up':
      return node.hangUp(action.leg, action.cause);
  }
}

function connectOrder(action: Extract<OrderAction, { do: 'connect' }>, settings: DialPolicy): ConnectOrder {
  const { leg, callee, attempts, subject, hunt } = action;
  const { policy, mark, shown, voice } = subject;
  return {
    leg,
    mark,
    callee,
    shown,
    attempts,
    hunt: hunt === null ? null : { place: hunt.place, beganAt: hunt.beganAt },
    policy: dialPolicyFor(settings, policy),
    language: voice.language,
    callerPrompts: promptsToCaller(subject, hunt),
    calleePrompts: promptsToCallee(subject),
    endingSoon: endingSoonOf(subject),
    recording: recordingOf(subject),
    survey: surveyOf(subject),
  };
}

/** A is in the left channel, whoever called. */
function recordingOf({ recording, mark }: CallSubject): ConnectOrder['recording'] {
  if (recording.kind !== 'record') return recording.kind === 'refused' ? 'refused' : null;
  return { mode: recording.mode, left: mark.firstSide === 'a' ? 'first' : 'called' };
}

function surveyOf(subject: CallSubject): ConnectOrder['survey'] {
  const { survey } = subject.policy;
  if (survey === undefined) return null;
  const { prompt, keys, timeoutMs } = survey;
  const asked = (['first', 'called'] as const).filter((leg) => isAskedAfterTalk(subject, leg));
  return { prompt, keys, timeoutMs, asked };
}

/** By side of the binding in the policy, by leg in the order: either side can be the one who called. */
function endingSoonOf({ policy, mark }: CallSubject): ConnectOrder['endingSoon'] {
  if (policy.endingSoon === undefined) return null;
  const { beforeEndMs, to } = policy.endingSoon;
  if (to === 'both') return { beforeEndMs, to };
  return { beforeEndMs, to: to === mark.firstSide ? 'first' : 'called' };
}
