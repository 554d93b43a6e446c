import type { CallAction } from '../domain/call/call-action.ts';
import type { OrderKind } from '../domain/call/call-input.ts';
import type { DialPolicy } from '../domain/call/dialling.ts';
import type { SwitchPort } from '../ports/switch-port.ts';

/** An action of a call that is an order to its switch. */
export type OrderAction = Extract<CallAction, { do: OrderKind }>;

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
    case 'refuse':
      return node.refuse({ leg: action.leg, language: action.language, ...action.treatment });
    case 'hang-up':
      return node.hangUp(action.leg, action.cause);
  }
}
