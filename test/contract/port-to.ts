import { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { HOME_ONLY } from '../../src/domain/policy/dial-rules.ts';
import { gatewayAt } from '../support/gateways.ts';
import type { SwitchWorld } from '../support/switch-world.ts';

/** A port to the switch of the world, not started: anything odd fails the test. */
export function portTo(
  { eventSocket, recordings }: SwitchWorld,
  password = eventSocket.password,
): FreeswitchSwitch {
  const plan = chinaPlan();
  const gateways = new Map(
    (['east', 'west'] as const).map((name) => [name, gatewayAt(name, '127.0.0.1', 5060)]),
  );
  return new FreeswitchSwitch({
    name: 'one',
    ...eventSocket,
    password,
    soundsDirectory: () => null,
    recordingsDirectory: () => recordings,
    book: () => ({ plan, gateways, rules: HOME_ONLY }),
    link: { backoff: { firstMs: 20, maxMs: 200 } },
    random: () => 0.5,
    onOddity: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
}
