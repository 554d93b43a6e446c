import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answers, type CalleeBehaviour, neverAnswers, redirects, rejects, saysNothing } from './behaviour.ts';
import { EslClient, type ReceivedEvent } from './esl-client.ts';
import { SimulatedSwitch } from './simulated-switch.ts';

/** One call as FreeSWITCH 1.10.12 was seen to carry it out; how they were recorded is told in the README. */
interface SeenCall {
  readonly name: string;
  readonly dial: string;
  readonly continueOnFail: string;
  readonly caller: '' | 'bye' | 'cancel';
  readonly refusedWith: number | null;
  /** For each leg its events, with state, call state and answer state in brackets. */
  readonly events: Readonly<Record<string, readonly string[]>>;
  /** The second CHANNEL_PARK, where there was one. */
  readonly parkedAgain: ReceivedEvent | null;
  /** CHANNEL_HANGUP_COMPLETE of each leg. */
  readonly ended: Readonly<Record<string, ReceivedEvent>>;
}

const SEEN: readonly SeenCall[] = JSON.parse(
  readFileSync(new URL('seen/incoming-calls.json', import.meta.url), 'utf8'),
);

const X = '+8617000000001';
const SHARED = [
  ...['caller_id_number', 'caller_id_name', 'callee_id_number', 'callee_id_name'].map(
    (name) => `origination_${name}=${X}`,
  ),
  'origination_privacy=none',
  'sip_copy_custom_headers=false',
  'disable_q850_reason=true',
  'outbound_redirect_fatal=true',
  'call_ref=c1',
].join(',');

/** How the telephones behaved when the calls were recorded, by the end of their number. */
const BEHAVIOURS: Readonly<Record<string, CalleeBehaviour>> = {
  '001': answers({ ringAfterMs: 10, answerAfterMs: 40 }),
  '002': answers({ ringAfterMs: 10, answerAfterMs: 40, hangUpAfterMs: 60 }),
  '003': answers({ ringAfterMs: null, earlyMediaAfterMs: 10, answerAfterMs: 60 }),
  '008': saysNothing(),
  '009': neverAnswers(),
  '302': redirects('8613900139099'),
  '386': rejects(486, { ringAfterMs: 0, afterMs: 30 }),
  '404': rejects(404, { phrase: 'Rejected' }),
  '480': rejects(480, { phrase: 'Rejected' }),
  '587': rejects(404, { q850: 17 }),
};

async function startSwitch(): Promise<SimulatedSwitch> {
  const simulated = await SimulatedSwitch.start({
    gateways: ['gw1', 'dead', 'pinged'].map((name) => ({ name, profile: 'carrier' })),
    log: () => {},
  });
  const gw1 = simulated.carrier('gw1');
  gw1.onCall((call, clock) => BEHAVIOURS[call.called.slice(-3)]?.(call, clock));
  simulated.carrier('dead').setUnreachable(true);
  simulated.carrier('pinged').setState('DOWN');
  return simulated;
}

/** The same orders as were given to the real switch: on the first park the whole call, on the second `hangup USER_BUSY`. */
async function play(simulated: SimulatedSwitch, client: EslClient, seen: SeenCall) {
  const caller = simulated.carrier('gw1').call({ from: '+8613800138001', to: X });
  const { uuid } = caller.channel;
  await client.event('CHANNEL_PARK');
  const cof = seen.continueOnFail === 'unset' ? '' : `continue_on_fail=${seen.continueOnFail};`;
  const extra = seen.dial.slice(1, seen.dial.indexOf('}'));
  const ways = seen.dial.slice(seen.dial.indexOf('}') + 1);
  await client.send(
    [
      `sendmsg ${uuid}`,
      'call-command: xferext',
      `application: multiset ^^;hangup_after_bridge=true;${cof}park_timeout=3:NORMAL_TEMPORARY_FAILURE;call_ref=c1;sip_ignore_remote_cause=true`,
      `application: set_profile_var caller_id_number=${X}`,
      'application: set execute_on_answer_1=sched_hangup +60 ALLOTTED_TIMEOUT',
      `application: bridge {${SHARED},${extra}}${ways}`,
      'application: park',
    ].join('\n'),
  );
  await whileUp(client, seen, uuid, () => caller.hangUp());
  const end = await caller.ended();
  await client.event('CHANNEL_DESTROY', (event) => event['Unique-ID'] === uuid);
  await client.api('status');
  return { uuid, end };
}

