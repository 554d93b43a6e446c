import fc from 'fast-check';
import { getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { planFor } from '../../../src/adapters/phone-number/plan-for.ts';
import { formatForGateway } from '../../../src/domain/gateway/gateway-number.ts';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { charactersOf, hostileText } from './spellings.ts';

const COUNTRIES = [
  'US',
  'CA',
  'GB',
  'DE',
  'FR',
  'IT',
  'RU',
  'KZ',
  'HU',
  'BR',
  'MX',
  'SG',
  'HK',
  'JP',
  'AU',
  'IN',
] as const;

function read(country: string, text: string): string {
  const reading = readCaller(planFor(country), text);
  return reading.kind === 'number' ? `+${reading.number.reveal()}` : reading.kind;
}

describe('the plan of a home country', () => {
  it.each(COUNTRIES)('reads the mobile numbers of %s in every spelling as libphonenumber does', (country) => {
    const plan = planFor(country);
    const example = getExampleNumber(country, examples)?.nationalNumber ?? '';
    const tail = fc.string({
      unit: fc.constantFrom(...charactersOf('0123456789')),
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(tail, (last) => {
        const national = example.slice(0, -5) + last;
        const number = `+${plan.countryCode}${national}`;
        fc.pre(parsePhoneNumberFromString(number)?.isValid() === true);
        const trunk = plan.trunkPrefix ?? '';
        const spellings = [
          number,
          `${plan.internationalPrefixes[0]}${number.slice(1)}`,
          number.slice(1),
          national,
          `${trunk}${national}`,
          `+${plan.countryCode}${trunk}${national}`,
        ];
        for (const spelling of spellings) expect(read(country, spelling)).toBe(number);
        expect(parsePhoneNumberFromString(`${trunk}${national}`, country)?.number).toBe(number);
      }),
    );
  });

  it('reads what a gateway was given in the national format', () => {
    for (const country of COUNTRIES) {
      const number = getExampleNumber(country, examples)?.number ?? '';
      const written = formatForGateway(planFor(country), 'national', RealNumber.of(number.slice(1)));
      expect(read(country, written)).toBe(number);
    }
  });

  it.each([
    ['GB', '447400123456', '07400123456'],
    ['US', '12015550123', '2015550123'],
    ['US', '447400123456', '011447400123456'],
    ['RU', '79123456789', '89123456789'],
    ['RU', '447400123456', '810447400123456'],
    ['IT', '393123456789', '3123456789'],
    ['IT', '390612345678', '0612345678'],
  ])('dials in the national format of %s: %s as %s', (country, digits, written) => {
    expect(formatForGateway(planFor(country), 'national', RealNumber.of(digits))).toBe(written);
  });

  it('knows the numbers of the countries that share its code', () => {
    expect(read('US', '4165550123')).toBe('+14165550123');
    expect(read('GB', '07624123456')).toBe('+447624123456');
  });

  it('never takes the foreign for the home number', () => {
    expect(read('US', '+8613800138000')).toBe('+8613800138000');
    expect(read('US', '8613800138000')).toBe('malformed');
    expect(read('GB', '008613800138000')).toBe('+8613800138000');
  });

  it('refuses a country that is none', () => {
    for (const country of ['XX', '', 'cn', 'China', '__proto__', 'constructor'])
      expect(() => planFor(country)).toThrow(RangeError);
  });

  it('every country has a plan that reads every text', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...COUNTRIES), (text, country) => {
        expect(() => readCaller(planFor(country), text)).not.toThrow();
      }),
    );
  });
});
