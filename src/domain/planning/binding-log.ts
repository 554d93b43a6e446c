import { BINDING_MODES, type BindingMode, endsOf, isOpenMode, isSymmetric } from '../binding/binding-mode.ts';
import type { EpochMs } from '../instant.ts';
import { PairIndex } from './pair-index.ts';

/**
 * Who wanted a number with whom, from when to when, in the order of time. Parties are small whole numbers: a log holds nobody's
 * number. Columns in flat memory, so that a million bindings are a matter of seconds and of some tens of megabytes.
 */
export interface BindingLog {
  readonly count: number;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly from: Float64Array;
  /** Never before `from`; `Infinity` where no end is known. */
  readonly to: Float64Array;
  /** Places in `BINDING_MODES`, and in `MODE_NEEDS`. */
  readonly mode: Uint8Array;
  /** Which of the pairs it is: who asks for a pair that is bound renews the binding. */
  readonly pair: Uint32Array;
  readonly pairs: number;
  /** Parties are 0 to `parties` - 1. */
  readonly parties: number;
  /** 32 bits by party that scatter the pairs over a pool, as the store's do. */
  readonly spreads: Uint32Array;
}

/** What a mode asks of a pool. */
export interface ModeNeeds {
  /** A, or B, needs its number to itself. */
  readonly ownsA: boolean;
  readonly ownsB: boolean;
  /** B sees another number than A. */
  readonly split: boolean;
  /** Nobody else may have the number at all, since strangers come through on it. */
  readonly alone: boolean;
}

/** By the place of the mode in `BINDING_MODES`. */
export const MODE_NEEDS: readonly ModeNeeds[] = BINDING_MODES.map((mode) => ({
  ownsA: endsOf(mode).some(({ side, owned }) => side === 'a' && owned),
  ownsB: endsOf(mode).some(({ side, owned }) => side === 'b' && owned),
  split: endsOf(mode).some(({ number }) => number === 'y'),
  alone: isOpenMode(mode),
}));

/** One binding as it is written into a log. */
export interface LoggedBinding {
  readonly a: number;
  /** In the open modes whatever it is. */
  readonly b: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly mode: BindingMode;
}

type Columns = Pick<BindingLog, 'count' | 'a' | 'b' | 'mode'>;

/** Collects bindings, in any order. */
export class BindingLogWriter {
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #mode: number[] = [];

  get count(): number {
    return this.#a.length;
  }

  add({ a, b, from, to, mode }: LoggedBinding): void {
    this.#a.push(a);
    this.#b.push(b);
    this.#from.push(from);
    this.#to.push(to);
    this.#mode.push(BINDING_MODES.indexOf(mode));
  }

  /** @param spreads one for each party that was written */
  log(spreads: Uint32Array): BindingLog {
    const order = orderOf(this.#from);
    const columns = {
      count: this.count,
      a: Uint32Array.from(order, (row) => this.#a[row] ?? 0),
      b: Uint32Array.from(order, (row) => this.#b[row] ?? 0),
      from: Float64Array.from(order, (row) => this.#from[row] ?? 0),
      to: Float64Array.from(order, (row) => this.#to[row] ?? 0),
      mode: Uint8Array.from(order, (row) => this.#mode[row] ?? 0),
    };
    return { ...columns, ...pairsOf(columns, spreads.length), parties: spreads.length, spreads };
  }
}

/** The places of the values in ascending order; equal ones stay in theirs. */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const places = Uint32Array.from({ length: values.length }, (_, place) => place);
  const isSorted = places.every((place) => place === 0 || (values[place - 1] ?? 0) <= (values[place] ?? 0));
  if (isSorted) return places;
  return places.sort((one, other) => {
    const [before, after] = [values[one] ?? 0, values[other] ?? 0];
    return before < after ? -1 : before > after ? 1 : one - other;
  });
}

/** A number that strangers call is nobody's pair: each such binding stands by itself. */
function pairsOf(columns: Columns, parties: number): Pick<BindingLog, 'pair' | 'pairs'> {
  const index = new PairIndex(columns.count);
  const pair = new Uint32Array(columns.count);
  for (let row = 0; row < columns.count; row += 1) {
    const mode = columns.mode[row] ?? 0;
    const [a, b] = [columns.a[row] ?? 0, columns.b[row] ?? 0];
    const isTurned = isSymmetric(BINDING_MODES[mode] ?? 'reverse') && a > b;
    const [one, other] = isTurned ? [b, a] : [a, b];
    const isAlone = MODE_NEEDS[mode]?.alone === true;
    pair[row] = isAlone
      ? index.idOf(BINDING_MODES.length * parties, row)
      : index.idOf(mode * parties + one, other);
  }
  return { pair, pairs: index.size };
}
