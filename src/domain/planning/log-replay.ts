import type { EpochMs } from '../instant.ts';
import { allocate, allocateUnused, NO_NUMBERS } from '../pool/allocation.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import type { OpenNumbers } from '../pool/open-numbers.ts';
import { type BindingLog, MODE_NEEDS, type ModeNeeds } from './binding-log.ts';
import { MetNumbers } from './met-numbers.ts';
import { mixed } from './pair-index.ts';
import { plannedPool } from './planned-pool.ts';

/** What a pool promises: as in its policy. */
export interface PoolTerms {
  readonly coolDownMs: number;
  readonly sticky: boolean;
}

/** One way to ask the log of a pool. */
export interface Trial {
  /** Size of the pool. */
  readonly numbers: number;
  /** 0 scatters the pairs as the store does; others in other ways. */
  readonly scattering: number;
  /** Ends the trial when more are refused. */
  readonly mostRefused: number;
}

export interface TrialResult {
  readonly refused: number;
  /** False when it ended early. */
  readonly complete: boolean;
}

/** Rows between two signs of life. */
const STRIDE = 4096;
const ANY_MODE: ModeNeeds = { ownsA: true, ownsB: true, split: false, alone: false };

/** The numbers of a binding: X, and Y where B sees another one (else 0). */
type Places = readonly [x: NumberId, y: NumberId | 0];

/**
 * Asks a pool for every binding of a log, in its order, with the allocator that the stores use. A pair that asks again while it is bound
 * keeps its number and gets the new end, as in the stores (`bind-plan.ts`, `number-choice.ts`).
 */
export class LogReplay {
  readonly #log: BindingLog;
  readonly #terms: PoolTerms;
  readonly #met: MetNumbers;
  /** By pair: its latest numbers, 0 for none, and the end of its binding. */
  readonly #xOf: Uint32Array;
  readonly #yOf: Uint32Array;
  readonly #endOf: Float64Array;
  #trial: PoolTrial;

  constructor(log: BindingLog, terms: PoolTerms) {
    this.#log = log;
    this.#terms = terms;
    this.#met = new MetNumbers(bindingsOfEach(log), terms.coolDownMs);
    this.#xOf = new Uint32Array(log.pairs);
    this.#yOf = new Uint32Array(log.pairs);
    this.#endOf = new Float64Array(log.pairs);
    this.#trial = new PoolTrial(0, 0);
  }

  /** Yields how many rows are done, now and then, so that whoever runs it can do something else in between. */
  *run({ numbers, scattering, mostRefused }: Trial): Generator<number, TrialResult> {
    this.#met.clear();
    this.#xOf.fill(0);
    this.#yOf.fill(0);
    this.#trial = new PoolTrial(numbers, scattering === 0 ? 0 : mixed(scattering));
    let refused = 0;
    for (let row = 0; row < this.#log.count; row += 1) {
      if (row % STRIDE === 0) yield row;
      if (this.#renews(row) || this.#binds(row)) continue;
      refused += 1;
      if (refused > mostRefused) return { refused, complete: false };
    }
    return { refused, complete: true };
  }

  #renews(row: number): boolean {
    const pair = this.#log.pair[row] ?? 0;
    const x = this.#xOf[pair] ?? 0;
    if (x === 0 || (this.#endOf[pair] ?? 0) <= (this.#log.from[row] ?? 0)) return false;
    this.#give(row, [x as NumberId, (this.#yOf[pair] ?? 0) as NumberId]);
    return true;
  }

  #binds(row: number): boolean {
    const needs = this.#needs(row);
    const places = needs.alone ? this.#unused(row) : needs.split ? this.#two(row) : this.#one(row, needs);
    if (places !== null) this.#give(row, places);
    return places !== null;
  }

  #unused(row: number): Places | null {
    const at = this.#log.from[row] ?? 0;
    const x = allocateUnused(this.#trial.open, (number) => this.#trial.isUnused(number, at));
    return x === null ? null : [x, 0];
  }

  #one(row: number, needs: ModeNeeds): Places | null {
    const x = this.#shared(row, needs, this.#xOf, 0);
    return x === null ? null : [x, 0];
  }

