import type { PoolFacts } from '../domain/event/event-data.ts';
import type { EpochMs } from '../domain/instant.ts';

/** How much room a pool has, in a word. */
export type PoolLevel = 'roomy' | 'low' | 'exhausted';

/** Remembers the level of each pool, so that a change is told once, whoever is started anew in between. */
export interface PoolLevels {
  /** Adds `pool.low` or `pool.exhausted` when the pool had more room when this was called for it last. @param pool as the store names it */
  poolLevel(pool: string, level: PoolLevel, facts: PoolFacts, at: EpochMs): Promise<void>;
}
