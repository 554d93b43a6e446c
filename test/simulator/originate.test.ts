import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers, busy, neverAnswers, redirects, rejects } from './behaviour.ts';
import { EslClient } from './esl-client.ts';
import { SimulatedSwitch } from './simulated-switch.ts';
import { VirtualClock } from './virtual-clock.ts';

const START_MS = Date.UTC(2026, 0, 1);
const X = '+8617000000001';
const A = '8613800138001';
const B = '8613900139001';
const UUID = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';
const SHOWN = ['caller_id_number', 'caller_id_name', 'callee_id_number', 'callee_id_name']
  .map((name) => `origination_${name}=${X}`)
  .join(',');
const DIAL = `{origination_uuid=${UUID},${SHOWN},ignore_early_media=true,originate_timeout=5}sofia/gateway/gw1/${A}`;

let simulated: SimulatedSwitch;
let client: EslClient;
let clock: VirtualClock;

beforeEach(async () => {
  clock = new VirtualClock(START_MS);
  simulated = await SimulatedSwitch.start({ gateways: ['gw1', 'gw2'], log: () => {}, clock });
  client = await EslClient.attached(simulated.port);
});

afterEach(async () => {
  client.close();
  await simulated.stop();
});

async function job(command: string): Promise<void> {
  await client.send(`bgapi ${command}\nJob-UUID: job`);
  await client.api('status');
}

const result = async () => (await client.event('BACKGROUND_JOB'))['_body'];

