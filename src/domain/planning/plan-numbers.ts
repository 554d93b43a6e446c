import type { EpochMs } from '../instant.ts';
import { type BindingLog, MODE_NEEDS } from './binding-log.ts';
import { LogReplay, type PoolTerms, type Trial, type TrialResult } from './log-replay.ts';
import { type BusiestParty, type Demand, DemandSurvey, lowerBound } from './number-demand.ts';

/** What is wanted of a pool. */
export interface PlanWish extends PoolTerms {
  /** Share of the binds that may be refused, 0 to 1. */
  readonly refusalRate: number;
  /** Another size whose refusal rate is of interest: that of the pool as it is. */
  readonly present: number | null;
}

/** How a pool of one size would have done. */
export interface CurvePoint {
  readonly numbers: number;
  readonly refused: number;
  /** Of all binds of the log, 0 to 1. */
  readonly refusalRate: number;
}

/** How many numbers the bindings of a log need. */
export interface NumberPlan {
  /** Binds of the log, renewals included. */
  readonly binds: number;
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
  readonly parties: number;
  readonly peakBindings: number;
  /** Most numbers at once that strangers call, those that cool included; nobody else may have them. */
  readonly peakAlone: number;
  readonly busiest: BusiestParty | null;
  readonly lowerBound: number;
  /** The answer. */
  readonly numbers: number;
  /** By size, ascending. */
  readonly curve: readonly CurvePoint[];
  /** The lower bound with shorter cool-downs, from the longest to none. */
  readonly shorterCoolDowns: readonly { readonly coolDownMs: number; readonly lowerBound: number }[];
}

/** Where a plan is. */
export interface PlanProgress {
  /** Size that is tried. */
  readonly numbers: number;
  /** Trials that are over. */
  readonly trials: number;
  /** Of the trial, 0 to 1. */
  readonly done: number;
}

/** Ways of scattering in which the answer has to hold: the store's own, and others in case that was luck. */
export const SCATTERINGS = 3;
/** So many sizes above the answer have to hold too. */
export const SIZES_ABOVE = 2;
/** Sizes that are shown, as parts of the answer. */
const CURVE = [0.5, 0.75, 0.9, 1, 1.1];
const HOUR_MS = 3_600_000;
const SHORTER_MS = [7 * 24 * HOUR_MS, 24 * HOUR_MS, HOUR_MS, 0];

/**
 * How many numbers a pool needs so that at most `refusalRate` of the binds of the log would have been refused.
 *
 * Found by trying: the log is replayed with the allocator of the stores. A larger pool does not always refuse less, because each size
 * gives other numbers to other pairs; so the search (doubling steps up from the lower bound, then halving) may pass a smaller size that
 * would do by luck. What it finds is confirmed: it holds in `SCATTERINGS` ways of scattering the pairs, and the next `SIZES_ABOVE` sizes
 * hold too; where one fails the search goes on above it. It ends at the latest at a size at which nobody can be refused.
 */
export function* planNumbers(log: BindingLog, wish: PlanWish): Generator<PlanProgress, NumberPlan> {
  const survey = new DemandSurvey(log);
  const demand = survey.demand(wish.coolDownMs);
  const mostRefused = Math.floor(wish.refusalRate * log.count + 1e-9);
  // Who binds for no time at all holds nothing, and needs a number all the same.
  const bound = Math.max(lowerBound(demand, mostRefused), mostRefused < log.count ? 1 : 0);
  const search = new PlanSearch(new LogReplay(log, wish), log.count, mostRefused);
  const certain = Math.max(bound, certainSize(log, wish.coolDownMs > 0 ? demand : survey.demand(1)));
  const numbers = bound === certain ? bound : yield* search.find(bound, certain);
  return {
    binds: log.count,
    firstAt: log.from[0] ?? null,
    lastAt: log.from[log.count - 1] ?? null,
    parties: partiesIn(log),
    peakBindings: demand.peakBindings,
    peakAlone: demand.peakAlone,
    busiest: demand.busiest,
    lowerBound: bound,
    numbers,
    curve: yield* search.curve(numbers, wish.present),
    shorterCoolDowns: SHORTER_MS.filter((coolDownMs) => coolDownMs < wish.coolDownMs).map((coolDownMs) => ({
      coolDownMs,
      lowerBound: lowerBound(survey.demand(coolDownMs), mostRefused),
    })),
  };
}

