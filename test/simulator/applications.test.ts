import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers, neverAnswers } from './behaviour.ts';
import { EslClient } from './esl-client.ts';
import type { PlacedCall } from './phone.ts';
import { SimulatedSwitch } from './simulated-switch.ts';
import { VirtualClock } from './virtual-clock.ts';

/** 300 ms into a second of the clock: what counts whole seconds comes 300 ms early. */
const START_MS = Date.UTC(2026, 0, 1) + 300;
const X = '+8617000000001';
const B = '8613900139001';
const BRIDGE = `bridge {origination_caller_id_number=${X},origination_caller_id_name=${X},originate_timeout=20}sofia/gateway/gw1/${B}`;

let simulated: SimulatedSwitch;
let client: EslClient;
let clock: VirtualClock;
let caller: PlacedCall;

beforeEach(async () => {
  clock = new VirtualClock(START_MS);
  simulated = await SimulatedSwitch.start({
    gateways: ['gw1'],
    log: () => {},
    clock,
    soundLengthMs: (path) => (path.includes('missing') ? null : 1500),
  });
  client = await EslClient.attached(simulated.port);
  caller = simulated.carrier('gw1').call({ from: '+8613800138001', to: X });
  await client.event('CHANNEL_PARK');
});

afterEach(async () => {
  client.close();
  await simulated.stop();
});

async function order(...applications: readonly string[]): Promise<void> {
  const lines = applications.map((one) => `application: ${one}`);
  await client.send([`sendmsg ${caller.channel.uuid}`, 'call-command: xferext', ...lines].join('\n'));
  await client.api('status');
}

const names = () => client.events.map((event) => String(event['Event-Name']));

/** All of it was seen on FreeSWITCH 1.10.12. */
describe('a parked caller', () => {
  it('is sent away with 503 when its park_timeout is over, counted in whole seconds', async () => {
    await clock.pass(3699);
    expect(caller.end).toBeNull();
    await clock.pass(1);
    expect(caller.end).toMatchObject({ by: 'far', status: 503, cause: 'NORMAL_TEMPORARY_FAILURE' });
  });

  it('may give up: 487, ORIGINATOR_CANCEL, recv_cancel', async () => {
    caller.hangUp();
    const complete = await client.event('CHANNEL_HANGUP_COMPLETE');
    expect(complete).toMatchObject({
      'Hangup-Cause': 'ORIGINATOR_CANCEL',
      variable_sip_hangup_disposition: 'recv_cancel',
      variable_sip_term_status: '487',
    });
    expect(caller.end).toMatchObject({ by: 'self', status: 487 });
  });

  it.each([
    ['hangup UNALLOCATED_NUMBER', 404, 'UNALLOCATED_NUMBER'],
    ['hangup', 480, 'NORMAL_CLEARING'],
    ['hangup FOOBAR', 480, 'NORMAL_CLEARING'],
    ['hangup 17', 486, 'USER_BUSY'],
    ['respond 404', 404, 'UNALLOCATED_NUMBER'],
    ['respond 403 Nope', 403, 'CALL_REJECTED'],
    ['nosuchapp foo', 502, 'DESTINATION_OUT_OF_ORDER'],
    ['set a=b', 480, 'NORMAL_CLEARING'],
  ])('after `%s` has got %i and the cause %s', async (application, status, cause) => {
    await order(application);
    expect(caller.end).toMatchObject({ by: 'far', status, cause });
  });

  it('hears a prompt before the answer to its end, then gets the final status', async () => {
    await order('playback /prompts/en/no-binding.wav', 'hangup UNALLOCATED_NUMBER');
    await clock.pass(1499);
    expect({ stage: caller.stage, heard: caller.heard }).toEqual({
      stage: 'early',
      heard: ['/prompts/en/no-binding.wav'],
    });
    await clock.pass(1);
    expect(caller.end).toMatchObject({ status: 404 });
    expect(names().filter((name) => name.startsWith('PLAYBACK'))).toEqual([
      'PLAYBACK_START',
      'PLAYBACK_STOP',
    ]);
    const played = client.events.find(
      (event) => event['Event-Name'] === 'CHANNEL_EXECUTE_COMPLETE' && event['Application'] === 'playback',
    );
    expect(played?.['Application-Response']).toBe('FILE PLAYED');
  });

  it('goes on at once where the sound file is missing', async () => {
    await order('playback /prompts/missing.wav', 'hangup USER_BUSY');
    expect(caller.end).toMatchObject({ status: 486 });
    expect(caller.heard).toEqual([]);
  });

  it('rings, sleeps, is answered, and gets BYE', async () => {
    await order('ring_ready', 'sleep 300', 'answer', 'sleep 300', 'hangup NORMAL_CLEARING');
    expect(caller.stage).toBe('ringing');
    await clock.pass(300);
    expect(caller.stage).toBe('answered');
    await clock.pass(300);
    expect(caller.end).toMatchObject({ by: 'far', status: 200 });
    expect(await client.event('CHANNEL_HANGUP_COMPLETE')).toMatchObject({
      variable_sip_hangup_disposition: 'send_bye',
    });
  });

  it('obeys a new order while it hears a prompt', async () => {
    await order('playback /prompts/long.wav', 'hangup USER_BUSY');
    await clock.pass(100);
    await order('hangup CALL_REJECTED');
    expect(caller.end).toMatchObject({ status: 603 });
  });

  it('cancels the callee when a new order comes while that rings', async () => {
    simulated.carrier('gw1').onCall(neverAnswers());
    await order(BRIDGE, 'park');
    await clock.pass(10);
    await order('hangup USER_BUSY');
    expect(simulated.carrier('gw1').received[0]?.end).toMatchObject({
      by: 'far',
      cause: 'ORIGINATOR_CANCEL',
    });
    expect(caller.end).toMatchObject({ status: 486 });
  });

  it('loses its callee with CANCEL when it is killed while that rings', async () => {
    simulated.carrier('gw1').onCall(neverAnswers());
    await order(BRIDGE);
    await clock.pass(10);
    expect(await client.api(`uuid_kill ${caller.channel.uuid}`)).toBe('+OK\n');
    await client.api('status');
    expect(caller.end).toMatchObject({ status: 480, cause: 'NORMAL_CLEARING' });
    expect(simulated.carrier('gw1').received[0]?.end).toMatchObject({ by: 'far', status: 487 });
  });

  it('runs on after the talk without hangup_after_bridge', async () => {
    simulated.carrier('gw1').onCall(answers({ hangUpAfterMs: 50 }));
    await order(BRIDGE, 'playback /prompts/bye.wav');
    await clock.pass(500);
    expect(caller.heard).toEqual(['/prompts/bye.wav']);
  });
});

