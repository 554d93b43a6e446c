import type { PoolFacts } from '../domain/event/event-data.ts';
import { nameInTenant } from '../domain/pool/tenant-of-pool.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PoolLevel, PoolLevels } from '../ports/pool-levels.ts';
import type { PoolView } from './operations.ts';

/** Between the end of one look and the next, in milliseconds: at least so long, */
const PAUSE_MS = 60_000;
/** and so many times as long as the look took, so that looking never takes more than a fiftieth of one core. */
const PAUSE_FACTOR = 50;

export interface LowWaterWatchOptions {
  /** Reads every binding, so it works off the main thread. */
  readonly usages: () => Promise<readonly PoolView[]>;
  /** Who remembers the levels of pools, and tells their tenants of changes. */
  readonly levels?: PoolLevels;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks now and then how much room the pools have, and tells once when one becomes low and once when it is low no more. */
export class LowWaterWatch {
  readonly #options: LowWaterWatchOptions;
  #low: ReadonlySet<string> = new Set();
  readonly #levels = new Map<string, PoolLevel>();
  #stopped = false;

  constructor(options: LowWaterWatchOptions) {
    this.#options = options;
  }

  /** The first look waits too: a daemon that starts has better things to do. */
  start(): void {
    this.#lookIn(PAUSE_MS);
  }

  stop(): void {
    this.#stopped = true;
  }

  #lookIn(pauseMs: number): void {
    this.#options.clock.after(pauseMs, () => {
      if (!this.#stopped) void this.#lookAndGoOn();
    });
  }

  async #lookAndGoOn(): Promise<void> {
    const { clock } = this.#options;
    const began = clock.now();
    await this.#look();
    this.#lookIn(Math.max(PAUSE_MS, PAUSE_FACTOR * (clock.now() - began)));
  }

  async #look(): Promise<void> {
    try {
      const pools = await this.#options.usages();
      if (this.#stopped) return;
      const before = this.#low;
      this.#low = new Set(pools.filter(({ low }) => low).map(({ pool }) => pool));
      for (const pool of pools) if (pool.low !== before.has(pool.pool)) this.#tell(pool);
      for (const pool of pools) await this.#note(pool);
    } catch (error) {
      if (!this.#stopped) this.#options.log.warn({ err: error }, 'the pools could not be surveyed');
    }
  }

  /** What was noted already is not noted again; who is started anew asks the store once for each pool. */
  async #note(pool: PoolView): Promise<void> {
    const level = levelOf(pool);
    if (this.#levels.get(pool.pool) === level) return;
    await this.#options.levels?.poolLevel(pool.pool, level, factsOf(pool), this.#options.clock.now());
    this.#levels.set(pool.pool, level);
  }

  /** Where the log is told that a pool becomes low, or is low no more. */
  #tell({ pool, low, headroom, numbers, lockedNumbers, busiestPartyHolds, lowWaterPercent }: PoolView): void {
    const fields = { pool, headroom, numbers, lockedNumbers, busiestPartyHolds, lowWaterPercent };
    if (low) this.#options.log.warn(fields, 'a pool is low: add numbers, see `axbridge pool plan`');
    else this.#options.log.info(fields, 'a pool has room again');
  }
}

/** A pool without numbers is empty, not exhausted. */
function levelOf({ low, headroom, numbers }: PoolView): PoolLevel {
  if (numbers > 0 && headroom === 0) return 'exhausted';
  return low ? 'low' : 'roomy';
}

function factsOf(view: PoolView): PoolFacts {
  const { pool, numbers, lockedNumbers, busiestPartyHolds, headroom, lowWaterPercent } = view;
  return { pool: nameInTenant(pool), numbers, lockedNumbers, busiestPartyHolds, headroom, lowWaterPercent };
}
