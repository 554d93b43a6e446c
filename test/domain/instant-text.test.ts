import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant, printInstant } from '../../src/domain/instant-text.ts';

describe('an instant', () => {
  it.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T16:00+08:00', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T02:30:00.5-05:30', '2026-01-31T08:00:00.500Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(printInstant(parseInstant(text) ?? Number.NaN)).toBe(expected);
  });

  it.each([
    ['without an offset', '2026-01-31T08:00:00'],
    ['of a day that February has not', '2026-02-29T00:00:00Z'],
    ['of month 13', '2026-13-01T00:00:00Z'],
    ['of hour 24', '2026-01-31T24:00:00Z'],
    ['of minute 60', '2026-01-31T08:60:00Z'],
    ['of second 60', '2026-01-31T08:00:60Z'],
    ['with an offset that no zone has', '2026-01-31T08:00:00+15:00'],
    ['as a date alone', '2026-01-31'],
    ['as a number', '1769846400000'],
    ['as a word', 'tomorrow'],
  ])('%s is refused', (_what, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (at) => {
        expect(parseInstant(printInstant(at))).toBe(at);
      }),
    );
  });
});
