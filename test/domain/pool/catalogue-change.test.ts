import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumbers, removeNumbers, setLocked } from '../../../src/domain/pool/catalogue-change.ts';
import { NumberCatalogue } from '../../../src/domain/pool/number-catalogue.ts';
import { countOf } from '../../../src/domain/pool/number-range.ts';
import { range, x } from '../../contract/binding-store.fixtures.ts';

const NUMBERS = 30;

interface Change {
  readonly kind: 'add' | 'lock' | 'unlock' | 'remove';
  readonly pool: string;
  readonly from: number;
  readonly count: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(
    'add' as const,
    'add' as const,
    'lock' as const,
    'unlock' as const,
    'remove' as const,
  ),
  pool: fc.constantFrom('one', 'two'),
  from: fc.nat(NUMBERS - 1),
  count: fc.integer({ min: 1, max: 8 }),
});

function apply(before: NumberCatalogue, { kind, pool, from, count }: Change): NumberCatalogue {
  const numbers = range(from, Math.min(NUMBERS - 1, from + count - 1));
  const result =
    kind === 'add'
      ? addNumbers(before, { pool, range: numbers, areaCode: null, policy: null })
      : kind === 'remove'
        ? removeNumbers(before, pool, numbers)
        : setLocked(before, pool, numbers, kind === 'lock');
  return result.ok ? result.catalogue : before;
}

/** What each number is, kept number by number. */
type Plain = Map<number, { pool: string; locked: boolean }>;

function applyPlain(plain: Plain, known: Set<string>, { kind, pool, from, count }: Change): void {
  const numbers = Array.from({ length: Math.min(NUMBERS - from, count) }, (_, place) => from + place);
  if (kind === 'add') {
    if (numbers.some((n) => plain.has(n))) return;
    known.add(pool);
    for (const n of numbers) plain.set(n, { pool, locked: false });
  } else if (known.has(pool) && numbers.every((n) => plain.get(n)?.pool === pool))
    for (const n of numbers)
      if (kind === 'remove') plain.delete(n);
      else plain.set(n, { pool, locked: kind === 'lock' });
}

describe('adding, locking and removing numbers', () => {
  it('leaves every number where it belongs, under the id that it got first', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const plain: Plain = new Map();
        const known = new Set<string>();
        const ids = new Map<number, number>();
        let catalogue = NumberCatalogue.EMPTY;
        for (const next of changes) {
          catalogue = apply(catalogue, next);
          applyPlain(plain, known, next);
          for (let n = 0; n < NUMBERS; n += 1) {
            const place = catalogue.find(x(n));
            const expected = plain.get(n);
            expect(place?.block.pool ?? null).toBe(expected?.pool ?? null);
            if (expected !== undefined) expect(place?.block.locked).toBe(expected.locked);
            if (place === null) continue;
            expect(ids.get(n) ?? place.id).toBe(place.id);
            expect(catalogue.numberOf(place.id)).toBe(x(n));
            ids.set(n, place.id);
          }
          expect(new Set(ids.values()).size).toBe(ids.size);
          for (const pool of ['one', 'two']) {
            const open = catalogue.open(pool, null);
            const free = [...plain.values()].filter((each) => each.pool === pool && !each.locked);
            expect(open.count).toBe(free.length);
            for (let place = 0; place < open.count; place += 1) {
              const id = open.idAt(place);
              expect(id !== undefined && open.has(id)).toBe(true);
            }
            expect(open.idAt(open.count)).toBeUndefined();
          }
        }
      }),
    );
  });

  it('keeps one block for numbers that were added one by one', () => {
    let catalogue = NumberCatalogue.EMPTY;
    for (let n = 0; n < 100; n += 1)
      catalogue = apply(catalogue, { kind: 'add', pool: 'one', from: n % NUMBERS, count: 1 });
    expect(catalogue.blocks.map((block) => countOf(block.range))).toEqual([NUMBERS]);
  });

  it('knows no number for an id that was never given out', () => {
    const catalogue = apply(NumberCatalogue.EMPTY, { kind: 'add', pool: 'one', from: 0, count: 3 });
    for (const id of [0, catalogue.nextId, 1e9]) {
      expect(catalogue.placeOf(id as typeof catalogue.nextId)).toBeNull();
      expect(() => catalogue.numberOf(id as typeof catalogue.nextId)).toThrow(RangeError);
    }
  });
});
