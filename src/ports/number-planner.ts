import type { AreaPlan, AreaProgress } from '../domain/planning/plan-areas.ts';

/** What is to be planned: a pool as it was used so far. */
export interface PlanRequest {
  readonly pool: string;
  /** Only this area; `null` for each of them. */
  readonly areaCode: string | null;
  /** In milliseconds; `null` for that of the pool. */
  readonly coolDownMs: number | null;
  /** Share of the binds that may be refused, 0 to 1. */
  readonly refusalRate: number;
}

export interface PoolPlan {
  readonly coolDownMs: number;
  readonly areas: readonly PlannedArea[];
}

export interface PlannedArea extends AreaPlan {
  /** A name of the busiest party that tells nobody its number; `null` when there is none. */
  readonly busiestName: string | null;
}

/**
 * Says how many numbers a pool needs, from the bindings that the store remembers, ended ones included. Works off the thread of its caller
 * where that matters.
 */
export interface NumberPlanner {
  /** @throws AxbridgeError `pool-unknown`, `plan-too-large` @throws StoreError */
  plan(request: PlanRequest, onProgress?: (progress: AreaProgress) => void): Promise<PoolPlan>;
}
