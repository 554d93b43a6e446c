import type { CallAction } from '../domain/call/call-action.ts';
import type { OrderKind } from '../domain/call/call-input.ts';
import type { DialPolicy } from '../domain/call/dialling.ts';
import type { SwitchPort } from '../ports/switch-port.ts';

/** An action of a call that is an order to its switch. */
export type OrderAction = Extract<CallAction, { do: OrderKind }>;

/** How long a caller who is asked for digits may think: as long as people take to look a number up, and no longer than they wait. */
const PATIENCE = { firstDigitTimeoutMs: 8_000, interDigitTimeoutMs: 4_000 } as const;

/** Gives the order to the call's node. Resolves when the switch has taken it; rejects with `OrderError`. */
export function giveOrder(node: SwitchPort, action: OrderAction, policy: DialPolicy): Promise<void> {
  switch (action.do) {
    case 'connect': {
      const { leg, callee, attempts, subject } = action;
      return node.connect({ leg, mark: subject.mark, callee, shown: subject.shown, attempts, policy });
    }
    case 'call-party': {
      const { party, attempts, subject } = action;
      return node.callParty({ mark: subject.mark, party, attempts, policy });
    }
    case 'ask':
      return node.ask({ leg: action.leg, question: action.question, language: action.language, ...PATIENCE });
    case 'refuse':
      return node.refuse({ leg: action.leg, language: action.language, ...action.treatment });
    case 'hang-up':
      return node.hangUp(action.leg, action.cause);
  }
}
