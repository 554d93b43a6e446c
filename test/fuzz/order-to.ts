import type { GatewayBook } from '../../src/adapters/freeswitch/dial-string.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { CallId, LegId } from '../../src/domain/call/leg.ts';
import type { NumberPlan } from '../../src/domain/number/number-plan.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import { HOME_ONLY } from '../../src/domain/policy/dial-rules.ts';
import type { ConnectOrder } from '../../src/ports/switch-port.ts';
import { gatewayAt } from '../support/gateways.ts';
import { PLAIN_TERMS } from '../support/plain-order.ts';

const LEG = '00000000-0000-4000-8000-00000000000a';
const X = '+8617000000001' as PrivacyNumber;

/** One gateway. */
export function bookOf(plan: NumberPlan): GatewayBook {
  return { plan, gateways: new Map([['east', gatewayAt('east', '127.0.0.2', 5060)]]), rules: HOME_ONLY };
}

/** The plainest order to connect somebody. */
export function orderTo(
  callee = RealNumber.of('8613800138001'),
  changes: Partial<ConnectOrder> = {},
): ConnectOrder {
  return {
    leg: LEG as LegId,
    mark: { call: LEG as CallId, binding: 7 as BindingId, firstSide: 'a', x: X, flow: 'masked' },
    callee,
    shown: X,
    attempts: [{ gateway: 'east', leg: '00000000-0000-4000-8000-00000000000b' as LegId }],
    policy: {
      ringTimeoutMs: 45_000,
      firstResponseTimeoutMs: 6_000,
      maxCallMs: 7_200_000,
      ringback: 'carrier',
    },
    ...PLAIN_TERMS,
    ...changes,
  };
}
