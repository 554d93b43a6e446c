import type { EpochMs } from '../instant.ts';
import { type BindingLog, MODE_NEEDS } from './binding-log.ts';
import type { BusiestParty } from './number-demand.ts';

/** Counts what is held while one goes through the beginnings and ends of the bindings of a log, and remembers the peaks. */
export class HeldCounts {
  peakBindings = 0;
  peakHeld = 0;
  peakApart = 0;
  peakAlone = 0;
  busiest: Omit<BusiestParty, 'live'> | null = null;
  readonly #log: BindingLog;
  readonly #held: Uint32Array;
  readonly #peaks: Uint32Array;
  /** By a count of numbers: how many parties hold exactly so many now. */
  readonly #partiesByHeld: number[] = [];
  /** What the busiest party of this moment holds. */
  #most = 0;
  #bindings = 0;
  #numbers = 0;
  #alone = 0;

  constructor(log: BindingLog) {
    this.#log = log;
    this.#held = new Uint32Array(log.parties);
    this.#peaks = new Uint32Array(log.parties);
  }

  /** A binding of the row begins (1), or lets its numbers go (-1). */
  count(row: number, step: 1 | -1): void {
    const { a, b, from, mode } = this.#log;
    const needs = MODE_NEEDS[mode[row] ?? 0];
    this.#bindings += step;
    this.#numbers += needs?.split === true ? 2 * step : step;
    if (needs?.alone === true) this.#alone += step;
    else {
      if (needs?.ownsA === true) this.#countParty(a[row] ?? 0, step, from[row] ?? 0);
      if (needs?.ownsB === true) this.#countParty(b[row] ?? 0, step, from[row] ?? 0);
    }
    this.peakBindings = Math.max(this.peakBindings, this.#bindings);
    this.peakHeld = Math.max(this.peakHeld, this.#numbers);
    this.peakAlone = Math.max(this.peakAlone, this.#alone);
    this.peakApart = Math.max(this.peakApart, this.#alone + this.#most);
  }

  partiesByPeak(): Uint32Array {
    const parties = new Uint32Array((this.busiest?.holds ?? 0) + 1);
    for (const holds of this.#peaks) parties[holds] = (parties[holds] ?? 0) + 1;
    return parties;
  }

  #countParty(party: number, step: 1 | -1, at: EpochMs): void {
    const before = this.#held[party] ?? 0;
    const holds = before + step;
    this.#held[party] = holds;
    this.#partiesByHeld[before] = (this.#partiesByHeld[before] ?? 0) - 1;
    this.#partiesByHeld[holds] = (this.#partiesByHeld[holds] ?? 0) + 1;
    if (holds > this.#most) this.#most = holds;
    else if (before === this.#most && this.#partiesByHeld[before] === 0) this.#most = holds;
    if (holds > (this.#peaks[party] ?? 0)) this.#peaks[party] = holds;
    if (holds > (this.busiest?.holds ?? 0)) this.busiest = { party, holds, at };
  }
}
