import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayNumberFormat } from '../../../src/domain/gateway/gateway.ts';
import { formatForGateway, numberToDial } from '../../../src/domain/gateway/gateway-number.ts';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { type PrivacyNumber, privacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { chineseNational } from '../number/spellings.ts';

const china = chinaPlan();
const FORMATS: readonly GatewayNumberFormat[] = ['e164-plus', 'e164', 'international', 'national'];

function x(text: string): PrivacyNumber {
  const number = privacyNumber(text);
  if (number === undefined) throw new Error('no privacy number');
  return number;
}

function all(number: RealNumber | PrivacyNumber): string[] {
  return FORMATS.map((format) => formatForGateway(china, format, number));
}

describe('a number in the format of a gateway', () => {
  it.each([
    ['a mobile', '8613800138000', ['+8613800138000', '8613800138000', '008613800138000', '13800138000']],
    ['a landline', '861012345678', ['+861012345678', '861012345678', '00861012345678', '01012345678']],
    ['a 400 number', '864001234567', ['+864001234567', '864001234567', '00864001234567', '4001234567']],
    [
      'a foreign number',
      '447911123456',
      ['+447911123456', '447911123456', '00447911123456', '00447911123456'],
    ],
  ])('%s', (_what, digits, expected) => {
    expect(all(RealNumber.of(digits))).toEqual(expected);
  });

  it('a privacy number is written like a real one', () => {
    expect(all(x('+8617000000001'))).toEqual([
      '+8617000000001',
      '8617000000001',
      '008617000000001',
      '17000000001',
    ]);
    expect(all(x('+86700123456789012'))[3]).toBe('700123456789012');
  });

  it('a service number stays as it is', () => {
    expect(new Set(all(x('95000001')))).toEqual(new Set(['95000001']));
  });

  it('the technical prefix comes before what is dialled', () => {
    const gateway = { dialPrefix: '9977', numberFormat: 'e164' } as const;
    expect(numberToDial(china, gateway, RealNumber.of('8613800138000'))).toBe('99778613800138000');
  });

  it('reads back as the same party, in every format', () => {
    fc.assert(
      fc.property(chineseNational, fc.constantFrom(...FORMATS), (national, format) => {
        const party = RealNumber.of(`86${national}`);
        const reading = readCaller(china, formatForGateway(china, format, party));
        expect(reading.kind === 'number' && reading.number.equals(party)).toBe(true);
      }),
    );
  });
});
