import type { NumberCatalogue } from './number-catalogue.ts';
import { countOf } from './number-range.ts';
import type { Pool, PoolRange } from './pool.ts';

/** How full a pool is at an instant. */
export interface PoolUsage {
  readonly pool: Pool;
  readonly numbers: number;
  readonly lockedNumbers: number;
  readonly liveBindings: number;
  /** Live bindings of the busiest party in the pool: the pool needs about as many numbers (patent S0). */
  readonly busiestPartyPeers: number;
}

/** What live bindings ask of a pool. */
export interface PoolLoad {
  readonly liveBindings: number;
  readonly busiestPartyPeers: number;
}

/** The usage of every pool, by name. @param loads pools without live bindings may be absent */
export function poolUsages(
  catalogue: NumberCatalogue,
  loads: ReadonlyMap<string, PoolLoad>,
): readonly PoolUsage[] {
  const pools = [...catalogue.pools.keys()].sort().map((name) => catalogue.pool(name));
  return pools
    .filter((pool) => pool !== null)
    .map((pool) => ({
      pool,
      numbers: sum(pool.ranges),
      lockedNumbers: sum(pool.ranges.filter((range) => range.locked)),
      ...(loads.get(pool.name) ?? { liveBindings: 0, busiestPartyPeers: 0 }),
    }));
}

function sum(ranges: readonly PoolRange[]): number {
  return ranges.reduce((total, range) => total + countOf(range), 0);
}
