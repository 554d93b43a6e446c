import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterWrongPins, isLockedOut, NO_TRIES, partyOfPin } from '../../../src/domain/policy/pin.ts';
import { Secret } from '../../../src/domain/secret.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const policy = { attempts: 3, lockOutMs: HOUR };
const pin = fc.stringMatching(/^[0-9]{4,8}$/);

describe('a PIN', () => {
  it('is that of the party that has exactly this one', () => {
    const property = fc.property(pin, pin, pin, (a, b, keyed) => {
      fc.pre(a !== b);
      const pins = { a: new Secret(a), b: new Secret(b) };
      expect(partyOfPin(pins, new Secret(a))).toBe('a');
      expect(partyOfPin(pins, new Secret(b))).toBe('b');
      expect(partyOfPin(pins, new Secret(keyed))).toBe(keyed === a ? 'a' : keyed === b ? 'b' : null);
      expect(partyOfPin({ a: null, b: pins.b }, new Secret(a))).toBeNull();
    });
    fc.assert(property);
  });

  it.each(['', '123', '12345', '1235', '0234', '*234', '123#'])('is not what is keyed as %j', (keyed) => {
    expect(partyOfPin({ a: new Secret('1234'), b: null }, new Secret(keyed))).toBeNull();
  });

  it('is nobody’s when both have the same', () => {
    const same = { a: new Secret('1234'), b: new Secret('1234') };
    expect(partyOfPin(same, new Secret('1234'))).toBeNull();
  });
});

describe('wrong PINs', () => {
  it('lock out with each so-many-th, for twice as long as before, and for a day at most', () => {
    let tries = NO_TRIES;
    const lockedMs: number[] = [];
    for (let wrong = 1; wrong <= 24; wrong += 1) {
      const at = tries.lockedUntil ?? 0;
      tries = afterWrongPins(tries, 1, policy, at);
      expect(isLockedOut(tries, at)).toBe(wrong % 3 === 0);
      if (isLockedOut(tries, at)) lockedMs.push((tries.lockedUntil ?? at) - at);
    }
    expect(lockedMs).toEqual([1, 2, 4, 8, 16, 24, 24, 24].map((hours) => hours * HOUR));
  });

  it('lock out as long as the policy says, when that is longer than a day', () => {
    expect(afterWrongPins(NO_TRIES, 6, { attempts: 3, lockOutMs: 2 * DAY }, 0).lockedUntil).toBe(2 * DAY);
  });

  it('count one by one as they count together, and never make a lock-out shorter', () => {
    const property = fc.property(fc.nat(40), fc.integer({ min: 1, max: 20 }), (count, attempts) => {
      let one = NO_TRIES;
      for (let n = 0; n < count; n += 1) {
        const next = afterWrongPins(one, 1, { attempts, lockOutMs: HOUR }, 0);
        expect(next.lockedUntil ?? 0).toBeGreaterThanOrEqual(one.lockedUntil ?? 0);
        one = next;
      }
      expect(one).toEqual(afterWrongPins(NO_TRIES, count, { attempts, lockOutMs: HOUR }, 0));
    });
    fc.assert(property);
  });

  it('are out of the lock-out at its very end', () => {
    const tries = { wrong: 3, lockedUntil: 50 };
    expect([isLockedOut(tries, 49), isLockedOut(tries, 50)]).toEqual([true, false]);
  });
});
