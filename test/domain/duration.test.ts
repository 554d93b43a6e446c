import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DURATION_MS, parseDuration, printDuration } from '../../src/domain/duration.ts';

const HOUR_MS = 3_600_000;

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['24h', 24 * HOUR_MS],
    ['7d', 168 * HOUR_MS],
    ['1d12h', 36 * HOUR_MS],
    ['1d2h3m4s', 26 * HOUR_MS + 184_000],
    [' 24H ', 24 * HOUR_MS],
    ['0s', 0],
    ['36500d', MAX_DURATION_MS],
    ['none', null],
  ])('%j is read', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '24',
    'h',
    '1h1d',
    '1.5h',
    '-1h',
    '1d 12h',
    '1w',
    'infinite',
    '36501d',
    '9'.repeat(400),
    '1h1h',
  ])('%j is refused', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (seconds) => {
        expect(parseDuration(printDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    expect(printDuration(36 * HOUR_MS)).toBe('1d12h');
    expect(printDuration(0)).toBe('0s');
    expect(printDuration(null)).toBe('none');
  });

  it('refuses or reads every text without an exception', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const duration = parseDuration(text);
        expect(duration === undefined || duration === null || duration >= 0).toBe(true);
      }),
    );
  });
});
