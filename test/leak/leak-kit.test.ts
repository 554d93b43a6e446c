import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDINGS, FLOWS, planCalls } from '../../src/adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../../src/adapters/leak-kit/leak-run.ts';
import { PLACES } from '../../src/adapters/leak-kit/places.ts';
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
    const places = await site.search([['cdr', '--since', '1h', '--format', 'jsonl'], ['events'], asked]);
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
});

describe.skipIf(!present)('The leak kit on a FreeSWITCH that protects nobody', () => {
  test('finds what it hands on', async () => {
    const report = await controlRun('lax', { rounds: 2, lanes: 20, seed: 1 });
    expect(missedPlaces('lax', report)).toEqual([]);
  });
});
