import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { privacyNumber } from '../../../src/domain/number/privacy-number.ts';
import {
  contains,
  countOf,
  numberAt,
  offsetOf,
  overlap,
  parseRange,
  readingsOverlap,
} from '../../../src/domain/pool/number-range.ts';
import type { NumberRange } from '../../../src/domain/pool/pool.ts';

const china = chinaPlan();

function range(text: string): NumberRange {
  const reading = parseRange(china, text);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.range;
}

describe('a range of privacy numbers', () => {
  it('is read from two numbers with a hyphen, or one', () => {
    expect(range('+8617000000000-+8617000009999')).toEqual({
      first: '+8617000000000',
      last: '+8617000009999',
    });
    expect(range('95000001-95000099')).toEqual({ first: '95000001', last: '95000099' });
    expect(range('17000000000 - 17000009999')).toEqual(range('+8617000000000-+8617000009999'));
    expect(range('95000001')).toEqual({ first: '95000001', last: '95000001' });
  });

  it.each([
    ['', 'malformed'],
    ['-', 'malformed'],
    ['95000001-', 'malformed'],
    ['95000001-95000002-95000003', 'malformed'],
    ['95000001-abc', 'malformed'],
    ['95000001-950000020', 'different-length'],
    ['95000001-+8695000002', 'different-length'],
    ['95000002-95000001', 'first-after-last'],
    ['+8617000000000-+8617010000000', 'too-many'],
  ])('%j is refused as %s', (text, problem) => {
    expect(parseRange(china, text)).toEqual({ ok: false, problem });
  });

  it('holds ten million numbers at most', () => {
    expect(countOf(range('+8617000000000-+8617009999999'))).toBe(10_000_000);
  });

  it('counts exactly in 17 digits, more than a number of JavaScript holds', () => {
    const long = range('+86700999999999990-+86700999999999999');
    expect(Array.from({ length: countOf(long) }, (_, offset) => numberAt(long, offset))).toEqual(
      Array.from({ length: 10 }, (_, last) => `+8670099999999999${last}`),
    );
  });

  it('refuses an offset outside', () => {
    const ten = range('95000000-95000009');
    for (const offset of [-1, 10, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => numberAt(ten, offset)).toThrow(RangeError);
  });

  it('contains exactly the numbers at its offsets', () => {
    const start = fc.bigInt({ min: 100n, max: 99_999_999_980_000_000n });
    fc.assert(
      fc.property(start, fc.nat(9999), fc.nat(12_000), fc.boolean(), (first, size, offset, plus) => {
        const text = (digits: bigint) => (plus ? `+${digits}` : `${digits}`);
        const [from, to] = [privacyNumber(text(first)), privacyNumber(text(first + BigInt(size)))];
        fc.pre(from !== undefined && to !== undefined && from.length === to.length);
        const own = { first: from, last: to };
        const x = privacyNumber(text(first + BigInt(offset)));
        fc.pre(x !== undefined);
        expect(contains(own, x)).toBe(offset <= size);
        expect(offsetOf(own, x)).toBe(offset <= size ? offset : undefined);
        if (offset <= size) expect(numberAt(own, offset)).toBe(x);
        expect(countOf(own)).toBe(size + 1);
      }),
    );
  });

  it('does not contain a number of another kind or length', () => {
    const service = range('1000000-1999999');
    for (const text of ['+1500000', '+861500000', '150000', '15000000']) {
      const x = privacyNumber(text);
      expect(x !== undefined && contains(service, x)).toBe(false);
    }
  });
});

describe('two ranges', () => {
  const one = range('95000010-95000020');

  it.each([
    ['95000020-95000030', true],
    ['95000000-95000010', true],
    ['95000012-95000013', true],
    ['95000000-95000099', true],
    ['95000021-95000030', false],
    ['95000000-95000009', false],
    ['9500001-9500002', false],
  ])('with 95000010-95000020, %s overlaps: %s', (text, expected) => {
    expect(overlap(one, range(text))).toBe(expected);
    expect(overlap(range(text), one)).toBe(expected);
    expect(readingsOverlap(china, one, range(text))).toBe(expected);
  });

  it('overlap across readings when one has the home country code and the other has none', () => {
    const international = range('+8695000020-+8695000030');
    expect(overlap(one, international)).toBe(false);
    expect(readingsOverlap(china, one, international)).toBe(true);
    expect(readingsOverlap(china, international, one)).toBe(true);
    expect(readingsOverlap(china, one, range('+8695000021-+8695000030'))).toBe(false);
  });
});
