/** What came of calls at one rate for some seconds. */
export interface Trial {
  /** Calls a second. */
  readonly rate: number;
  /** Whether 99.9 % of them were set up within a second. */
  readonly holds: boolean;
}

const FIRST_STEP = 1.4;
const LAST_STEP = 1.03;
/** Turns whose rates still tell where the search began. */
const ROUGH_TURNS = 2;

/**
 * Up after a trial that held, down after one that did not, in steps that get smaller at each turn: the search stays around the rate at
 * which every other trial holds, however that drifts, and can go on as long as there is time.
 * @returns the rate of the next trial
 */
export function nextRate(trials: readonly Trial[], from: number): number {
  const last = trials.at(-1);
  if (last === undefined) return from;
  const step = Math.max(LAST_STEP, 1 + (FIRST_STEP - 1) / 2 ** turns(trials).length);
  const rate = last.holds ? last.rate * step : last.rate / step;
  return Math.max(1, Math.round(rate) === last.rate ? last.rate + (last.holds ? 1 : -1) : Math.round(rate));
}

/** @returns the mean rate of the turns but the first; the last rate that held where there are too few of them */
export function capacityOf(trials: readonly Trial[]): number {
  const fine = turns(trials).slice(ROUGH_TURNS);
  if (fine.length < 2) return trials.findLast(({ holds }) => holds)?.rate ?? 0;
  return fine.reduce((sum, rate) => sum + rate, 0) / fine.length;
}

/** Rates between a trial that held and the next one that did not, or the other way round. */
function turns(trials: readonly Trial[]): readonly number[] {
  return trials.flatMap(({ rate, holds }, place) => {
    const before = trials[place - 1];
    return before === undefined || before.holds === holds ? [] : [(rate + before.rate) / 2];
  });
}