async function whileUp(client: EslClient, seen: SeenCall, uuid: string, hangUp: () => void): Promise<void> {
  if (seen.caller === 'bye' && seen.refusedWith === null) {
    await client.event('CHANNEL_ANSWER', (event) => event['Unique-ID'] === uuid);
    await client.event('CHANNEL_BRIDGE');
    hangUp();
  } else if (seen.caller === 'cancel') {
    const early = seen.name.includes('early media');
    await client.event(early ? 'CHANNEL_BRIDGE' : 'CHANNEL_PROGRESS', (event) => event['Unique-ID'] === uuid);
    hangUp();
  } else if (seen.parkedAgain !== null) {
    const isSecond = (event: ReceivedEvent) =>
      event['Event-Name'] === 'CHANNEL_PARK' && event !== client.events.find(isPark);
    await client.event('CHANNEL_PARK', isSecond);
    await client.send(`sendmsg ${uuid}\ncall-command: xferext\napplication: hangup USER_BUSY`);
  }
}

function isPark(event: ReceivedEvent): boolean {
  return event['Event-Name'] === 'CHANNEL_PARK';
}

/** Events as the fixture writes them, by leg; of the caller from its first park on. */
function lines(events: readonly ReceivedEvent[], uuid: string): Record<string, string[]> {
  const byLeg: Record<string, string[]> = {};
  let parked = false;
  for (const event of events) {
    const leg = event['Unique-ID'] === uuid ? 'A' : String(event['Unique-ID']);
    parked ||= isPark(event);
    const line = lineOf(event);
    if (line !== null && (leg !== 'A' || parked)) byLeg[leg] = [...(byLeg[leg] ?? []), line];
  }
  return byLeg;
}

const NOT_COMPARED = ['CHANNEL_CALLSTATE', 'CHANNEL_DATA'];

function lineOf(event: ReceivedEvent): string | null {
  const text = (header: string) => String(event[header]);
  const name = text('Event-Name');
  if (!name.startsWith('CHANNEL_') || NOT_COMPARED.includes(name)) return null;
  if (name === 'CHANNEL_STATE') return `STATE ${text('Channel-State')}`;
  const app = name.startsWith('CHANNEL_EXECUTE') ? ` ${text('Application')}` : '';
  const cause = name.startsWith('CHANNEL_HANGUP') ? ` ${text('Hangup-Cause')}` : '';
  const states = ['Channel-State', 'Channel-Call-State', 'Answer-State'].map(text).join(' ');
  return `${name.slice('CHANNEL_'.length)}${app} [${states}]${cause}`;
}

/** Every header that some recorded event has is compared on every event, so that one too many is found as well. */
const COMPARED = new Set(
  SEEN.flatMap(({ parkedAgain, ended }) => [parkedAgain, ...Object.values(ended)]).flatMap((event) =>
    Object.keys(event ?? {}),
  ),
);

/** The headers compared, with this call's own UUID written as there. */
function likeSeen(event: ReceivedEvent | undefined, uuid: string): ReceivedEvent | null {
  if (event === undefined) return null;
  const written = (value: string) => value.replaceAll(uuid, 'A');
  return Object.fromEntries(
    Object.entries(event)
      .filter(([key]) => COMPARED.has(key))
      .map(([key, value]) => [key, typeof value === 'string' ? written(value) : value.map(written)]),
  );
}

describe.concurrent('a call to a privacy number whose callee', () => {
  it.each(SEEN)('$name: as on FreeSWITCH 1.10.12', async (seen) => {
    const simulated = await startSwitch();
    const client = await EslClient.attached(simulated.port);
    try {
      const { uuid, end } = await play(simulated, client, seen);
      expect(lines(client.events, uuid)).toEqual(seen.events);
      expect(likeSeen(client.events.filter(isPark)[1], uuid)).toEqual(seen.parkedAgain);
      for (const [leg, event] of Object.entries(seen.ended)) {
        const ours = client.events.findLast(
          (one) =>
            one['Event-Name'] === 'CHANNEL_HANGUP_COMPLETE' &&
            one['Unique-ID'] === (leg === 'A' ? uuid : leg),
        );
        expect({ leg, ...likeSeen(ours, uuid) }).toEqual({ leg, ...event });
      }
      expect(end.status).toBe(seen.refusedWith ?? 200);
    } finally {
      client.close();
      await simulated.stop();
    }
  });
});
