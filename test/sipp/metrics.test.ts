import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CLOSE_PARTS,
  GATE_VARIABLE,
  gateCommand,
  gateHolds,
} from '../../src/adapters/freeswitch/gate-command.ts';
import { openAccess } from '../../src/composition/access.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { LOCAL } from '../http/platform.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { readExposition } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { RealWorld } from '../support/real-world.ts';
import { present } from './support/site.ts';
import { soon, until } from './support/until.ts';

const [A, B, X] = ['+8613800138000', '+8613800138001', '+8617000000001'];

describe.skipIf(!present)('the metrics of calls on a real FreeSWITCH', () => {
  let world: RealWorld;
  let daemon: DaemonUnderTest;
  let scrape: (name: string, labels?: Readonly<Record<string, string>>) => Promise<number | undefined>;

  beforeAll(async () => {
    world = await RealWorld.start();
    const port = await freePort();
    const { eventSocket } = world;
    daemon = await DaemonUnderTest.create({ eventSocket, settings: { http: { port } } });
    await daemon.start();
    await daemon.line(({ msg }) => msg === 'HTTP API is up');
    const access = await openAccess(loadSettings(daemon.configFile, {}));
    const { key } = await access.desk.createApiKey(LOCAL, 'default', { label: 'test', scopes: ['metrics'] });
    await access.close();
    scrape = async (name, labels = {}) => {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
      const samples = [...readExposition(await answer.text()).values()].flatMap((one) => one.samples);
      const isMeant = (sample: (typeof samples)[number]): boolean =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
      return samples.find(isMeant)?.value;
    };
    await daemon.ask('pool', 'add', 'city', `${X}-+8617000000009`);
    await daemon.ask('bind', A, B, '--x', X);
  });

  afterAll(async () => {
    await daemon?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
  });

  const ended = (count: number) => soon('the end', daemonLines(daemon, 'call ended', count));

  test('tell of one that rings, is answered and ends', async () => {
    expect(await scrape('axbridge_switch_link', { state: 'ready' })).toBe(1);
    const caller = await world.callIn('east', A.slice(1), X.slice(1));
    const callee = await soon('the callee is called', world.nextCall('east'));
    expect(await scrape('axbridge_calls_live', { state: 'connecting' })).toBe(1);
    callee.ring();
    await soon('the ringing', caller.ringing);
    callee.pickUp();
    await soon('the answer', caller.answered);
    await daemon.line(({ to }) => to === 'talking');
    expect(await scrape('axbridge_calls_live', { state: 'talking' })).toBe(1);
    caller.hangUp();
    await ended(1);
    expect(await scrape('axbridge_calls_live', { state: 'talking' })).toBe(0);
    expect(await scrape('axbridge_calls_ended_total', { outcome: 'answered' })).toBe(1);
    expect(await scrape('axbridge_route_decision_seconds_count', { decision: 'connect' })).toBe(1);
    const postDial = await scrape('axbridge_call_post_dial_delay_seconds_sum');
    const setUp = await scrape('axbridge_call_setup_seconds_sum');
    expect(await scrape('axbridge_call_post_dial_delay_seconds_count')).toBe(1);
    expect(await scrape('axbridge_call_setup_seconds_count')).toBe(1);
    expect(postDial).toBeGreaterThan(0);
    expect(setUp).toBeGreaterThanOrEqual(postDial ?? Number.POSITIVE_INFINITY);
    expect(await scrape('axbridge_switch_lag_seconds_count', { node: 'one' })).toBeGreaterThanOrEqual(4);
  });

  test('tell of one that is refused, and why', async () => {
    const caller = await world.callIn('east', '8613900139000', X.slice(1));
    await soon('the end of the caller', caller.ended);
    await ended(2);
    expect(await scrape('axbridge_route_refusals_total', { reason: 'no-binding' })).toBe(1);
    expect(await scrape('axbridge_calls_ended_total', { outcome: 'no-binding' })).toBe(1);
    expect(await scrape('axbridge_call_post_dial_delay_seconds_count')).toBe(1);
  });

  test('count those that the switch refuses while it has too many: 503, nothing else, and it opens by itself', async () => {
    const talking = await world.callIn('east', A.slice(1), X.slice(1));
    const talkedTo = await soon('the callee is called', world.nextCall('east'));
    talkedTo.pickUp();
    await soon('the answer', talking.answered);
    for (const line of [gateCommand(CLOSE_PARTS), ...gateHolds()])
      expect(await world.freeswitch.apiCommand(line)).toMatch(/^\+OK/);
    const { sipIp: ip, sipPort: port } = world.freeswitch;
    const refused = await world.carriers.east.call({
      to: { ip, port },
      from: A.slice(1),
      dialled: X.slice(1),
    });
    expect(await soon('the refusal', refused.ended)).toMatchObject({ by: 'refusal', status: 503 });
    const headers = refused.finalResponse?.headers.map(([name]) => name.toLowerCase());
    expect(headers).toContain('call-id');
    expect(headers).not.toContain('retry-after');
    await until('the refusal is counted', async () => {
      return (await scrape('axbridge_overload_refusals_total', { node: 'one' })) === 1;
    });
    expect(await scrape('axbridge_overload', { node: 'one' })).toBe(0);
    expect(await scrape('axbridge_calls_live', { state: 'talking' })).toBe(1);
    await until('the switch is open', async () => {
      return !(await world.freeswitch.apiCommand(`global_getvar ${GATE_VARIABLE}`)).includes('|');
    });
    const next = await world.callIn('east', A.slice(1), X.slice(1));
    const called = await soon('the callee is called again', world.nextCall('east'));
    called.reject(486);
    await soon('the end of the caller', next.ended);
    talking.hangUp();
    await ended(4);
    expect(daemon.log.filter(({ msg, from }) => msg === 'call' && from === 'new')).toHaveLength(4);
  });
});

/** Resolves when the daemon has logged the message so many times. */
async function daemonLines(daemon: DaemonUnderTest, message: string, count: number): Promise<void> {
  let from = 0;
  for (let seen = 0; seen < count; seen += 1) {
    const line = await daemon.line(({ msg }) => msg === message, from);
    from = daemon.log.indexOf(line) + 1;
  }
}
