import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFor } from '../../../src/adapters/phone-number/plan-for.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { type DialRules, HOME_ONLY, mayBeCalled } from '../../../src/domain/policy/dial-rules.ts';
import { NumberPattern } from '../../../src/domain/policy/number-pattern.ts';

const called = (country: string, digits: string, rules: DialRules = HOME_ONLY): boolean =>
  mayBeCalled(rules, planFor(country), RealNumber.of(digits));
const patterns = (...texts: string[]) =>
  texts.map((text) => NumberPattern.parse(text)).filter((pattern) => pattern !== undefined);

describe('numbers that are called, when the settings say nothing,', () => {
  it.each([
    ['CN', '8613800138000'],
    ['CN', '861012345678'],
    ['GB', '447400123456'],
    ['GB', '442079460000'],
    ['DE', '4915123456789'],
    ['US', '12015550123'],
  ])('are those of the home country: %s, %s', (country, digits) => {
    expect(called(country, digits)).toBe(true);
  });

  it.each([
    ['CN', '85291234567', 'another country'],
    ['CN', '37128001234', 'another country'],
    ['CN', '88216123456789', 'satellites'],
    ['GB', '449098790123', 'premium rate'],
    ['GB', '447012345678', 'personal numbers'],
    ['DE', '499001234567', 'premium rate'],
    ['US', '19002345678', 'premium rate'],
    ['US', '18765230123', 'a country with the same code'],
    ['US', '18092345678', 'a country with the same code'],
  ])('are not: %s, %s (%s)', (country, digits) => {
    expect(called(country, digits)).toBe(false);
  });

  it('are none of another country code, whatever the number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{4,14}$/), (digits) => {
        fc.pre(!digits.startsWith('86'));
        expect(called('CN', digits)).toBe(false);
      }),
    );
  });
});

describe('the lists', () => {
  it('open what is on them, and nothing else', () => {
    const rules = { allow: patterns('+86138*', '+85291234567'), deny: [] };
    expect(called('CN', '8613800138000', rules)).toBe(true);
    expect(called('CN', '85291234567', rules)).toBe(true);
    expect(called('CN', '8613900139000', rules)).toBe(false);
    expect(called('CN', '85291234568', rules)).toBe(false);
  });

  it('are ruled by what they deny', () => {
    const digits = fc.stringMatching(/^86138[0-9]{8}$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: 13 }), fc.boolean(), (number, length, isOpen) => {
        const deny = patterns(`+${number.slice(0, length)}*`);
        expect(called('CN', number, { allow: isOpen ? patterns('+86*') : null, deny })).toBe(false);
      }),
    );
  });
});
