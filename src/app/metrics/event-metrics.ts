import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Meter } from '../../ports/meter.ts';

/** How much the log of events holds. */
export class EventMetrics {
  readonly #meter: Meter;
  readonly #clock: Clock;

  constructor(meter: Meter, clock: Clock) {
    this.#meter = meter;
    this.#clock = clock;
  }

  /** Looks at the log whenever the metrics are asked for. */
  watch(events: Pick<EventLog, 'kept'>): void {
    this.#meter.gauge({ name: 'axbridge_events_kept', help: 'Events that can be read.', labels: [] }, () => [
      { labels: {}, value: events.kept().count },
    ]);
    const oldest = {
      name: 'axbridge_events_oldest_seconds',
      help: 'How old the oldest of them is.',
      labels: [],
    } as const;
    this.#meter.gauge(oldest, () => {
      const { oldestAt } = events.kept();
      if (oldestAt === null) return [];
      return [{ labels: {}, value: Math.max(0, this.#clock.now() - oldestAt) / 1000 }];
    });
  }
}
