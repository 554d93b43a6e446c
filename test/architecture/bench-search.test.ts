import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capacityOf, nextRate, type Trial } from '../../scripts/bench/capacity-search.ts';
import { Journal } from '../../scripts/bench/journal.ts';

/** Trials against a machine that carries so many calls a second, and no more. */
function searched(most: number, from: number, rounds: number): readonly Trial[] {
  const trials: Trial[] = [];
  while (trials.length < rounds) {
    const rate = nextRate(trials, from);
    trials.push({ rate, holds: rate <= most });
  }
  return trials;
}

test('the search finds what a machine carries, from wherever it begins', () => {
  const rate = fc.integer({ min: 10, max: 400 });
  fc.assert(
    fc.property(rate, rate, (most, from) => {
      const found = capacityOf(searched(most, from, 40));
      expect(Math.abs(found - most)).toBeLessThanOrEqual(Math.max(1.5, most * 0.08));
    }),
  );
});

test('the search says the last rate that held while it has not turned often enough, and nothing of no trials', () => {
  expect(capacityOf([])).toBe(0);
  expect(capacityOf([{ rate: 40, holds: false }])).toBe(0);
  expect(
    capacityOf([
      { rate: 40, holds: true },
      { rate: 56, holds: false },
    ]),
  ).toBe(40);
});

test('a journal goes on after what it holds', () => {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-journal-'));
  try {
    const file = join(directory, 'trials.jsonl');
    new Journal<number>(file).add(1);
    const again = new Journal<number>(file);
    again.add(2);
    expect(new Journal<number>(file).entries).toEqual([1, 2]);
    expect(new Journal<number>(null).entries).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
