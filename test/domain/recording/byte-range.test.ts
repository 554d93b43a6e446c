import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readByteRange } from '../../../src/domain/recording/byte-range.ts';

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-', { first: 0, last: 99 }],
    ['bytes=10-19', { first: 10, last: 19 }],
    ['bytes=90-1000', { first: 90, last: 99 }],
    ['bytes=-1', { first: 99, last: 99 }],
    ['bytes=-1000', { first: 0, last: 99 }],
    ['BYTES=5-6', { first: 5, last: 6 }],
    ['bytes=100-', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=200-300', 'outside'],
    [undefined, null],
    ['', null],
    ['bytes=', null],
    ['bytes=-', null],
    ['bytes=5-4', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
    ['bytes=0-99999999999999999', null],
  ])('%s of a hundred is %o', (header, expected) => {
    expect(readByteRange(header, 100)).toEqual(expected);
  });

  it('of nothing is outside', () => {
    expect(readByteRange('bytes=0-', 0)).toBe('outside');
    expect(readByteRange('bytes=-5', 0)).toBe('outside');
  });

  it('is always within what there is', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat({ max: 10_000 }), (noise, from, to, bytes) => {
        for (const header of [noise, `bytes=${from}-${to}`, `bytes=-${to}`, `bytes=${from}-`]) {
          const range = readByteRange(header, bytes);
          if (range === null || range === 'outside') continue;
          expect(range.first).toBeLessThanOrEqual(range.last);
          expect(range.last).toBeLessThan(bytes);
        }
      }),
    );
  });
});
