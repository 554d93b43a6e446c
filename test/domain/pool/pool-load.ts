import { type Acquaintance, allocate, type PartyNumbers } from '../../../src/domain/pool/allocation.ts';
import { addNumbers } from '../../../src/domain/pool/catalogue-change.ts';
import { NumberCatalogue, type NumberId } from '../../../src/domain/pool/number-catalogue.ts';
import type { OpenNumbers } from '../../../src/domain/pool/open-numbers.ts';
import { range } from '../../contract/binding-store.fixtures.ts';
import type { Edge } from './binding-graphs.ts';

/** A pool of so many numbers. */
export function openNumbers(count: number): OpenNumbers {
  const change = addNumbers(NumberCatalogue.EMPTY, {
    pool: 'city',
    range: range(0, count - 1),
    areaCode: null,
    policy: null,
  });
  if (!change.ok) throw new Error(change.reason);
  return change.catalogue.open('city', null);
}

const LIVE: Acquaintance = { state: 'live', freeAt: null };

/** What came of binding a whole graph, with the cool-down off. */
export interface LoadResult {
  readonly refused: number;
  /** Bindings on the number that has the most. */
  readonly mostOnOneNumber: number;
}

/** Binds the edges in their order in a pool of `count` numbers. */
export function load(edges: readonly Edge[], count: number, seed: number): LoadResult {
  const open = openNumbers(count);
  const parties = new Map<number, Map<NumberId, Acquaintance>>();
  const onNumber = new Map<NumberId, number>();
  let refused = 0;
  for (const [u, v] of edges) {
    const [a, b] = [numbersOf(parties, u), numbersOf(parties, v)];
    const result = allocate({
      open,
      a: reading(a),
      b: reading(b),
      sticky: null,
      spread: spreadOf(u, v, seed),
      isTaken: () => false,
    });
    if (!result.ok) {
      refused += 1;
      continue;
    }
    a.set(result.number, LIVE);
    b.set(result.number, LIVE);
    onNumber.set(result.number, (onNumber.get(result.number) ?? 0) + 1);
  }
  return { refused, mostOnOneNumber: Math.max(...onNumber.values()) };
}

function numbersOf(
  parties: Map<number, Map<NumberId, Acquaintance>>,
  party: number,
): Map<NumberId, Acquaintance> {
  const numbers = parties.get(party) ?? new Map<NumberId, Acquaintance>();
  parties.set(party, numbers);
  return numbers;
}

export function reading(numbers: ReadonlyMap<NumberId, Acquaintance>): PartyNumbers {
  return { at: (number) => numbers.get(number) ?? null, all: () => numbers };
}

function spreadOf(u: number, v: number, seed: number): number {
  let hash = Math.imul(Math.min(u, v) + 1, 0x9e3779b1) ^ Math.imul(Math.max(u, v) + seed, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
