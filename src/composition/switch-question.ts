import { FreeswitchSwitch } from '../adapters/freeswitch/freeswitch-switch.ts';
import { planFor } from '../adapters/phone-number/plan-for.ts';
import type { FreeswitchNodeSettings, Settings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { HOME_ONLY } from '../domain/policy/dial-rules.ts';
import type { SwitchLink } from '../ports/switch-port.ts';

/** A switch on this machine answers within milliseconds. */
const ATTACH_MS = 5000;

/**
 * Attaches to a switch for questions only, while no daemon runs: it gives no order to any call.
 * @throws AxbridgeError `no-switch`, `switch-refused`
 */
export async function attachForQuestions(
  node: FreeswitchNodeSettings,
  { numberPlan: { country, homeAreaCode } }: Settings,
): Promise<FreeswitchSwitch> {
  const plan = planFor(country, homeAreaCode);
  const link = new FreeswitchSwitch({
    name: node.name,
    host: node.host,
    port: node.port,
    password: node.password.reveal(),
    soundsDirectory: () => null,
    recordingsDirectory: () => null,
    book: () => ({ plan, gateways: new Map(), rules: HOME_ONLY }),
    random: Math.random,
    onOddity: () => undefined,
  });
  try {
    await attached(link, `${node.host}:${node.port}`);
    return link;
  } catch (error) {
    await link.stop();
    throw error;
  }
}

async function attached(link: FreeswitchSwitch, place: string): Promise<void> {
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(() => ready.reject(new AxbridgeError('no-switch', place)), ATTACH_MS);
  link.start({
    onFact: () => undefined,
    onLegs: () => undefined,
    onGone: () => undefined,
    knownLegs: () => [],
    onLink: (state) => follow(state, place, ready),
  });
  try {
    await ready.promise;
  } finally {
    clearTimeout(timer);
  }
}

function follow(link: SwitchLink, place: string, ready: PromiseWithResolvers<void>): void {
  if (link.state === 'ready') ready.resolve();
  if (link.state === 'refused')
    ready.reject(new AxbridgeError('switch-refused', `${place}: ${link.because}`));
  if (link.state === 'waiting') ready.reject(new AxbridgeError('no-switch', `${place}: ${link.because}`));
}