/** All of it was seen on FreeSWITCH 1.10.12. */
describe('originate', () => {
  it('answers with the UUID when the callee has answered, and then parks it', async () => {
    await job(`originate ${DIAL} &park()`);
    await clock.pass(50);
    expect(await result()).toBe(`+OK ${UUID}\n`);
    expect(await client.event('CHANNEL_PARK')).toMatchObject({
      'Unique-ID': UUID,
      'Call-Direction': 'outbound',
      'Answer-State': 'answered',
      'Channel-Call-State': 'ACTIVE',
      'Caller-Destination-Number': A,
      'Caller-Caller-ID-Number': X,
    });
    const before = client.events.findIndex((event) => event['Event-Name'] === 'BACKGROUND_JOB');
    const parked = client.events.findIndex((event) => event['Event-Name'] === 'CHANNEL_PARK');
    expect(before).toBeLessThan(parked);
  });

  it.each([
    [busy(), 'USER_BUSY'],
    [rejects(480), 'NO_USER_RESPONSE'],
    [rejects(404, { q850: 17 }), 'USER_BUSY'],
  ])('tells why the callee was not reached', async (behaviour, cause) => {
    simulated.carrier('gw1').onCall(behaviour);
    await job(`originate ${DIAL} &park()`);
    await clock.pass(50);
    expect(await result()).toBe(`-ERR ${cause}\n`);
  });

  it('gives up with NO_ANSWER and cancels', async () => {
    simulated.carrier('gw1').onCall(neverAnswers());
    await job(`originate ${DIAL} &park()`);
    await clock.pass(5_000);
    expect(await result()).toBe('-ERR NO_ANSWER\n');
    expect(simulated.carrier('gw1').received[0]?.end).toMatchObject({ by: 'far', status: 487 });
  });

  it('rings on past originate_timeout where fail_on_single_reject has a list; leg_timeout ends it', async () => {
    simulated.carrier('gw1').onCall(neverAnswers());
    const trap = `{originate_timeout=2,fail_on_single_reject=!GATEWAY_DOWN,leg_timeout=20}sofia/gateway/gw1/${A}`;
    await job(`originate ${trap} &park()`);
    await clock.pass(20_999);
    expect(client.events.some((event) => event['Event-Name'] === 'BACKGROUND_JOB')).toBe(false);
    await clock.pass(1);
    expect(await result()).toBe('-ERR NO_ANSWER\n');
  });

  it('says GATEWAY_DOWN without calling, and goes on where there is another gateway', async () => {
    simulated.carrier('gw1').setState('DOWN');
    await job(`originate ${DIAL} &park()`);
    expect(await result()).toBe('-ERR GATEWAY_DOWN\n');
    expect(simulated.carrier('gw1').received).toEqual([]);
    const both = client.api(`originate sofia/gateway/gw1/${A}|sofia/gateway/gw2/${A} &park()`);
    await expect.poll(() => simulated.carrier('gw2').received.length).toBe(1);
    await clock.pass(50);
    expect(await both).toMatch(/^\+OK /);
  });

  it('does not take a UUID twice', async () => {
    await job(`originate ${DIAL} &park()`);
    await clock.pass(50);
    expect(await client.api(`originate ${DIAL} &park()`)).toBe('-ERR DESTINATION_OUT_OF_ORDER\n');
  });

  it('ends with the cause that kills it while it rings', async () => {
    simulated.carrier('gw1').onCall(neverAnswers());
    await job(`originate ${DIAL} &park()`);
    await clock.pass(10);
    await client.api(`uuid_kill ${UUID}`);
    expect(await result()).toBe('-ERR NORMAL_CLEARING\n');
  });

  it('connects the first party with the second, showing each the number given', async () => {
    simulated.carrier('gw2').onCall(answers({ hangUpAfterMs: 100 }));
    const second = `{origination_uuid=${SECOND},${SHOWN}}sofia/gateway/gw2/${B}`;
    await job(`originate ${DIAL.replace('{', '{hangup_after_bridge=true,')} '&bridge(${second})'`);
    await clock.pass(400);
    const [first] = simulated.carrier('gw1').received;
    const [other] = simulated.carrier('gw2').received;
    expect([first?.shownNumber, other?.shownNumber]).toEqual([X, X]);
    expect([first?.end?.cause, other?.end?.by]).toEqual(['NORMAL_CLEARING', 'self']);
    expect(await client.event('CHANNEL_BRIDGE')).toMatchObject({
      'Bridge-A-Unique-ID': UUID,
      'Bridge-B-Unique-ID': SECOND,
    });
  });

  it('shows the second party the real number of the first where no callee id was given (the caller id is flipped)', async () => {
    const careless = `{origination_caller_id_number=${X}}sofia/gateway/gw1/${A}`;
    await job(`originate ${careless} '&bridge(sofia/gateway/gw2/${B})'`);
    await clock.pass(100);
    expect(simulated.carrier('gw2').received[0]?.shownNumber).toBe(A);
  });

  it('follows a redirect unless that is fatal', async () => {
    simulated.carrier('gw1').phone(A, redirects('8613900139099'));
    await job(`originate {originate_timeout=5}sofia/gateway/gw1/${A} &park()`);
    await clock.pass(50);
    expect(simulated.carrier('gw1').received.map((call) => call.called)).toEqual([A, '8613900139099']);
    const fatal = `{outbound_redirect_fatal=true}sofia/gateway/gw1/${A}`;
    expect(await client.api(`originate ${fatal} &park()`)).toBe('-ERR REQUESTED_CHAN_UNAVAIL\n');
  });

  it('is dumped as CHANNEL_DATA, plain and JSON', async () => {
    await job(`originate ${DIAL} &park()`);
    await clock.pass(50);
    const plain = await client.api(`uuid_dump ${UUID}`);
    expect(plain).toContain('Event-Name: CHANNEL_DATA\n');
    expect(plain).toContain(`Caller-Caller-ID-Number: %2B8617000000001\n`);
    const json = JSON.parse(await client.api(`uuid_dump ${UUID} json`));
    expect(json).toMatchObject({ 'Unique-ID': UUID, variable_origination_uuid: UUID });
    expect(await client.api(`uuid_getvar ${UUID} nope`)).toBe('_undef_');
    expect(await client.api(`uuid_setvar ${UUID} foo bar`)).toBe('+OK\n');
    expect(await client.api(`uuid_getvar ${UUID} foo`)).toBe('bar');
  });
});
