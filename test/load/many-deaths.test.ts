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

const serial = (at: number): string => String(at).padStart(4, '0');
const a = (at: number): string => `1395555${serial(at)}`;
const b = (at: number): string => `1586666${serial(at)}`;
const stranger = (at: number): string => `1347777${serial(at)}`;

describe.skipIf(!present)(`${PAIRS + STRANGERS} calls on a real FreeSWITCH, seed ${SEED}`, () => {
  let site: Site;
  let proxy: HalfOpenProxy;

  beforeAll(async () => {
    site = await Site.start({
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
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await proxy?.close();
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

  function compare(
    record: CdrView | undefined,
    caller: SeenLeg,
    called: ReadonlyMap<string, readonly SeenLeg[]>,
  ): void {
    if (record === undefined) throw new Error(`no record of ${caller.callId}`);
    const legs = called.get(`86${b(Number(caller.from.slice(-4)))}`) ?? [];
    const ofCaller = caller.from.startsWith('1395555') ? legs : [];
    expectOnWire(record, caller, {
      called: ofCaller.map((leg) => ['east', leg] as const),
      present: ['east'],
    });
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