describe('a bridged call', () => {
  beforeEach(() => simulated.carrier('gw1').onCall(answers()));

  it('is ended at its limit: the caller with ALLOTTED_TIMEOUT, the callee with NORMAL_CLEARING', async () => {
    await order(
      'set execute_on_answer_1=sched_hangup +2 ALLOTTED_TIMEOUT',
      'set execute_on_answer_2=record_session /rec/a.wav',
      'set execute_on_answer_3=sched_broadcast +1 /prompts/one-minute.wav both',
      'set hangup_after_bridge=true',
      BRIDGE,
    );
    await clock.pass(1_000);
    const callee = simulated.carrier('gw1').received[0];
    expect([caller.heard, callee?.heard]).toEqual([['/prompts/one-minute.wav'], ['/prompts/one-minute.wav']]);
    expect(caller.end).toBeNull();
    await clock.pass(1_000);
    expect(caller.end).toMatchObject({ by: 'far', status: 200, cause: 'ALLOTTED_TIMEOUT' });
    expect(callee?.end).toMatchObject({ by: 'far', cause: 'NORMAL_CLEARING' });
    expect(names()).toEqual(expect.arrayContaining(['RECORD_START', 'RECORD_STOP']));
  });

  it('ends for both with the cause of the callee that is killed', async () => {
    await order('set hangup_after_bridge=true', BRIDGE);
    await clock.pass(100);
    const callee = simulated.carrier('gw1').received[0];
    await client.api(`uuid_kill ${callee?.channel.uuid} ALLOTTED_TIMEOUT`);
    expect(await caller.ended()).toMatchObject({ cause: 'ALLOTTED_TIMEOUT' });
  });

  it('is one row of `show calls` and two of `show channels`', async () => {
    await order(BRIDGE);
    await clock.pass(100);
    const channels = JSON.parse(await client.api('show channels as json'));
    expect(channels).toMatchObject({
      row_count: 2,
      rows: [
        { uuid: caller.channel.uuid, direction: 'inbound', callstate: 'ACTIVE', application: 'bridge' },
        { direction: 'outbound', dest: B, call_uuid: caller.channel.uuid, state: 'CS_EXCHANGE_MEDIA' },
      ],
    });
    const calls = JSON.parse(await client.api('show calls as json'));
    expect(calls).toMatchObject({ row_count: 1, rows: [{ uuid: caller.channel.uuid, b_dest: B }] });
  });

  it('shows the callee the number that the dial string says, and the real one where it says none', async () => {
    await order(BRIDGE);
    await clock.pass(100);
    expect(simulated.carrier('gw1').received.map((call) => [call.shownNumber, call.shownName])).toEqual([
      [X, X],
    ]);
    const careless = simulated.carrier('gw1').call({ from: '+8613800138002', to: X });
    await client.event('CHANNEL_PARK', (event) => event['Unique-ID'] === careless.channel.uuid);
    const leaky = `application: bridge sofia/gateway/gw1/${B}`;
    await client.send(`sendmsg ${careless.channel.uuid}\ncall-command: xferext\n${leaky}`);
    await clock.pass(100);
    expect(simulated.carrier('gw1').received[1]?.shownNumber).toBe('+8613800138002');
  });
});

it('parks a call to what is no number', async () => {
  const stranger = simulated.carrier('gw1').call({ from: '+8613800138001', to: 'admin' });
  const parked = await client.event('CHANNEL_PARK', (event) => event['Unique-ID'] === stranger.channel.uuid);
  expect(parked['Caller-Destination-Number']).toBe('admin');
});
