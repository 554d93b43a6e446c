import type { EpochMs } from '../instant.ts';
import { type BindingLog, MODE_NEEDS, orderOf } from './binding-log.ts';
import { HeldCounts } from './held-counts.ts';

/** What the bindings of a log ask of a pool at the same time, if nobody is refused. */
export interface Demand {
  /** Most live bindings at once. */
  readonly peakBindings: number;
  /** Most (binding, number) at once, those that cool included. */
  readonly peakHeld: number;
  /** Most numbers at once of which no two can be the same: those of one party, and those that strangers call. */
  readonly peakApart: number;
  /** Most numbers at once that strangers call, those that cool included. */
  readonly peakAlone: number;
  /** Of the parties that share numbers with others; `null` when there are none. */
  readonly busiest: BusiestParty | null;
  /** By a count of numbers: how many parties hold exactly so many at their busiest, beside those that strangers call. */
  readonly partiesByPeak: Uint32Array;
}

/** The party that holds the most numbers at once, and when it first does. */
export interface BusiestParty {
  readonly party: number;
  /** Numbers that it has bound or is cooling from: a pool without refusals has at least as many. */
  readonly holds: number;
  /** Those of them that are bound; the others cool. */
  readonly live: number;
  readonly at: EpochMs;
}

/** Who holds how much when. A number is held from the beginning of a binding until its end and the cool-down after that. */
export class DemandSurvey {
  readonly #log: BindingLog;
  /** Rows with which a pair comes to a number; later rows of the pair only renew it until it has ended. */
  readonly #rows: Uint32Array;
  /** By stay, renewals included. */
  readonly #ends: Float64Array;
  /** The stays in the order of their ends. */
  readonly #byEnd: Uint32Array;

  constructor(log: BindingLog) {
    this.#log = log;
    const { rows, ends } = staysOf(log);
    this.#rows = rows;
    this.#ends = ends;
    this.#byEnd = orderOf(ends);
  }

  demand(coolDownMs: number): Demand {
    const live = new HeldCounts(this.#log);
    this.#sweep(0, (row, step) => live.count(row, step));
    const held = new HeldCounts(this.#log);
    this.#sweep(coolDownMs, (row, step) => held.count(row, step));
    const { peakHeld, peakApart, peakAlone, busiest } = held;
    return {
      peakBindings: live.peakBindings,
      peakHeld,
      peakApart,
      peakAlone,
      busiest: busiest === null ? null : { ...busiest, live: this.#liveOf(busiest.party, busiest.at) },
      partiesByPeak: held.partiesByPeak(),
    };
  }

  #liveOf(party: number, at: EpochMs): number {
    const { a, b, from, mode } = this.#log;
    let live = 0;
    for (const [stay, row] of this.#rows.entries()) {
      const needs = MODE_NEEDS[mode[row] ?? 0];
      if (needs === undefined || needs.alone) continue;
      const isOfParty = (needs.ownsA && a[row] === party) || (needs.ownsB && b[row] === party);
      if (isOfParty && (from[row] ?? 0) <= at && at < (this.#ends[stay] ?? 0)) live += 1;
    }
    return live;
  }

  /** Visits beginnings and ends in the order of time, at one instant the ends first; what holds a number for no time is left out. */
  #sweep(coolDownMs: number, visit: (row: number, step: 1 | -1) => void): void {
    const begin = (stay: number): EpochMs => this.#log.from[this.#rows[stay] ?? 0] ?? 0;
    const end = (stay: number): EpochMs => (this.#ends[stay] ?? 0) + coolDownMs;
    let ended = 0;
    for (const [stay, row] of this.#rows.entries()) {
      const at = begin(stay);
      for (; ended < this.#byEnd.length; ended += 1) {
        const next = this.#byEnd[ended] ?? 0;
        if (end(next) > at) break;
        if (end(next) > begin(next)) visit(this.#rows[next] ?? 0, -1);
      }
      if (end(stay) > at) visit(row, 1);
    }
  }
}

/** Who asks again while bound stays on the number, and gets the new end. */
function staysOf(log: BindingLog): { readonly rows: Uint32Array; readonly ends: Float64Array } {
  const stayOf = new Int32Array(log.pairs).fill(-1);
  const [rows, ends] = [new Uint32Array(log.count), new Float64Array(log.count)];
  let count = 0;
  for (let row = 0; row < log.count; row += 1) {
    const pair = log.pair[row] ?? 0;
    const stay = stayOf[pair] ?? -1;
    const isRenewal = stay >= 0 && (ends[stay] ?? 0) > (log.from[row] ?? 0);
    const place = isRenewal ? stay : count;
    ends[place] = log.to[row] ?? 0;
    if (isRenewal) continue;
    rows[place] = row;
    stayOf[pair] = place;
    count += 1;
  }
  return { rows: rows.subarray(0, count), ends: ends.subarray(0, count) };
}

/**
 * No pool that refuses at most so many binds is smaller. At its busiest moment a party whose bindings need more numbers than there are
 * was refused each one too many, and a refusal takes from two parties at most.
 */
export function lowerBound({ partiesByPeak, peakApart }: Demand, mostRefused: number): number {
  const apart = Math.max(0, peakApart - mostRefused);
  let [parties, missing] = [0, 0];
  for (let numbers = partiesByPeak.length - 1; numbers > apart; numbers -= 1) {
    parties += partiesByPeak[numbers] ?? 0;
    missing += parties;
    if (missing > 2 * mostRefused) return numbers;
  }
  return apart;
}
