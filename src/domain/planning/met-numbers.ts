import type { EpochMs } from '../instant.ts';
import type { Acquaintance, PartyNumbers } from '../pool/allocation.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import { mixed, powerOf2Above } from './pair-index.ts';

const EMPTY = 0;

/**
 * Which numbers each party met, and when its latest binding on each ended or will end. Each party has a small hash table of its own, all
 * of them in one piece of memory: allocation looks at one party's numbers many times in a row.
 */
export class MetNumbers {
  /** Of party p, from `#start[p]` up to `#start[p + 1]`: a power of two, and never full. */
  readonly #start: Uint32Array;
  readonly #number: Uint32Array;
  readonly #end: Float64Array;
  readonly #count: Uint32Array;
  readonly #coolDownMs: number;

  /** @param mostOf by party: how many numbers it may meet */
  constructor(mostOf: Uint32Array, coolDownMs: number) {
    this.#start = new Uint32Array(mostOf.length + 1);
    let size = 0;
    for (const [party, most] of mostOf.entries()) {
      size += powerOf2Above(most);
      this.#start[party + 1] = size;
    }
    this.#number = new Uint32Array(size);
    this.#end = new Float64Array(size);
    this.#count = new Uint32Array(mostOf.length);
    this.#coolDownMs = coolDownMs;
  }

  clear(): void {
    this.#number.fill(EMPTY);
    this.#count.fill(0);
  }

  /** The party has the number until `end`. */
  put(party: number, number: NumberId, end: EpochMs): void {
    const slot = this.#slot(party, number);
    if (this.#number[slot] === EMPTY) this.#count[party] = this.countOf(party) + 1;
    this.#number[slot] = number;
    this.#end[slot] = end;
  }

  /** What the party has to do with its numbers at an instant, as a store would say it. */
  of(party: number, at: EpochMs): PartyNumbers {
    const numbers = new NumbersAt(this, party, at);
    return { at: (number) => numbers.get(number) ?? null, all: () => numbers };
  }

  countOf(party: number): number {
    return this.#count[party] ?? 0;
  }

  has(party: number, number: NumberId): boolean {
    return this.#number[this.#slot(party, number)] !== EMPTY;
  }

  /** Such as `acquaintance` of a store's record. */
  acquaintance(party: number, number: NumberId, at: EpochMs): Acquaintance | undefined {
    const slot = this.#slot(party, number);
    if (this.#number[slot] === EMPTY) return undefined;
    const end = this.#end[slot] ?? 0;
    const freeAt = end + this.#coolDownMs;
    if (at < end) return { state: 'live', freeAt: Number.isFinite(end) ? freeAt : null };
    return at < freeAt ? { state: 'cooling', freeAt } : { state: 'met', lastMetAt: end };
  }

  numbersOf(party: number): readonly NumberId[] {
    const met: NumberId[] = [];
    const last = this.#start[party + 1] ?? 0;
    for (let slot = this.#start[party] ?? 0; slot < last; slot += 1) {
      const number = this.#number[slot] ?? EMPTY;
      if (number !== EMPTY) met.push(number as NumberId);
    }
    return met;
  }

  /** Where the number is, or where it would be. */
  #slot(party: number, number: NumberId): number {
    const start = this.#start[party] ?? 0;
    const mask = (this.#start[party + 1] ?? 0) - start - 1;
    let place = mixed(number) & mask;
    for (;;) {
      const there = this.#number[start + place];
      if (there === number || there === EMPTY || there === undefined) return start + place;
      place = (place + 1) & mask;
    }
  }
}

/** One party's numbers at an instant, worked out as they are asked for. */
class NumbersAt implements ReadonlyMap<NumberId, Acquaintance> {
  readonly #all: MetNumbers;
  readonly #party: number;
  readonly #at: EpochMs;

  constructor(all: MetNumbers, party: number, at: EpochMs) {
    this.#all = all;
    this.#party = party;
    this.#at = at;
  }

  get size(): number {
    return this.#all.countOf(this.#party);
  }

  has(number: NumberId): boolean {
    return this.#all.has(this.#party, number);
  }

  get(number: NumberId): Acquaintance | undefined {
    return this.#all.acquaintance(this.#party, number, this.#at);
  }

  keys(): MapIterator<NumberId> {
    return this.#all.numbersOf(this.#party).values();
  }

  *values(): MapIterator<Acquaintance> {
    for (const [, acquaintance] of this) yield acquaintance;
  }

  *entries(): MapIterator<[NumberId, Acquaintance]> {
    for (const number of this.keys()) {
      const acquaintance = this.get(number);
      if (acquaintance !== undefined) yield [number, acquaintance];
    }
  }

  forEach(
    visit: (value: Acquaintance, key: NumberId, map: ReadonlyMap<NumberId, Acquaintance>) => void,
  ): void {
    for (const [number, acquaintance] of this) visit(acquaintance, number, this);
  }

  [Symbol.iterator](): MapIterator<[NumberId, Acquaintance]> {
    return this.entries();
  }
}
