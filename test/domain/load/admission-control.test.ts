import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  admittedShare,
  EVERYBODY,
  LATE_MS,
  type LoadSeen,
  step,
} from '../../../src/domain/load/admission-control.ts';
import { Random } from '../../fuzz/random.ts';
import { play, type Second } from './plant.ts';

const SEEN: fc.Arbitrary<LoadSeen> = fc.record({
  elapsedMs: fc.double({ min: -10, max: 2_000, noNaN: true }),
  offered: fc.nat(500),
  served: fc.nat(500),
  waitedMs: fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })),
});

/** From 0 up to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  const random = new Random(seed);
  return () => random.below(1e9) / 1e9;
}

function sum(seconds: readonly Second[], what: 'admitted' | 'refused' | 'served' | 'late'): number {
  return seconds.reduce((total, second) => total + second[what], 0);
}

describe('admission control', () => {
  it('lets somebody in whatever is seen, and everybody or a share between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(SEEN, { maxLength: 60 }), (row) => {
        let state = EVERYBODY;
        for (const seen of row) {
          state = step(state, seen);
          expect(state.limit ?? 2).toBeGreaterThanOrEqual(2);
          expect(admittedShare(state)).toBeGreaterThan(0);
          expect(admittedShare(state)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('refuses nobody, however many come, while orders are taken in time', () => {
    const inTime = SEEN.map((seen) => ({ ...seen, waitedMs: Math.min(seen.waitedMs ?? 0, LATE_MS) }));
    fc.assert(
      fc.property(fc.array(inTime, { maxLength: 60 }), (row) => {
        expect(row.reduce(step, EVERYBODY).limit).toBeNull();
      }),
    );
  });

  it('does not take a hiccup, a few late orders or its own standstill for overload', () => {
    const late = { elapsedMs: 100, offered: 20, served: 20, waitedMs: 500 };
    const inTime = { ...late, waitedMs: 20 };
    const limitAfter = (...row: readonly LoadSeen[]): number | null => row.reduce(step, EVERYBODY).limit;
    expect(limitAfter(late, late, late, inTime, late, late, late)).toBeNull();
    expect(limitAfter(...Array.from({ length: 9 }, () => ({ ...late, served: 1 })))).toBeNull();
    expect(limitAfter(late, late, late, late)).not.toBeNull();
    expect(limitAfter(late, late, late, late, { ...late, elapsedMs: 5_000 })).toBeNull();
  });

  test.each([20, 40, 400])(
    'serves nine tenths of %i calls a second when 2 and 3 times as many come',
    (most) => {
      const seconds = play({
        untilMs: 40_000,
        capacity: () => most,
        offered: (at) => (at < 20_000 ? 2 : 3) * most,
        random: randomOf(most),
      });
      // A few seconds are for finding out.
      expect(sum(seconds.slice(5, 20), 'served') / 15).toBeGreaterThanOrEqual(0.9 * most);
      expect(sum(seconds.slice(20), 'served') / 20).toBeGreaterThanOrEqual(0.9 * most);
      expect(sum(seconds.slice(8), 'late')).toBe(0);
    },
  );

  it('keeps a switch working that would do less the more it gets', () => {
    const capacity = (_at: number, live: number): number => Math.max(10, 40 + 2 * (80 - live));
    const seconds = play({ untilMs: 30_000, capacity, offered: () => 120, random: randomOf(3) });
    expect(sum(seconds.slice(6), 'served') / 24).toBeGreaterThanOrEqual(36);
    expect(sum(seconds.slice(8), 'late')).toBeLessThan(0.02 * sum(seconds.slice(8), 'served'));
  });

  it('refuses nobody two seconds after the load has fallen, and opens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 40, max: 300 }), (seed, most) => {
        const offered = (at: number): number => (at < 15_000 ? 3 * most : 0.5 * most);
        const seconds = play({ untilMs: 20_000, capacity: () => most, offered, random: randomOf(seed) });
        expect(sum(seconds.slice(17), 'refused')).toBe(0);
        expect(seconds.at(-1)?.state.limit).toBeNull();
      }),
      { numRuns: 20 },
    );
  });
});