  /** X first; and when that leaves no Y, Y first, as the stores do. */
  #two(row: number): Places | null {
    const x = this.#ofA(row, 0);
    const y = x === null ? null : this.#ofB(row, x);
    if (x === null) return null;
    if (y !== null) return [x, y];
    const onlyY = this.#ofB(row, 0);
    const otherX = onlyY === null ? null : this.#ofA(row, onlyY);
    return onlyY === null || otherX === null ? null : [otherX, onlyY];
  }

  #ofA(row: number, but: NumberId | 0): NumberId | null {
    return this.#shared(row, { ...ANY_MODE, ownsB: false }, this.#xOf, but);
  }

  #ofB(row: number, but: NumberId | 0): NumberId | null {
    return this.#shared(row, { ...ANY_MODE, ownsA: false }, this.#yOf, but);
  }

  /** A number that other parties may have at the same time. */
  #shared(
    row: number,
    { ownsA, ownsB }: ModeNeeds,
    earlierOf: Uint32Array,
    but: NumberId | 0,
  ): NumberId | null {
    const { a, b, from, pair, mode } = this.#log;
    const at: EpochMs = from[row] ?? 0;
    const earlier = earlierOf[pair[row] ?? 0] ?? 0;
    const isOfAAlone = MODE_NEEDS[mode[row] ?? 0]?.ownsA === false;
    const allocation = allocate({
      open: this.#trial.open,
      a: ownsA ? this.#met.of(a[row] ?? 0, at) : NO_NUMBERS,
      b: ownsB ? this.#met.of(b[row] ?? 0, at) : NO_NUMBERS,
      sticky: this.#terms.sticky && earlier !== 0 ? (earlier as NumberId) : null,
      spread: isOfAAlone ? this.#spread(a[row]) : (this.#spread(a[row]) ^ this.#spread(b[row])) >>> 0,
      isTaken: (number) => number === but || this.#trial.isAlone(number, at),
    });
    return allocation.ok ? allocation.number : null;
  }

  #give(row: number, [x, y]: Places): void {
    const { a, b, to, pair } = this.#log;
    const end: EpochMs = to[row] ?? 0;
    const { ownsA, ownsB, alone } = this.#needs(row);
    const secondOr = y === 0 ? x : y;
    if (ownsA) this.#met.put(a[row] ?? 0, x, end);
    if (ownsB) this.#met.put(b[row] ?? 0, secondOr, end);
    for (const number of [x, secondOr]) this.#trial.use(number, end + this.#terms.coolDownMs, alone);
    this.#xOf[pair[row] ?? 0] = x;
    this.#yOf[pair[row] ?? 0] = y;
    this.#endOf[pair[row] ?? 0] = end;
  }

  #needs(row: number): ModeNeeds {
    return MODE_NEEDS[this.#log.mode[row] ?? 0] ?? ANY_MODE;
  }

  #spread(party: number | undefined): number {
    const spread = this.#log.spreads[party ?? 0] ?? 0;
    return this.#trial.salt === 0 ? spread : mixed(spread ^ this.#trial.salt);
  }
}

/** The pool of one trial: its numbers, and until when each is in use. */
class PoolTrial {
  readonly open: OpenNumbers;
  /** Changes how pairs are scattered; 0 leaves it. */
  readonly salt: number;
  /**
   * By number: until when somebody has it or cools from it, and until when nobody else may have it. The first is not taken back when
   * a renewal ends a binding earlier: a log has either renewals (a file) or numbers that strangers call (a store).
   */
  readonly #usedUntil: Float64Array;
  readonly #aloneUntil: Float64Array;

  constructor(numbers: number, salt: number) {
    this.open = plannedPool(numbers);
    this.salt = salt;
    this.#usedUntil = new Float64Array(numbers + 1).fill(Number.NEGATIVE_INFINITY);
    this.#aloneUntil = new Float64Array(numbers + 1).fill(Number.NEGATIVE_INFINITY);
  }

  use(number: NumberId, until: EpochMs, alone: boolean): void {
    this.#usedUntil[number] = Math.max(this.#usedUntil[number] ?? until, until);
    if (alone) this.#aloneUntil[number] = until;
  }

  isUnused(number: NumberId, at: EpochMs): boolean {
    return (this.#usedUntil[number] ?? 0) <= at;
  }

  isAlone(number: NumberId, at: EpochMs): boolean {
    return (this.#aloneUntil[number] ?? 0) > at;
  }
}

function bindingsOfEach({ a, b, parties }: BindingLog): Uint32Array {
  const bindings = new Uint32Array(parties);
  for (const party of a) bindings[party] = (bindings[party] ?? 0) + 1;
  for (const party of b) bindings[party] = (bindings[party] ?? 0) + 1;
  return bindings;
}
