import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentCounts } from '../../../src/domain/policy/call-limits.ts';

const WINDOW_MS = 60_000;

describe('recent counts', () => {
  it('count what happened in the window, and forget it in the one after the next', () => {
    const counts = new RecentCounts(WINDOW_MS, 10);
    expect([counts.add('a', 0), counts.add('a', 1), counts.add('a', 59_999)]).toEqual([1, 2, 3]);
    expect(counts.count('a', 60_000)).toBe(3);
    expect(counts.count('a', 90_000)).toBe(1);
    expect(counts.count('a', 120_000)).toBe(0);
    expect(counts.count('b', 0)).toBe(0);
  });

  it('never count less than what happened in the window just now, nor more than in two', () => {
    const steps = fc.array(fc.integer({ min: 0, max: WINDOW_MS }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const counts = new RecentCounts(WINDOW_MS, 10);
        const seen: number[] = [];
        let at = 1_700_000_000_000;
        for (const gap of gaps) {
          at += gap;
          seen.push(at);
          const counted = counts.add('a', at);
          const window = Math.floor(at / WINDOW_MS) * WINDOW_MS;
          expect(counted).toBeGreaterThanOrEqual(seen.filter((one) => one >= window).length);
          expect(counted).toBeLessThanOrEqual(seen.filter((one) => one >= window - WINDOW_MS).length);
        }
      }),
    );
  });

  it('forget nothing when the clock is set back', () => {
    const counts = new RecentCounts(WINDOW_MS, 10);
    for (let time = 0; time < 5; time += 1) counts.add('a', 10 * WINDOW_MS);
    expect(counts.add('a', 2 * WINDOW_MS)).toBe(6);
    expect(counts.count('a', 3 * WINDOW_MS)).toBe(6);
  });

  it('hold no more keys than they may, and keep those that were busy last', () => {
    const counts = new RecentCounts(WINDOW_MS, 100);
    counts.add('busy', 0);
    for (let key = 0; key < 10_000; key += 1) {
      counts.add(`key ${key}`, key);
      if (key % 50 === 0) counts.add('busy', key);
      expect(counts.size).toBeLessThanOrEqual(100);
    }
    expect(counts.count('busy', 10_000)).toBe(201);
    expect(counts.count('key 0', 10_000)).toBe(0);
  });
});
