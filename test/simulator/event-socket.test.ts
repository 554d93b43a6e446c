import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EslClient } from './esl-client.ts';
import { SimulatedSwitch } from './simulated-switch.ts';

let simulated: SimulatedSwitch;
let client: EslClient;

beforeEach(async () => {
  simulated = await SimulatedSwitch.start({ gateways: ['gw1'], log: () => {} });
  client = await EslClient.attached(simulated.port);
});

afterEach(async () => {
  client.close();
  await simulated.stop();
});

/** Each line was sent to FreeSWITCH 1.10.12 and answered like this. */
const REPLIES: readonly (readonly [command: string, reply: string])[] = [
  ['nosuch', '-ERR command not found'],
  ['api', '-ERR command not found'],
  ['bgapi', '-ERR command not found'],
  ['getvar', '-ERR command not found'],
  ['auth x', '-ERR command not found'],
  ['event plain', '-ERR no keywords supplied'],
  ['event json NOSUCH', '-ERR no keywords supplied'],
  ['event plain CHANNEL_PARK NOSUCH', '+OK event listener enabled plain'],
  ['event json ALL', '+OK event listener enabled json'],
  ['nixevent HEARTBEAT', '+OK events nixed'],
  ['nixevent NOSUCH', '-ERR no keywords supplied'],
  ['noevents', '+OK no longer listening for events'],
  ['filter', '-ERR command not found'],
  ['filter Unique-ID', '-ERR invalid syntax'],
  ['filter Unique-ID abc', '+OK filter added. [Unique-ID]=[abc]'],
  ['filter delete Unique-ID', '+OK filter deleted. [Unique-ID][]'],
  ['filter delete all', '+OK filter deleted. [all][]'],
  ['sendmsg nope\ncall-command: hangup', '-ERR invalid session id [nope]'],
  ['sendmsg', '-ERR invalid session id []'],
  ['linger', '-ERR not controlling a session'],
  ['divert_events on', '-ERR not controlling a session.'],
  ['exit', '+OK bye'],
];

/** Likewise of the API. */
const API: readonly (readonly [command: string, answer: string])[] = [
  ['nosuch arg', '-ERR nosuch Command not found!\n'],
  ['api status', '-ERR api Command not found!\n'],
  ['show channels as json', '{"row_count": 0}\n'],
  ['show calls as json', '{"row_count": 0}\n'],
  ['show channels', '\n0 total.\n'],
  ['show channels count', '\n0 total.\n'],
  ['global_getvar nope', '-ERR no reply\n'],
  ['module_exists mod_sofia', 'true'],
  ['module_exists mod_nope', 'false'],
  ['module_exists', '-ERR no reply\n'],
  ['hupall', '+OK hangup all channels with cause MANAGER_REQUEST\n'],
  ['reloadxml', '+OK [Success]\n'],
  ['echo hi', 'hi'],
  ['uuid_exists nope', 'false'],
  ['uuid_exists', 'false'],
  ['uuid_dump nope', '-ERR No such channel!\n'],
  ['uuid_dump', '-USAGE: <uuid> [format]\n'],
  ['uuid_kill nope', '-ERR No such channel!\n'],
  ['uuid_kill', '-USAGE: <uuid> [cause]\n'],
  ['uuid_getvar nope foo', '-ERR No such channel!\n'],
  ['uuid_getvar', '-USAGE: <uuid> <var>\n'],
  ['uuid_setvar nope foo bar', '-ERR No such channel!\n'],
  ['uuid_transfer nope 100', '-ERR No such channel!\n'],
  ['uuid_broadcast nope x', '-ERR invalid uuid\n'],
  ['sched_hangup +5 nope', '-ERR No such channel!\n'],
  ['sofia status gateway nope', 'Invalid Gateway!\n'],
  ['originate {a=b}sofia/gateway/nope/8613900139009 &park()', '-ERR INVALID_GATEWAY\n'],
];

