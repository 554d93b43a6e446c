import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDINGS, FLOWS, planCalls } from '../../src/adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../../src/adapters/leak-kit/leak-run.ts';
import { PLACES } from '../../src/adapters/leak-kit/places.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { controlRun, missedPlaces } from './support/control-run.ts';
import { LeakSite } from './support/leak-site.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');

/** A part of what `scripts/prove-leak.ts` plays: each place once, and so each flow and ending several times. */
describe.skipIf(!present)('Between hostile callers and callees on a real FreeSWITCH', () => {
  let site: LeakSite;

  beforeAll(async () => {
    site = await LeakSite.start();
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
    const { tried, leaks, odd, flows, endings } = await runLeakCalls(site.stage, calls, { lanes: 20 });
    expect({ leaks, odd }).toEqual({ leaks: [], odd: [] });
    expect(tried).toBeGreaterThan(150);
    expect([flows.length, endings.length]).toEqual([FLOWS.length, ENDINGS.length]);
  });
});

describe.skipIf(!present)('The leak kit on a FreeSWITCH that protects nobody', () => {
  test.each(['bare', 'lax'] as const)('finds what a %s one hands on', async (laxness) => {
    const report = await controlRun(laxness, { rounds: 2, lanes: 20, seed: 1 });
    expect(missedPlaces(laxness, report)).toEqual([]);
  });
});
