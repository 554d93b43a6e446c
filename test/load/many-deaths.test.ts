import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CdrView } from '../../src/app/cdr-operations.ts';
import { expectOnWire } from '../sipp/support/record-on-wire.ts';
import { runSipp, type SippResult, startSipp } from '../sipp/support/run-sipp.ts';
import {
  answered,
  hangUp,
  invite,
  isHungUp,
  pause,
  refused,
  ringsAndAnswers,
  scenario,
} from '../sipp/support/scenario.ts';
import { type SeenLeg, seenLegs } from '../sipp/support/seen-leg.ts';
import { CARRIERS, present, Site } from '../sipp/support/site.ts';
import { until } from '../sipp/support/until.ts';
import { EventReceiver, type ReceivedEvent } from '../support/event-receiver.ts';
import { freePort } from '../support/free-port.ts';
import { HalfOpenProxy } from '../support/half-open-proxy.ts';

/** Calls of people who know one another, and of strangers. */
const PAIRS = 1_600;
const STRANGERS = 400;
/** Calls a second of both together: what two processors stand with everything on them. */
const RATE = 25;
const DEATHS = 5;
const X = '+8617000000001';
const DIALLED = '17000000001';
const SEED = Number(process.env['AXBRIDGE_SEED'] ?? Date.now() % 1_000_000);
const TALK_MS = 1_000;
/** The receiver of events takes none of its first attempts with a chance of one half, but not for ever. */
const MOST_FAILURES = 5;

const serial = (at: number): string => String(at).padStart(4, '0');
const a = (at: number): string => `1395555${serial(at)}`;
const b = (at: number): string => `1586666${serial(at)}`;
const stranger = (at: number): string => `1347777${serial(at)}`;

