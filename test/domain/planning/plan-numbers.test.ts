import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedBinding } from '../../../src/domain/planning/binding-log.ts';
import type { PoolTerms } from '../../../src/domain/planning/log-replay.ts';
import { type NumberPlan, planNumbers } from '../../../src/domain/planning/plan-numbers.ts';
import { finished, logOf, PARTIES, refusedByStore, rowsOf, terms } from './asked-store.ts';

const refusalRate = fc.constantFrom(0, 0.05, 0.2, 0.5);
const rows = fc.oneof(rowsOf(['two-way']), rowsOf(['two-way', 'two-way', 'axyb', 'ax', 'reverse']));

function plan(
  of: readonly LoggedBinding[],
  pool: PoolTerms,
  rate: number,
  present: number | null = null,
): NumberPlan {
  return finished(planNumbers(logOf(of), { ...pool, refusalRate: rate, present }));
}

/** What a party holds at an instant, renewals told by hand: the slow way to say it. */
function heldAt(of: readonly LoggedBinding[], party: number, at: number, coolDownMs: number): number {
  const stays: LoggedBinding[] = [];
  for (const row of of.filter(({ a, b }) => a === party || b === party)) {
    const peer = (one: LoggedBinding): number => (one.a === party ? one.b : one.a);
    const place = stays.findLastIndex((stay) => peer(stay) === peer(row) && stay.to > row.from);
    const stay = stays[place];
    if (stay === undefined) stays.push(row);
    else stays[place] = { ...stay, to: row.to };
  }
  return stays.filter(({ from, to }) => from <= at && at < to + coolDownMs).length;
}

describe('a plan for numbers', () => {
  it('gives a size at which a real store refuses at most as many as were allowed', async () => {
    await fc.assert(
      fc.asyncProperty(rows, terms, refusalRate, async (of, pool, rate) => {
        const { numbers, binds } = plan(of, pool, rate);
        expect(binds).toBe(of.length);
        for (const size of [numbers, numbers + 1, numbers + 2])
          expect(await refusedByStore(of, pool, size)).toBeLessThanOrEqual(Math.floor(rate * of.length));
      }),
      { numRuns: 200 },
    );
  });

  it('is never below its lower bound, and below that a real store refuses too many', async () => {
    await fc.assert(
      fc.asyncProperty(rows, terms, refusalRate, async (of, pool, rate) => {
        const { numbers, lowerBound } = plan(of, pool, rate);
        expect(numbers).toBeGreaterThanOrEqual(lowerBound);
        for (let size = 0; size < lowerBound; size += 1)
          expect(await refusedByStore(of, pool, size)).toBeGreaterThan(Math.floor(rate * of.length));
      }),
      { numRuns: 200 },
    );
  });

  it('names what its busiest party holds, cooling numbers included, and when it first does', () => {
    fc.assert(
      fc.property(rowsOf(['two-way']), terms, (of, pool) => {
        const { busiest, lowerBound } = plan(of, pool, 0);
        const instants = [...new Set(of.map(({ from }) => from))];
        const held = instants.flatMap((at) =>
          Array.from({ length: PARTIES }, (_, party) => ({
            at,
            holds: heldAt(of, party, at, pool.coolDownMs),
          })),
        );
        const holds = Math.max(...held.map((one) => one.holds));
        expect(busiest?.holds ?? 0).toBe(holds);
        expect(lowerBound).toBe(Math.max(1, holds));
        if (busiest === null) return;
        expect(busiest.at).toBe(held.find((one) => one.holds === holds)?.at);
        expect(heldAt(of, busiest.party, busiest.at, pool.coolDownMs)).toBe(holds);
        expect(busiest.live).toBe(heldAt(of, busiest.party, busiest.at, 0));
      }),
    );
  });

  it('says what is true of a log that can be checked by hand', () => {
    const two = (a: number, b: number, from: number, to: number): LoggedBinding => ({
      a,
      b,
      from,
      to,
      mode: 'two-way',
    });
    const of = [two(0, 1, 0, 10), two(0, 2, 5, 15), two(0, 3, 12, 20), two(4, 5, 12, 20)];
    const made = plan(of, { coolDownMs: 3_600_000, sticky: false }, 0, 5);
    expect(made).toMatchObject({
      binds: 4,
      firstAt: 0,
      lastAt: 12,
      parties: 6,
      peakBindings: 3,
      peakAlone: 0,
      busiest: { party: 0, holds: 3, live: 2, at: 12 },
      lowerBound: 3,
      numbers: 3,
      shorterCoolDowns: [{ coolDownMs: 0, lowerBound: 2 }],
    });
    expect(made.curve.map(({ numbers }) => numbers)).toEqual([2, 3, 5]);
    expect(made.curve[0]).toEqual({ numbers: 2, refused: 1, refusalRate: 0.25 });
    expect(made.curve[1]).toMatchObject({ refused: 0 });
  });

  it('passes a size that does by luck when the next one does not', async () => {
    const lucky = [
      [4, 2, 6, 11],
      [4, 3, 9, 34],
      [6, 4, 13, 14],
      [4, 3, 14, 40],
      [4, 5, 19, 40],
      [1, 2, 21, 29],
      [2, 6, 24, 38],
      [1, 6, 24, 51],
      [3, 5, 25, 52],
      [3, 6, 26, 36],
      [4, 1, 26, 50],
      [6, 5, 27, 40],
    ];
    const of = lucky.map(([a = 0, b = 0, from = 0, to = 0]) => ({
      a,
      b,
      from,
      to,
      mode: 'two-way' as const,
    }));
    const pool = { coolDownMs: 0, sticky: false };
    expect([await refusedByStore(of, pool, 4), await refusedByStore(of, pool, 5)]).toEqual([0, 1]);
    expect(plan(of, pool, 0)).toMatchObject({ lowerBound: 4, numbers: 6 });
  });

  it('needs nothing for an empty log, and nothing where all may be refused', () => {
    expect(plan([], { coolDownMs: 0, sticky: false }, 0)).toMatchObject({
      numbers: 0,
      lowerBound: 0,
      busiest: null,
      curve: [],
    });
    const one = { a: 0, b: 1, from: 0, to: 1, mode: 'two-way' as const };
    expect(plan([one], { coolDownMs: 0, sticky: false }, 1)).toMatchObject({ numbers: 0 });
    expect(plan([{ ...one, to: 0 }], { coolDownMs: 0, sticky: false }, 0)).toMatchObject({ numbers: 1 });
  });

  it('counts at its instant what lasts for no time', async () => {
    const two = (a: number, b: number, from: number, to: number): LoggedBinding => ({
      a,
      b,
      from,
      to,
      mode: 'two-way',
    });
    const pool = { coolDownMs: 0, sticky: false };
    const passing = [two(0, 1, 0, 2), two(1, 2, 1, 1)];
    const endedAtOnce = [two(0, 1, 0, 9), two(1, 2, 5, 5), two(0, 1, 5, 5)];
    for (const of of [passing, endedAtOnce]) {
      const { numbers } = plan(of, pool, 0);
      expect(numbers).toBe(2);
      expect(await refusedByStore(of, pool, numbers)).toBe(0);
    }
  });

  it('gives each number that strangers call to nobody else', () => {
    const alone = [0, 1, 2].map((a) => ({ a, b: a, from: a, to: 100, mode: 'ax' as const }));
    const pair = { a: 3, b: 4, from: 50, to: 60, mode: 'two-way' as const };
    expect(plan([...alone, pair], { coolDownMs: 0, sticky: false }, 0)).toMatchObject({
      peakAlone: 3,
      lowerBound: 4,
      numbers: 4,
    });
  });
});
