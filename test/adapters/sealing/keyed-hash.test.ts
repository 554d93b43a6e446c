import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedHash, MOST_TEXT } from '../../../src/adapters/sealing/keyed-hash.ts';

describe('the keyed hash', () => {
  it('is HMAC-SHA256 as RFC 4231 has it (test cases 1 and 2)', () => {
    expect(new KeyedHash(Buffer.alloc(20, 0x0b)).digest('Hi There', 32).toString('hex')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
    expect(
      new KeyedHash(Buffer.from('Jefe')).digest('what do ya want for nothing?', 32).toString('hex'),
    ).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it('is what `createHmac` says, for all keys and texts that it takes', () => {
    const key = fc.uint8Array({ maxLength: 64 });
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: MOST_TEXT });
    fc.assert(
      fc.property(key, fc.array(text, { minLength: 1, maxLength: 5 }), (bytes, texts) => {
        const hash = new KeyedHash(bytes);
        for (const one of texts)
          expect(hash.digest(one, 16)).toEqual(
            createHmac('sha256', bytes).update(one).digest().subarray(0, 16),
          );
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what it cannot count', () => {
    expect(() => new KeyedHash(new Uint8Array(65))).toThrow(RangeError);
    expect(() => new KeyedHash(new Uint8Array(32)).digest('1'.repeat(MOST_TEXT + 1), 16)).toThrow(RangeError);
  });
});
