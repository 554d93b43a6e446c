import type { IdRange, NumberBlock, NumberId } from './number-catalogue.ts';
import { countOf } from './number-range.ts';

/** The numbers of a pool that are open to new bindings, as one row of places from 0; look-ups cost log(blocks). */
export class OpenNumbers {
  readonly count: number;
  readonly #runs: readonly { readonly start: number; readonly firstId: number; readonly count: number }[];

  /** @param blocks in the order of their ids */
  constructor(blocks: readonly NumberBlock[]) {
    let start = 0;
    this.#runs = blocks.map((block) => {
      const run = { start, firstId: block.firstId, count: countOf(block.range) };
      start += run.count;
      return run;
    });
    this.count = start;
  }

  /** The numbers as runs of consecutive ids, from a place on and round to it. @param place any whole number from 0 */
  runsFrom(place: number): readonly IdRange[] {
    const start = this.idAt(place % Math.max(1, this.count));
    if (start === undefined) return [];
    const runs = this.#runs.map(({ firstId, count }) => idRange(firstId, firstId + count - 1));
    const here = runs.findIndex(({ first, last }) => first <= start && start <= last);
    const { first, last } = runs[here] ?? idRange(start, start);
    const round = [idRange(start, last), ...runs.slice(here + 1), ...runs.slice(0, here)];
    return start === first ? round : [...round, idRange(first, start - 1)];
  }

  /** @returns `undefined` outside 0 to `count` - 1. */
  idAt(place: number): NumberId | undefined {
    const run = lastAtOrBelow(this.#runs, (candidate) => candidate.start <= place);
    if (run === undefined || place >= run.start + run.count) return undefined;
    return (run.firstId + place - run.start) as NumberId;
  }

  has(id: NumberId): boolean {
    const run = lastAtOrBelow(this.#runs, (candidate) => candidate.firstId <= id);
    return run !== undefined && id < run.firstId + run.count;
  }
}

function idRange(first: number, last: number): IdRange {
  return { first: first as NumberId, last: last as NumberId };
}

/** Binary search in a list where `isAtOrBelow` holds for a head part only. */
export function lastAtOrBelow<T>(list: readonly T[], isAtOrBelow: (item: T) => boolean): T | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && isAtOrBelow(item)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
