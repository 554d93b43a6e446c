import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { chineseNational, chineseSpellings, hostileText } from './spellings.ts';

const beijing = chinaPlan('10');
const china = chinaPlan();

/** The digits read, or the kind of reading. */
function read(text: string, plan = beijing): string {
  const reading = readCaller(plan, text);
  return reading.kind === 'number' ? reading.number.reveal() : reading.kind;
}

describe('a caller ID in China', () => {
  it.each([
    '13800138000',
    '8613800138000',
    '+8613800138000',
    '008613800138000',
    '013800138000',
    '+86013800138000',
    'sip:+8613800138000@192.0.2.1;user=phone',
    'tel:+8613800138000;npdi',
    '13800138000;phone-context=+86',
    '13800138000;phone-context=ims.example.com',
    ' 13800138000\r\n',
  ])('%j is the mobile +8613800138000', (text) => {
    expect(read(text)).toBe('8613800138000');
  });

  it.each(['01012345678', '1012345678', '861012345678', '+861012345678', '00861012345678', '+8601012345678'])(
    '%j is the landline +861012345678',
    (text) => {
      expect(read(text)).toBe('861012345678');
    },
  );

  it('completes a number without an area code in the home area only', () => {
    expect(read('62345678')).toBe('861062345678');
    expect(read('62345678', chinaPlan('755'))).toBe('8675562345678');
    expect(read('2345678', chinaPlan('311'))).toBe('863112345678');
    expect(read('62345678', china)).toBe('malformed');
    expect(read('6234567')).toBe('malformed');
  });

  it.each([
    ['+447911123456', '447911123456'],
    ['00447911123456', '447911123456'],
    ['+16502530000', '16502530000'],
    ['0016502530000', '16502530000'],
  ])('%j is a foreign number', (text, digits) => {
    expect(read(text)).toBe(digits);
  });

  it('never reads a foreign number out of bare digits', () => {
    expect(read('16502530000')).toBe('8616502530000');
    expect(read('447911123456')).toBe('malformed');
  });

  it.each([
    '',
    '  ',
    'anonymous',
    'Anonymous@anonymous.invalid',
    'RESTRICTED',
    'unavailable',
    'unknown',
    'Unknown Number',
    'sip:anonymous@anonymous.invalid',
    '0',
    '0000000000',
    ';user=phone',
  ])('%j is withheld', (text) => {
    expect(read(text)).toBe('withheld');
  });

  it.each([
    ['a service number', '95000001'],
    ['a service number behind the country code, which is no area 869', '8695000001'],
    ['an emergency number', '110'],
    ['a mobile with a digit missing', '1380013800'],
    ['a mobile with a digit too many', '138001380000'],
    ['a home number of no known shape behind the country code', '+8695000001'],
    ['a number of segment 700, which is nobody', '+86700123456789012'],
    ['16 international digits', '+4479111234567890'],
    ['a country code of zero', '+0013800138000'],
    ['only a plus sign', '+'],
    ['two plus signs', '++8613800138000'],
    ['separators, which belong to the edges', '138 0013 8000'],
    ['digits of another script', '１３８００１３８０００'],
    ['a name', 'alice'],
    ['a number and more', '13800138000,13900139000'],
    ['a number local to another country', '62345678;phone-context=+44'],
    ['a mobile dialled inside another country', '13800138000;phone-context=+1'],
    ['a very long text', '1'.repeat(100_000)],
  ])('%s is malformed', (_what, text) => {
    expect(read(text)).toBe('malformed');
  });

  it('every spelling of a valid number is the party that libphonenumber sees', () => {
    fc.assert(
      fc.property(chineseNational, (national) => {
        const wanted = parsePhoneNumberFromString(national, 'CN')?.number.slice(1);
        for (const spelling of chineseSpellings(national)) expect(read(spelling)).toBe(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('two different numbers are never one party', () => {
    fc.assert(
      fc.property(chineseNational, chineseNational, (one, other) => {
        fc.pre(one !== other);
        const parties = new Set(chineseSpellings(one).map((each) => read(each)));
        for (const spelling of chineseSpellings(other)) expect(parties).not.toContain(read(spelling));
      }),
    );
  });

  it('whatever the text, there is a reading, and a number that was read reads as itself', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const reading = readCaller(beijing, text);
        if (reading.kind !== 'number') return;
        expect(read(`+${reading.number.reveal()}`)).toBe(reading.number.reveal());
      }),
      { numRuns: 3000 },
    );
  });
});
