import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { charactersOf } from './spellings.ts';

const e164 = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.string({ unit: fc.constantFrom(...charactersOf('0123456789')), minLength: 4, maxLength: 14 }),
  )
  .map(([first, rest]) => `${first}${rest}`);

describe('a real number', () => {
  it('shows at most seven of its digits however it is printed, and hides four at least', () => {
    fc.assert(
      fc.property(e164, (digits) => {
        const number = RealNumber.of(digits);
        const prints = [
          ''.concat(number.toString()),
          String(number),
          JSON.stringify({ number }),
          inspect(number),
          inspect([{ number }]),
        ];
        for (const print of prints) {
          const shown = print.replaceAll(/[^0-9]/g, '').length;
          expect(shown).toBeLessThanOrEqual(Math.min(7, digits.length - 4));
          expect(print).not.toContain(digits);
        }
        expect(number.reveal()).toBe(digits);
      }),
    );
  });

  it('is refused without being repeated when it is no number', () => {
    expect(() => RealNumber.of('13800138000123456')).toThrow(
      /^not an E\.164 number: 5 to 15 digits are needed$/,
    );
    expect(RealNumber.parse('0123456')).toBeUndefined();
  });

  it('equals another one with the same digits', () => {
    expect(RealNumber.of('8613800138000').equals(RealNumber.of('8613800138000'))).toBe(true);
    expect(RealNumber.of('8613800138000').equals(RealNumber.of('8613800138001'))).toBe(false);
    expect(RealNumber.of('8613800138000').masked).toBe('+861****8000');
  });
});
