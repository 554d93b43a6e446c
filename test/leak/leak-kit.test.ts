import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDINGS, FLOWS, planCalls } from '../../src/adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../../src/adapters/leak-kit/leak-run.ts';
import { PLACES } from '../../src/adapters/leak-kit/places.ts';
import { UserAgent } from '../../src/adapters/leak-kit/user-agent.ts';
import { leakTest } from '../../src/composition/leak-test.ts';
import type { LeakTestRequest } from '../../src/ports/leak-test.ts';
import { CARRIERS } from '../sipp/support/site.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { controlRun, missedPlaces } from './support/control-run.ts';
import { TalkativeSite } from './support/written-search.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');

/** A part of what `scripts/prove-leak.ts` plays: each place once, and so each flow and ending several times. */
describe.skipIf(!present)('Between hostile callers and callees on a real FreeSWITCH', () => {
  let site: TalkativeSite;

  beforeAll(async () => {
    site = await TalkativeSite.start();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('no number and no address comes through, whatever they put it into', async () => {
    const calls = planCalls({
      flows: FLOWS,
      endings: ENDINGS,
      places: PLACES,
      calls: PLACES.length,
      seed: 1,
    });
    const { tried, leaks, odd, flows, endings } = await runLeakCalls(site.leaks.stage, calls, { lanes: 20 });
    expect({ leaks, odd }).toEqual({ leaks: [], odd: [] });
    expect(tried).toBeGreaterThan(150);
    expect([flows.length, endings.length]).toEqual([FLOWS.length, ENDINGS.length]);
  });

  test('no number is in anything that was written meanwhile, but in what shows numbers', async () => {
    const asked = ['bindings', '--show-numbers'];
    const places = await site.search([['cdr', '--since', '1h', '--format', 'jsonl'], asked]);
    const leaking = places.filter(({ leaks }) => leaks.length > 0);
    expect(leaking.map(({ name, leaks }) => [name, leaks[0]])).toEqual([
      ['axbridge bindings --show-numbers', expect.stringContaining('digits')],
    ]);
    const names = places.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['data/axbridge.db-wal', 'db/core.db', 'log/freeswitch.log']),
    );
    expect(names.filter((name) => /^environ of|^cmdline of|^GET/.test(name)).length).toBeGreaterThan(8);
  });

  test('axbridge leak-test plays the same calls, and leaves no binding behind', async () => {
    const { daemon, switchAddress } = site.leaks.site;
    await site.leaks.goHome();
    const request = leakTestOf(daemon.configFile, `${switchAddress.ip}:${switchAddress.port}`);
    const seen: number[] = [];
    const report = await leakTest(request, ({ done }) => void seen.push(done));
    expect(report).toMatchObject({ calls: 30, leaked: 0, leaks: [], odd: [] });
    expect(report.tried).toBeGreaterThan(40);
    expect(seen).toHaveLength(30);
    const own = await leakTest({ ...request, parties: OWN, calls: 4 }, () => {});
    expect(own).toMatchObject({ calls: 4, leaked: 0, odd: [] });
    const listed = { limit: 1_000, showNumbers: false };
    expect(await site.leaks.site.run((axbridge) => axbridge.bindings(listed))).toEqual([]);
  });

  test('axbridge leak-test refuses what could call somebody else', async () => {
    const { daemon, ports } = site.leaks.site;
    const request = leakTestOf(daemon.configFile, '127.0.0.1:5060');
    await using taken = await UserAgent.open(CARRIERS.east, ports.east);
    expect(taken.port).toBe(ports.east);
    await expect(leakTest(request, () => {})).rejects.toMatchObject({ code: 'leak-test-address' });
    const text = (await readFile(daemon.configFile, 'utf8')).replace(
      `host: ${CARRIERS.east}`,
      'host: carrier.example',
    );
    const other = `${daemon.configFile}.other`;
    await writeFile(other, text, { mode: 0o600 });
    await expect(leakTest({ ...request, configPath: other }, () => {})).rejects.toMatchObject({
      code: 'leak-test-gateway',
    });
  });
});

/** Two numbers that somebody says are his own. */
const OWN = { a: '+8613800138000', b: '13800138001' };

function leakTestOf(configPath: string, switchAddress: string): LeakTestRequest {
  return {
    configPath,
    switchAddress,
    callFrom: null,
    listenAt: [],
    parties: null,
    pool: undefined,
    calls: 30,
    lanes: 10,
    seed: 4,
    signal: new AbortController().signal,
  };
}

describe.skipIf(!present)('The leak kit on a FreeSWITCH that protects nobody', () => {
  test('finds what it hands on', async () => {
    const report = await controlRun('lax', { rounds: 2, lanes: 20, seed: 1 });
    expect(missedPlaces('lax', report)).toEqual([]);
  });
});
