import { FreeSwitchClient } from 'esl-lite';
import modesl from 'modesl';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers } from './behaviour.ts';
import { SimulatedSwitch } from './simulated-switch.ts';

const X = '+8617000000001';
const B = '8613900139001';
const BRIDGE = `bridge {origination_caller_id_number=${X},origination_caller_id_name=${X}}sofia/gateway/gw1/${B}`;

let simulated: SimulatedSwitch;

beforeEach(async () => {
  simulated = await SimulatedSwitch.start({ gateways: ['gw1'], log: () => {} });
  simulated.carrier('gw1').onCall(answers({ hangUpAfterMs: 30 }));
});

afterEach(async () => {
  // modesl throws where a socket that it has let go of is reset: let it leave first.
  await expect.poll(() => simulated.clients).toBe(0);
  await simulated.stop();
});

/** modesl speaks plain events, percent-encoded. */
describe('modesl', () => {
  type Connection = InstanceType<typeof modesl.Connection>;
  type Event = Parameters<Parameters<Connection['api']>[2]>[0];

  function connected(password = 'ClueCon'): { connection: Connection; ready: Promise<void> } {
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    return { connection: new modesl.Connection('127.0.0.1', simulated.port, password, resolve), ready };
  }

  const answerOf = (ask: (done: (event: Event) => void) => void): Promise<Event> => new Promise(ask);

  it('authenticates, subscribes and asks the API', async () => {
    const { connection, ready } = connected();
    await ready;
    const version = await answerOf((done) => connection.api('version', '', done));
    expect(version.getBody()).toMatch(/^FreeSWITCH Version 1\.10\.12/);
    const unknown = await answerOf((done) => connection.api('nosuch', '', done));
    expect(unknown.getBody()).toBe('-ERR nosuch Command not found!\n');
    connection.disconnect();
  });

  it('is told when its password is wrong', async () => {
    const { connection } = connected('wrong');
    const refused = await answerOf((done) => connection.once('esl::event::auth::fail', done));
    expect(refused.getHeader('Reply-Text')).toBe('-ERR invalid');
  });

  it('gets the result of a background job under the id that it chose', async () => {
    const { connection, ready } = connected();
    await ready;
    const job = '99999999-9999-4999-8999-999999999999';
    const done = await answerOf((resolve) => connection.bgapi('create_uuid', '', job, resolve));
    expect(done.getHeader('Job-UUID')).toBe(job);
    expect(done.getBody()).toMatch(/^[0-9a-f-]{36}$/);
    connection.disconnect();
  });

  it('hears a whole call, with every value decoded', async () => {
    const { connection, ready } = connected();
    await ready;
    await new Promise<void>((resolve) => connection.events('plain', 'ALL', resolve));
    const heard: string[] = [];
    connection.on('esl::event::**', (event) => heard.push(event.getHeader('Event-Name') ?? ''));
    const parked = answerOf((done) => connection.once('esl::event::CHANNEL_PARK::*', done));
    const name = 'Ünïcode: 100% "quoted" \ud83d';
    const caller = simulated.carrier('gw1').call({ from: '+8613800138001', fromName: name, to: X });
    const park = await parked;
    expect(park.getHeader('Caller-Caller-ID-Number')).toBe('+8613800138001');
    expect(park.getHeader('Caller-Caller-ID-Name')).toBe('Ünïcode: 100% "quoted" \ufffd');
    const uuid = park.getHeader('Unique-ID');
    const order = `sendmsg ${uuid}\ncall-command: xferext\napplication: ${BRIDGE}\napplication: hangup`;
    const reply = await answerOf((done) => connection.sendRecv(order, done));
    expect(reply.getHeader('Reply-Text')).toBe('+OK');
    const complete = answerOf((done) =>
      connection.once(`esl::event::CHANNEL_HANGUP_COMPLETE::${uuid}`, done),
    );
    expect((await complete).getHeader('Hangup-Cause')).toBe('NORMAL_CLEARING');
    expect(await caller.ended()).toMatchObject({ by: 'far', status: 200 });
    for (const wanted of ['CHANNEL_ANSWER', 'CHANNEL_BRIDGE', 'CHANNEL_UNBRIDGE', 'CHANNEL_HANGUP'])
      expect(heard).toContain(wanted);
    connection.disconnect();
  });
});

/** esl-lite speaks JSON events. */
describe('esl-lite', () => {
  const client = () =>
    new FreeSwitchClient({
      host: '127.0.0.1',
      port: simulated.port,
      password: simulated.password,
      logger: pino({ level: 'silent' }),
    });

  it('hears a whole call and reads the result of a job', async () => {
    // Nobody hangs up: the order to bridge comes as late as this machine is busy.
    simulated.carrier('gw1').onCall(answers());
    const lite = client();
    try {
      const parked = new Promise<string | undefined>((resolve) =>
        lite.on('CHANNEL_PARK', (event) => resolve(event.body.uniqueID)),
      );
      const bridged = new Promise<unknown>((resolve) => lite.on('CHANNEL_BRIDGE', resolve));
      const job = await lite.bgapi('originate sofia/gateway/gw1/8613800138001 &park()', 5_000);
      expect(job).toMatchObject({ body: { data: { 'Job-Command': 'originate' } } });
      const uuid = await parked;
      expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
      void lite.execute_uuid(uuid ?? '', 'bridge', BRIDGE.slice('bridge '.length), {}, 5_000);
      await bridged;
      expect(simulated.carrier('gw1').received.map((call) => call.called)).toEqual(['8613800138001', B]);
    } finally {
      lite.end();
    }
  });
});
