import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParty } from '../../../src/adapters/phone-number/parse-party.ts';
import { parsePrivacyNumber } from '../../../src/adapters/phone-number/parse-privacy-number.ts';
import { phoneNumberReader } from '../../../src/adapters/phone-number/phone-number-reader.ts';
import { planFor } from '../../../src/adapters/phone-number/plan-for.ts';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { charactersOf, chineseNational, chineseSpellings, hostileText } from './spellings.ts';

const china = planFor('CN');

function digits(text: string, plan = china): string {
  const reading = parseParty(text, plan);
  return reading.ok ? reading.number.reveal() : reading.problem;
}

describe('a party as a person writes it', () => {
  it.each([
    ['+86 10 1234 5678', '861012345678'],
    ['(010) 1234-5678', '861012345678'],
    ['+86 (0)10 1234 5678', '861012345678'],
    ['010–1234 5678', '861012345678'],
    ['138.0013.8000', '8613800138000'],
    ['１３８００１３８０００', '8613800138000'],
    ['＋８６（１３８）００１３ ８０００', '8613800138000'],
    ['\u202d+86 138 0013 8000\u202c', '8613800138000'],
    ['tel:+86-138-0013-8000', '8613800138000'],
    ['0044 (0) 7911 123456', '447911123456'],
    ['+44 7911 123456', '447911123456'],
    ['+1 650 253 0000', '16502530000'],
  ])('%j is read', (text, expected) => {
    expect(digits(text)).toBe(expected);
  });

  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['anonymous', 'something other than digits'],
    ['13800138000 ext 5', 'something other than digits'],
    ['13800138000;x=1', 'something other than digits'],
    ['1380013', 'no telephone number of CN (+86)'],
    ['110', 'no telephone number of CN (+86)'],
    ['0000000000', 'no country code'],
    ['+861380013800012', 'no telephone number of CN (+86)'],
    ['62345678', 'the area code is missing'],
    ['+44 7911', 'too short'],
    ['+44 7911 123456 7890', 'too long'],
    ['+999 123456', 'no country code'],
    ['1'.repeat(65), 'too long'],
  ])('%j is refused: %s', (text, problem) => {
    expect(digits(text)).toContain(problem);
  });

  it('takes a number without an area code for one of the home area', () => {
    expect(digits('6234 5678', planFor('CN', '10'))).toBe('861062345678');
  });

  it('agrees with the reading of caller IDs in every spelling, with separators anywhere', () => {
    const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '(', ')', '\u00a0'), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(chineseNational, separators, (national, between) => {
        for (const spelling of chineseSpellings(national)) {
          const written = charactersOf(spelling)
            .map((digit, at) => digit + (between[at] ?? ''))
            .join('');
          const reading = readCaller(china, spelling);
          expect(reading.kind === 'number' && reading.number.reveal()).toBe(digits(written));
        }
      }),
    );
  });

  it('never throws, never repeats the number in a refusal, and reads its own result as the same party', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const reading = parseParty(text, china);
        if (reading.ok) expect(digits(`+${reading.number.reveal()}`)).toBe(reading.number.reveal());
        else if (text.replaceAll(/[^0-9]/g, '').length > 4) expect(reading.problem).not.toContain(text);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a privacy number as a person writes it', () => {
  it.each([
    ['+86 170 0000 0001', '+8617000000001'],
    ['170-0000-0001', '+8617000000001'],
    ['9500 0001', '95000001'],
    ['+86 700 1234 5678 9012', '+86700123456789012'],
  ])('%j is %s', (text, expected) => {
    expect(parsePrivacyNumber(text, china)).toEqual({ ok: true, number: expected });
  });

  it.each(['', '12', 'abc', '1'.repeat(18)])('%j is refused', (text) => {
    expect(parsePrivacyNumber(text, china).ok).toBe(false);
  });
});

describe('the reader of written numbers', () => {
  it('reads both kinds by its plan', () => {
    const reader = phoneNumberReader(china);
    const party = reader.party('138 0013 8000');
    expect(party.ok && party.number.reveal()).toBe('8613800138000');
    expect(reader.privacyNumber('9500 0001')).toEqual({ ok: true, number: '95000001' });
    expect(reader.plan).toBe(china);
  });
});
