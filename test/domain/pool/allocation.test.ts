import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Acquaintance,
  allocate,
  NO_NUMBERS,
  type PartyNumbers,
} from '../../../src/domain/pool/allocation.ts';
import type { NumberId } from '../../../src/domain/pool/number-catalogue.ts';
import { openNumbers, reading } from './pool-load.ts';

const NUMBERS = 12;
const state: fc.Arbitrary<Acquaintance> = fc.oneof(
  fc.record({ state: fc.constantFrom('live' as const, 'cooling' as const), freeAt: fc.option(fc.nat(100)) }),
  fc.record({ state: fc.constant('met' as const), lastMetAt: fc.nat(100) }),
);
const acquaintances = fc
  .dictionary(fc.integer({ min: 1, max: NUMBERS }).map(String), state)
  .map((known) => new Map(Object.entries(known).map(([id, seen]) => [Number(id) as NumberId, seen])));

/** All ids of a pool of so many numbers; the first is 1. */
function ids(count: number): readonly NumberId[] {
  return Array.from({ length: count }, (_, place) => (place + 1) as NumberId);
}

function isFree(numbers: PartyNumbers, id: NumberId): boolean {
  return (numbers.at(id)?.state ?? 'met') === 'met';
}

describe('allocation', () => {
  it('gives a free number whenever there is one: never-met before met, the longest not met before others', () => {
    fc.assert(
      fc.property(acquaintances, acquaintances, fc.nat(), (ofA, ofB, spread) => {
        const [a, b] = [reading(ofA), reading(ofB)];
        const result = allocate({
          open: openNumbers(NUMBERS),
          a,
          b,
          sticky: null,
          spread,
          isTaken: () => false,
        });
        const free = ids(NUMBERS).filter((id) => isFree(a, id) && isFree(b, id));
        expect(result.ok).toBe(free.length > 0);
        if (!result.ok) return;
        const metAt = (id: NumberId): number =>
          Math.max(...[a.at(id), b.at(id)].map((seen) => (seen?.state === 'met' ? seen.lastMetAt : -1)));
        expect(free).toContain(result.number);
        expect(metAt(result.number)).toBe(Math.min(...free.map(metAt)));
      }),
    );
  });

  it('gives a sticky pair its number when that is free for both, and no other preference counts', () => {
    fc.assert(
      fc.property(acquaintances, acquaintances, fc.integer({ min: 1, max: NUMBERS }), (ofA, ofB, wanted) => {
        const [a, b, sticky] = [reading(ofA), reading(ofB), wanted as NumberId];
        const result = allocate({
          open: openNumbers(NUMBERS),
          a,
          b,
          sticky,
          spread: 0,
          isTaken: () => false,
        });
        if (isFree(a, sticky) && isFree(b, sticky)) expect(result).toEqual({ ok: true, number: sticky });
        else expect(result).not.toEqual({ ok: true, number: sticky });
      }),
    );
  });

  it('does not take a sticky number that is not open', () => {
    const result = allocate({
      open: openNumbers(2),
      a: NO_NUMBERS,
      b: NO_NUMBERS,
      sticky: 3 as NumberId,
      spread: 0,
      isTaken: () => false,
    });
    expect(result).toMatchObject({ ok: true, number: expect.toSatisfy((id: number) => id <= 2) });
  });

  it('says when both parties are free for the same number first', () => {
    const live = (freeAt: number | null): Acquaintance => ({ state: 'live', freeAt });
    const [one, two, three] = [1, 2, 3] as NumberId[] as [NumberId, NumberId, NumberId];
    const a = reading(
      new Map([
        [one, live(50)],
        [two, live(null)],
        [three, live(70)],
      ]),
    );
    const b = reading(
      new Map([
        [one, live(90)],
        [three, live(60)],
      ]),
    );
    expect(
      allocate({ open: openNumbers(3), a, b, sticky: null, spread: 0, isTaken: () => false }),
    ).toMatchObject({
      ok: false,
      exhaustion: { exhausted: 'a', numbers: 3, boundByA: 3, boundByB: 2, freeAt: 70 },
    });
  });

  it('looks at a handful of numbers only, however large the pool is', () => {
    let looks = 0;
    const counting: PartyNumbers = {
      at: () => {
        looks += 1;
        return null;
      },
      all: () => {
        throw new Error('all numbers of a party were read');
      },
    };
    const open = openNumbers(10_000_000);
    for (let spread = 0; spread < 1000; spread += 1)
      expect(
        allocate({ open, a: counting, b: counting, sticky: null, spread, isTaken: () => false }).ok,
      ).toBe(true);
    expect(looks).toBe(2000);
  });
});
