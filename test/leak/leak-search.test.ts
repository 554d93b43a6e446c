import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressSecret, findLeaks, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';

const national = '13800138001';
const secret = numberSecret("A's number", national);
const found = (text: string): readonly string[] =>
  findLeaks([Buffer.from(text, 'latin1')], [secret]).map((leak) => leak.spelling);

describe('a number is found', () => {
  test.each([
    ['national', 'From: <sip:13800138001@10.0.0.1>'],
    ['E.164', 'P-Asserted-Identity: <tel:+8613800138001>'],
    ['international', 'X-A: 008613800138001'],
    ['trunk zero', 'X-A: 013800138001'],
    ['separators', 's=+86 (138) 0013-8001'],
    ['dots', 'i=138.0013.8001'],
    ['URL encoding', 'Contact: <sip:%31%33%38%30%30%31%33%38%30%30%31@h>'],
    ['URL encoding in part', 'Contact: <sip:138%30013%3800%31@h>'],
    ['encoded separators', 'X-A: 138%2D0013%208001'],
    ['quoted-printable', 'X-A: =31=33800138001'],
    ['reversed', 'X-A: 10083100831'],
    ['hexadecimal', 'X-A: 3133383030313338303031'],
    ['TBCD', 'X-A: 3108108300f1'],
    ['XML', '<n>&#49;&#x33;&#56;&#48;&#48;&#49;&#51;&#56;&#48;&#48;&#49;</n>'],
    ['UTF-16', 'X: 1\x003\x008\x000\x000\x001\x003\x008\x000\x000\x001'],
  ])('in %s', (_, text) => {
    expect(found(text)).not.toEqual([]);
  });

  test('in base64 wherever it stands in the encoded text, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (before, after) => {
        const whole = Buffer.concat([before, Buffer.from(national), after]);
        for (const encoding of ['base64', 'base64url'] as const)
          expect(found(`Identity: ${whole.toString(encoding)}`)).not.toEqual([]);
      }),
    );
  });

  test('with the line around it, and the message it is in', () => {
    const leaks = findLeaks(
      [Buffer.from('SIP/2.0 200 OK\r\n'), Buffer.from('A: b\r\nX-A: 13800138001;x\r\nC: d')],
      [secret],
    );
    expect(leaks).toEqual([
      { secret: "A's number", spelling: 'digits', message: 1, offset: 11, context: 'X-A: 13800138001;x.' },
    ]);
  });
});

describe('nothing is found', () => {
  test.each([
    ['another number', 'From: <sip:8613800138002@10.0.0.1>'],
    ['a number cut short', 'X-A: 1380013800'],
    ['digits too far apart', 'X-A: 1380013 and then 8001'],
    ['nothing', ''],
  ])('in %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test('in random digits that do not contain it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{0,60}$/), (digits) => {
        fc.pre(
          !digits.includes(national) && !digits.includes('10083100831') && !digits.includes('3133383030'),
        );
        expect(found(`Call-ID: ${digits}`)).toEqual([]);
      }),
    );
  });
});

test('an address is found whole, and not inside another', () => {
  const address = addressSecret("A's carrier", '127.0.0.2');
  const leaks = (text: string): number => findLeaks([Buffer.from(text)], [address]).length;
  expect(leaks('c=IN IP4 127.0.0.2')).toBe(1);
  expect(leaks('c=IN IP4 127.0.0.20')).toBe(0);
  expect(leaks('c=IN IP4 1127.0.0.2')).toBe(0);
});

test('a number too short to tell from other digits is refused', () => {
  expect(() => numberSecret('short', '123456')).toThrow(RangeError);
});