describe.skipIf(!present)(`${PAIRS + STRANGERS} calls on a real FreeSWITCH, seed ${SEED}`, () => {
  let site: Site;
  let proxy: HalfOpenProxy;
  let receiver: EventReceiver;
  let api: Api;

  beforeAll(async () => {
    receiver = await EventReceiver.open();
    const http = { enabled: true, listen: '127.0.0.1', port: await freePort() };
    const webhooks = { allowPrivateAddresses: true, allowPlainHttp: true, eventFirstRetryMilliseconds: 50 };
    site = await Site.start({
      settings: { http, webhooks },
      through: async (eslPort) => {
        proxy = await HalfOpenProxy.listen(eslPort);
        return proxy.port;
      },
    });
    const file = join(site.daemon.directory, 'pairs.csv');
    const rows = Array.from({ length: PAIRS }, (_, at) => `${a(at)},${b(at)},${X}`);
    await writeFile(file, `a,b,x\n${rows.join('\n')}\n`);
    const { code, stderr } = await site.daemon.cli('import', file);
    expect(code, stderr).toBe(0);
    const { key } = await site.daemon.ask<{ key: string }>(
      'api-key',
      'create',
      'platform',
      '--scope',
      'read',
      'admin',
    );
    api = apiOf(http.port, key);
    await api('/event-endpoints', { url: receiver.url, types: ['call.*', 'cdr.*'] });
    receiver.behaves = failingHalf();
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await proxy?.close();
    await receiver?.[Symbol.asyncDispose]();
  });

  test(`have one record each, as SIPp saw them, though the daemon dies ${DEATHS} times and its link is cut as often`, async () => {
    const since = new Date();
    const { callers, strangers, callees } = await play();
    await site.quiet();
    const calls = [...seenLegs(callers.messages), ...seenLegs(strangers.messages)];
    expect(calls).toHaveLength(PAIRS + STRANGERS);
    const called = Map.groupBy(seenLegs(callees.messages), ({ dialled }) => dialled);
    await until('every call has its record', async () => (await records(since)).length >= calls.length);
    const all = await records(since);
    expect(all).toHaveLength(calls.length);
    const ofCall = new Map(all.map((record) => [record.legs[0]?.sipCallId, record]));
    for (const caller of calls) compare(ofCall.get(caller.callId), caller, called);
    const outcomes = Map.groupBy(all, ({ outcome }) => outcome);
    expect(outcomes.get('answered')).toHaveLength(callers.statistics.successful);
    // Who waits for four seconds while no daemon is there gets a 503 from the dialplan; nobody gets anything else.
    const others = [...outcomes.keys()].filter((outcome) => outcome !== 'switch-failure');
    expect(others.toSorted()).toEqual(['answered', 'no-binding']);
  }, 400_000);

  test('are told of in events without a gap or a double, and each is delivered to a receiver that fails half of the time', async () => {
    const told = await events();
    expect(told.map(({ number }) => number)).toEqual(told.map((_, at) => at + 1));
    for (const type of ['call.ended', 'cdr.created']) {
      const calls = told.filter((event) => event.type === type).map(({ call }) => call);
      expect(new Set(calls).size).toBe(PAIRS + STRANGERS);
      expect(calls).toHaveLength(PAIRS + STRANGERS);
    }
    const wanted = told.filter(({ type }) => type.startsWith('call.') || type.startsWith('cdr.'));
    const accepted = (): number => new Set(receiver.numbers).size;
    await until('every event is delivered', () => accepted() === wanted.length);
    const failed = receiver.deliveries.length - receiver.accepted.length;
    expect(failed).toBeGreaterThan(receiver.deliveries.length * 0.4);
    expectOrderWithinCalls(receiver.accepted);
  }, 400_000);

  async function events(): Promise<readonly ReceivedEvent[]> {
    const found: ReceivedEvent[] = [];
    let after = 0;
    for (;;) {
      const page = await api<{ events: readonly ReceivedEvent[]; upTo: number }>(
        `/events?after=${after}&limit=1000`,
      );
      if (page.events.length === 0) return found;
      found.push(...page.events);
      after = page.upTo;
    }
  }

  function compare(
    record: CdrView | undefined,
    caller: SeenLeg,
    called: ReadonlyMap<string, readonly SeenLeg[]>,
  ): void {
    if (record === undefined) throw new Error(`no record of ${caller.callId}`);
    const legs = called.get(`86${b(Number(caller.from.slice(-4)))}`) ?? [];
    const ofCaller = caller.from.startsWith('1395555') ? legs : [];
    expectOnWire(tooLate(record, caller) ? { ...record, callee: null } : record, caller, {
      called: ofCaller.map((leg) => ['east', leg] as const),
      present: ['east'],
    });
  }

  /**
   * A daemon that knew whom to call when the caller's four seconds were over: the record says who was meant, and the wire that nobody was
   * called. Seen where the machine has much else to do.
   */
  function tooLate({ outcome, legs, callee }: CdrView, caller: SeenLeg): boolean {
    if (outcome !== 'switch-failure' || legs.length > 1 || callee === null) return false;
    expect(callee.slice(-11)).toBe(b(Number(caller.from.slice(-4))));
    return true;
  }

  /** All records of this test, page by page. */
  async function records(since: Date): Promise<readonly CdrView[]> {
    const found: CdrView[] = [];
    let after: string | undefined;
    do {
      const input = { since: since.toISOString(), limit: 1_000, showNumbers: true, after };
      const page = await site.run((axbridge) => axbridge.cdrs(input));
      found.push(...page.records);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return found;
  }

  async function play(): Promise<Record<'callers' | 'strangers' | 'callees', SippResult>> {
    const timeoutMs = 300_000;
    await using callees = await startSipp({
      scenario: scenario('callees', ringsAndAnswers(100), isHungUp()),
      ip: CARRIERS.east,
      port: site.ports.east,
      calls: PAIRS,
      timeoutMs,
    });
    const from = (
      name: string,
      lines: readonly string[],
      rate: number,
      steps: Parameters<typeof scenario>[1][],
    ) =>
      runSipp({
        scenario: scenario(name, invite({ from: '[field0]', dialled: DIALLED }), ...steps),
        ip: CARRIERS.origin,
        remote: site.switchAddress,
        lines,
        rate,
        atOnce: 400,
        timeoutMs,
      });
    const share = PAIRS / (PAIRS + STRANGERS);
    const numbers = (count: number, number: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => number(at));
    const [callers, strangers] = await Promise.all([
      from('callers', numbers(PAIRS, a), RATE * share, [answered(), pause(TALK_MS), hangUp()]),
      from('strangers', numbers(STRANGERS, stranger), RATE * (1 - share), [refused(404)]),
      deaths(),
    ]);
    return { callers, strangers, callees: await callees.stop() };
  }

  /** The daemon dies, and the link is cut, in turns, at instants that the seed gives. */
  async function deaths(): Promise<void> {
    const between = ((PAIRS + STRANGERS) / RATE / (2 * DEATHS)) * 1_000;
    let random = SEED;
    for (let nth = 0; nth < 2 * DEATHS; nth += 1) {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      const waitMs = (random / 2_147_483_648) * between;
      await sleep(waitMs);
      if (nth % 2 === 0) {
        await site.daemon.kill('SIGKILL');
        await site.daemon.start();
      } else proxy.cut();
      await sleep(Math.max(0, between - waitMs - 1_000));
    }
  }
});

type Api = <Answer>(path: string, body?: object) => Promise<Answer>;

function apiOf(port: number, key: string): Api {
  return async <Answer>(path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const more = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`http://127.0.0.1:${port}/v1${path}`, { headers, ...more });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
}

function failingHalf(): EventReceiver['behaves'] {
  const failures = new Map<number, number>();
  return ({ number }) => {
    const failed = failures.get(number) ?? 0;
    if (failed >= MOST_FAILURES || isEven(Math.imul(number + SEED, 0x9e3779b1) >>> (16 + failed)))
      return 'accept';
    failures.set(number, failed + 1);
    return failed % 2 === 0 ? 'fail' : 'cut';
  };
}

function isEven(value: number): boolean {
  return value % 2 === 0;
}

/** Of one call no event overtakes another; one may come again when the daemon died before it noted the answer. */
function expectOrderWithinCalls(accepted: readonly ReceivedEvent[]): void {
  const highest = new Map<string, number>();
  const late: ReceivedEvent[] = [];
  const seen = new Set<number>();
  for (const event of accepted) {
    const isAgain = seen.has(event.number);
    seen.add(event.number);
    if (event.call === null || isAgain) continue;
    if ((highest.get(event.call) ?? 0) > event.number) late.push(event);
    highest.set(event.call, Math.max(highest.get(event.call) ?? 0, event.number));
  }
  expect(late).toEqual([]);
}
