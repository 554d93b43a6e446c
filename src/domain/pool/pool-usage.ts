import type { NumberCatalogue } from './number-catalogue.ts';
import { countOf } from './number-range.ts';
import type { Pool, PoolRange } from './pool.ts';

/** How full a pool is at an instant. */
export interface PoolUsage extends PoolLoad {
  readonly pool: Pool;
  readonly numbers: number;
  readonly lockedNumbers: number;
}

/** What bindings ask of a pool. */
export interface PoolLoad {
  readonly liveBindings: number;
  /** Live bindings of the busiest party in the pool: the pool needs about as many numbers (patent S0). */
  readonly busiestPartyPeers: number;
  /** Unlocked numbers that one party has bound or is cooling from, of the party that has the most. */
  readonly busiestPartyHolds: number;
}

export const NO_LOAD: PoolLoad = { liveBindings: 0, busiestPartyPeers: 0, busiestPartyHolds: 0 };

/** The usage of every pool, by name. @param loads pools without bindings may be absent */
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
      ...(loads.get(pool.name) ?? NO_LOAD),
    }));
}

/**
 * Unlocked numbers that the busiest party can still get: what one more peer of it finds. It says when the pool begins to refuse better
 * than a count of bindings could, since one number serves any number of pairs as long as no party has it twice.
 */
export function headroomOf({ numbers, lockedNumbers, busiestPartyHolds }: PoolUsage): number {
  return Math.max(0, numbers - lockedNumbers - busiestPartyHolds);
}

/** True when the headroom is below the pool's low-water mark; a pool that never had numbers is empty, not low. */
export function isLow(usage: PoolUsage): boolean {
  const { lowWaterPercent } = usage.pool.policy;
  if (lowWaterPercent === null || usage.numbers === 0) return false;
  const unlocked = usage.numbers - usage.lockedNumbers;
  return unlocked === 0 || headroomOf(usage) * 100 < lowWaterPercent * unlocked;
}

function sum(ranges: readonly PoolRange[]): number {
  return ranges.reduce((total, range) => total + countOf(range), 0);
}
