import type { Clock } from '../../ports/clock.ts';
import type { Meter } from '../../ports/meter.ts';
import type { PoolView } from '../operations.ts';

/** Each gauge of a pool: its name, its meaning, and where it is in a survey. */
const GAUGES: readonly (readonly [name: string, help: string, read: (pool: PoolView) => number])[] = [
  ['axbridge_pool_numbers', 'Numbers of a pool.', ({ numbers }) => numbers],
  [
    'axbridge_pool_locked_numbers',
    'Numbers of a pool that no binding gets.',
    ({ lockedNumbers }) => lockedNumbers,
  ],
  ['axbridge_pool_live_bindings', 'Live bindings of a pool.', ({ liveBindings }) => liveBindings],
  [
    'axbridge_pool_headroom_numbers',
    'Unlocked numbers that the busiest party of a pool can still get.',
    ({ headroom }) => headroom,
  ],
  [
    'axbridge_pool_low',
    '1 while the headroom is below the low-water mark of the pool.',
    ({ low }) => Number(low),
  ],
];

/** Shows the pools as the latest survey found them: looking anew at each scrape would read every binding. */
export class PoolMetrics {
  readonly #clock: Clock;
  #pools: readonly PoolView[] = [];
  #surveyedAt: number | null = null;

  constructor(meter: Meter, clock: Clock) {
    this.#clock = clock;
    for (const [name, help, read] of GAUGES)
      meter.gauge({ name, help, labels: ['pool'] }, () =>
        this.#pools.map((pool) => ({ labels: { pool: pool.pool }, value: read(pool) })),
      );
    meter.gauge(
      {
        name: 'axbridge_pool_survey_timestamp_seconds',
        help: 'When the pools were surveyed last; nothing before the first survey.',
        labels: [],
      },
      () => (this.#surveyedAt === null ? [] : [{ labels: {}, value: this.#surveyedAt / 1000 }]),
    );
  }

  /** @returns the survey, as it was given */
  surveyed(pools: readonly PoolView[]): readonly PoolView[] {
    this.#pools = pools;
    this.#surveyedAt = this.#clock.now();
    return pools;
  }
}