/** The trials of one plan. */
class PlanSearch {
  readonly #replay: LogReplay;
  readonly #count: number;
  readonly #mostRefused: number;
  readonly #known = new Map<string, boolean>();
  #trials = 0;

  constructor(replay: LogReplay, count: number, mostRefused: number) {
    this.#replay = replay;
    this.#count = count;
    this.#mostRefused = mostRefused;
  }

  /** @param certain a size that is known to hold */
  *find(bound: number, certain: number): Generator<PlanProgress, number> {
    let numbers = yield* this.#firstThatHolds(bound, certain);
    for (;;) {
      const failed = yield* this.#failureNear(numbers, certain);
      if (failed === null) return numbers;
      numbers = yield* this.#firstThatHolds(failed + 1, certain);
    }
  }

  *curve(numbers: number, present: number | null): Generator<PlanProgress, readonly CurvePoint[]> {
    const sizes = CURVE.map((part) => Math.round(part * numbers)).concat(present ?? []);
    const points: CurvePoint[] = [];
    for (const size of [...new Set(sizes)].filter((each) => each > 0).sort((one, other) => one - other)) {
      const { refused } = yield* this.#try({ numbers: size, scattering: 0, mostRefused: this.#count });
      points.push({ numbers: size, refused, refusalRate: this.#count === 0 ? 0 : refused / this.#count });
    }
    return points;
  }

  /** Doubling steps up from `from`, then halving between the last that failed and the first that held. */
  *#firstThatHolds(from: number, certain: number): Generator<PlanProgress, number> {
    let [failed, holds] = [from - 1, Math.min(from, certain)];
    for (let step = 1; !(yield* this.#holds(holds, 0, certain)); step *= 2) {
      failed = holds;
      holds = Math.min(holds + step, certain);
    }
    while (holds - failed > 1) {
      const middle = Math.floor((failed + holds) / 2);
      if (yield* this.#holds(middle, 0, certain)) holds = middle;
      else failed = middle;
    }
    return holds;
  }

  /** @returns a size that has to hold and fails */
  *#failureNear(numbers: number, certain: number): Generator<PlanProgress, number | null> {
    for (let scattering = 1; scattering < SCATTERINGS; scattering += 1)
      if (!(yield* this.#holds(numbers, scattering, certain))) return numbers;
    for (let size = numbers + SIZES_ABOVE; size > numbers; size -= 1)
      if (!(yield* this.#holds(size, 0, certain))) return size;
    return null;
  }

  *#holds(numbers: number, scattering: number, certain: number): Generator<PlanProgress, boolean> {
    if (numbers >= certain) return true;
    const key = `${numbers} ${scattering}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { complete } = yield* this.#try({ numbers, scattering, mostRefused: this.#mostRefused });
    this.#known.set(key, complete);
    return complete;
  }

  *#try(trial: Trial): Generator<PlanProgress, TrialResult> {
    const run = this.#replay.run(trial);
    for (;;) {
      const step = run.next();
      if (step.done === true) {
        this.#trials += 1;
        return step.value;
      }
      yield { numbers: trial.numbers, trials: this.#trials, done: step.value / this.#count };
    }
  }
}

/**
 * Two parties that share a number always have one in common there; a number that strangers call has to be in nobody's hands.
 * @param demand with a cool-down, so that also what lasts for no time counts at the instant at which it comes
 */
function certainSize(log: BindingLog, { busiest, peakHeld }: Demand): number {
  const isPlain = log.mode.every((mode) => MODE_NEEDS[mode]?.alone === false && !MODE_NEEDS[mode].split);
  return isPlain ? 2 * (busiest?.holds ?? 0) - 1 : peakHeld + 2;
}

function partiesIn(log: BindingLog): number {
  const seen = new Uint8Array(log.parties);
  for (const party of log.a) seen[party] = 1;
  for (const party of log.b) seen[party] = 1;
  return seen.reduce((sum, one) => sum + one, 0);
}