describe('the simulated event socket', () => {
  it.each(REPLIES)('answers %j with %j', async (command, reply) => {
    expect((await client.send(command)).headers).toBe(`Content-Type: command/reply\nReply-Text: ${reply}`);
  });

  it.each(API)('answers the API command %j with %j', async (command, answer) => {
    expect(await client.api(command)).toBe(answer);
  });

  it('refuses a wrong password, says goodbye and closes', async () => {
    const stranger = await EslClient.open(simulated.port);
    expect((await stranger.send('auth wrong')).headers).toBe(
      'Content-Type: command/reply\nReply-Text: -ERR invalid',
    );
    await stranger.closed;
    expect(stranger.raw.map((frame) => frame.headers.split('\n')[0])).toEqual([
      'Content-Type: auth/request',
      'Content-Type: command/reply',
      'Content-Type: text/disconnect-notice',
    ]);
  });

  it('answers commands that come in one piece, in pieces and with carriage returns', async () => {
    const answers = () =>
      client.raw.filter((frame) => frame.headers.includes('api/response')).map((frame) => frame.body);
    client.write('api echo one\n\n\r\n\napi echo two\r\n\r\napi ec');
    client.write('ho three\n');
    client.write('\n');
    await expect.poll(answers).toEqual(['one', 'two', 'three']);
  });

  it('takes the argument of an application from the body of the message, as many bytes as announced', async () => {
    const uuid = await parkedCall();
    const body = 'note=zwölf';
    const head = `sendmsg ${uuid}\ncall-command: execute\nexecute-app-name: set\ncontent-type: text/plain`;
    const reply = await client.send(
      `${head}\ncontent-length: ${Buffer.byteLength(body)}\n\n${body}api echo next`,
    );
    expect(reply.headers).toContain('+OK');
    await client.event('CHANNEL_EXECUTE_COMPLETE', (event) => event['Application-Data'] === body);
    await expect.poll(() => client.raw.some((frame) => frame.body === 'next')).toBe(true);
    expect(await client.api(`uuid_getvar ${uuid} note`)).toBe('zwölf');
  });

  it('sends only what passes the filters', async () => {
    await client.send('filter Event-Name CHANNEL_PARK');
    await parkedCall();
    expect(new Set(client.events.map((event) => event['Event-Name']))).toEqual(new Set(['CHANNEL_PARK']));
  });

  it('writes plain events byte for byte as the real switch', async () => {
    const plain = await EslClient.open(simulated.port);
    await plain.send('auth ClueCon');
    await plain.send('event plain BACKGROUND_JOB');
    await plain.send('bgapi echo ü: 100%\nJob-UUID: 99999999-9999-4999-8999-999999999999');
    const isEvent = () => plain.raw.find((frame) => frame.headers.includes('text/event-plain'));
    await expect.poll(isEvent).toBeDefined();
    const frame = isEvent();
    expect(frame?.headers).toBe(
      `Content-Length: ${Buffer.byteLength(frame?.body ?? '')}\nContent-Type: text/event-plain`,
    );
    expect(frame?.body.split('\n').slice(-6).join('\n')).toBe(
      [
        'Job-UUID: 99999999-9999-4999-8999-999999999999',
        'Job-Command: echo',
        'Job-Command-Arg: %C3%BC%3A%20100%25',
        'Content-Length: 8',
        '',
        'ü: 100%',
      ].join('\n'),
    );
    plain.close();
  });

  it('gives heartbeats', async () => {
    const beating = await SimulatedSwitch.start({ gateways: [], heartbeatMs: 5, log: () => {} });
    const listener = await EslClient.attached(beating.port);
    expect(await listener.event('HEARTBEAT')).toMatchObject({
      'Event-Info': 'System Ready',
      'Session-Count': '0',
    });
    listener.close();
    await beating.stop();
  });

  it('says what it is', async () => {
    const said: string[] = [];
    const honest = await SimulatedSwitch.start({ gateways: [], log: (line) => said.push(line) });
    expect(said).toEqual(['simulated FreeSWITCH: no SIP, no media; for tests and the demo only']);
    await honest.stop();
  });
});

async function parkedCall(): Promise<string> {
  simulated.carrier('gw1').call({ from: '+8613800138001', to: '+8617000000001' });
  return String((await client.event('CHANNEL_PARK'))['Unique-ID']);
}
