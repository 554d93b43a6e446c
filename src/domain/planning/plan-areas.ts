import type { BindingLog } from './binding-log.ts';
import type { PoolTerms } from './log-replay.ts';
import { type NumberPlan, type PlanProgress, planNumbers } from './plan-numbers.ts';

/** The bindings of one area. Areas have no numbers in common, so each is planned by itself. */
export interface AreaLog {
  /** `null` where numbers have no area, or none is asked for. */
  readonly areaCode: string | null;
  readonly log: BindingLog;
  /** Unlocked numbers that it has now; `null` where that is not known. */
  readonly present: number | null;
}

/** What is wanted of all areas. */
export interface AreaWish extends PoolTerms {
  /** Share of the binds that may be refused, 0 to 1. */
  readonly refusalRate: number;
}

export interface AreaPlan extends NumberPlan {
  readonly areaCode: string | null;
  readonly present: number | null;
}

export interface AreaProgress extends PlanProgress {
  readonly areaCode: string | null;
}

/** Plans area after area, in the order in which they are given. */
export function* planAreas(
  areas: readonly AreaLog[],
  wish: AreaWish,
): Generator<AreaProgress, readonly AreaPlan[]> {
  const plans: AreaPlan[] = [];
  for (const { areaCode, log, present } of areas) {
    const work = planNumbers(log, { ...wish, present });
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        plans.push({ ...step.value, areaCode, present });
        break;
      }
      yield { ...step.value, areaCode };
    }
  }
  return plans;
}
