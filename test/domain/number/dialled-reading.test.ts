import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { privacyNumberOf, readDialled } from '../../../src/domain/number/dialled-reading.ts';
import { chineseNational, chineseSpellings, hostileText } from './spellings.ts';

const china = chinaPlan();

describe('dialled digits in China', () => {
  it.each(chineseSpellings('17000000001'))('%j is +8617000000001 before anything else', (text) => {
    expect(readDialled(china, text)[0]).toBe('+8617000000001');
  });

  it.each(['700123456789012', '86700123456789012', '+86700123456789012', '0086700123456789012'])(
    '%j is the 17 digits of segment 700, two more than E.164 has',
    (text) => {
      expect(readDialled(china, text)[0]).toBe('+86700123456789012');
    },
  );

  it.each(['95000001', '8695000001', '+8695000001', '008695000001', '095000001', '+86095000001'])(
    '%j can be the service number 95000001',
    (text) => {
      expect(readDialled(china, text)).toContain('95000001');
    },
  );

  it('a service number can be meant with the country code, which comes second', () => {
    expect(readDialled(china, '95000001')).toEqual(['95000001', '+8695000001']);
    expect(readDialled(china, '+8695000001')).toEqual(['+8695000001', '95000001']);
  });

  it('a service number is not taken for a landline of the home area', () => {
    expect(readDialled(chinaPlan('10'), '95000001')).not.toContain('+861095000001');
    expect(readDialled(chinaPlan('10'), '62345678')[0]).toBe('+861062345678');
  });

  it('a foreign number needs an international prefix', () => {
    expect(readDialled(china, '0044700000001')).toEqual(['+44700000001']);
    expect(readDialled(china, '+44700000001')).toEqual(['+44700000001']);
  });

  it.each([
    '',
    '+',
    '1',
    '12',
    '00',
    '012',
    'abc',
    '17000000001x',
    '1'.repeat(18),
    '*1234',
    '１７０００００００１',
  ])('%j is malformed', (text) => {
    expect(readDialled(china, text)).toEqual([]);
  });

  it('a SIP address is reduced to its user part', () => {
    expect(readDialled(china, 'sip:+8617000000001@192.0.2.1:5060;transport=udp')).toEqual(['+8617000000001']);
  });

  it('every spelling of a number has the same first reading', () => {
    fc.assert(
      fc.property(chineseNational, (national) => {
        const firsts = new Set(chineseSpellings(national).map((each) => readDialled(china, each)[0]));
        expect([...firsts]).toEqual([`+86${national}`]);
      }),
    );
  });

  it('whatever the text, every reading is a canonical number without repetition, and reads as itself', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const readings = readDialled(china, text);
        expect(new Set(readings).size).toBe(readings.length);
        for (const x of readings) {
          expect(x).toMatch(/^(?:\+[1-9][0-9]{2,16}|[1-9][0-9]{2,16})$/);
          expect(readDialled(china, x)).toContain(x);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what an operator writes for X', () => {
  it.each([
    ['+8617000000001', '+8617000000001'],
    ['17000000001', '+8617000000001'],
    ['008617000000001', '+8617000000001'],
    ['95000001', '95000001'],
    ['+8695000001', '+8695000001'],
    ['10690000', '10690000'],
    [' 95000001 ', '95000001'],
  ])('%j is stored as %j', (text, canonical) => {
    expect(privacyNumberOf(china, text)).toBe(canonical);
  });

  it('the canonical spelling is its own canonical spelling', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const x = privacyNumberOf(china, text);
        if (x !== undefined) expect(privacyNumberOf(china, x)).toBe(x);
      }),
      { numRuns: 3000 },
    );
  });
});
