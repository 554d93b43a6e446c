import { PrometheusMeter } from '../adapters/metrics/prometheus-meter.ts';
import { measureProcess } from '../adapters/system/process-metrics.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { CallDesk } from '../app/call-desk.ts';
import type { CallFleet } from '../app/call-fleet.ts';
import { CallMetrics } from '../app/metrics/call-metrics.ts';
import { DeliveryMetrics } from '../app/metrics/delivery-metrics.ts';
import { EventMetrics } from '../app/metrics/event-metrics.ts';
import { LinkMetrics } from '../app/metrics/link-metrics.ts';
import { LoopWatch } from '../app/metrics/loop-watch.ts';
import { PoolMetrics } from '../app/metrics/pool-metrics.ts';
import { RecordingMetrics } from '../app/metrics/recording-metrics.ts';
import { StoreMetrics } from '../app/metrics/store-metrics.ts';
import type { EventLog } from '../ports/event-log.ts';

/** Everything that a daemon measures. */
export interface Metrics {
  readonly calls: CallMetrics;
  readonly links: LinkMetrics;
  readonly pools: PoolMetrics;
  readonly store: StoreMetrics;
  readonly recordings: RecordingMetrics;
  readonly deliveries: DeliveryMetrics;
  /** Looks at the calls, the links and the events, too, from now on. */
  start(desk: Pick<CallDesk, 'calls'>, fleet: Pick<CallFleet, 'links'>, events: Pick<EventLog, 'kept'>): void;
  stop(): void;
  /** All of it in the text format of Prometheus. */
  readonly text: () => string;
}

export function metricsOf(version: string): Metrics {
  const meter = new PrometheusMeter();
  const clock = new SystemClock();
  measureProcess(meter, version);
  const calls = new CallMetrics(meter);
  const links = new LinkMetrics(meter, clock);
  const events = new EventMetrics(meter, clock);
  const loop = new LoopWatch(meter, clock);
  return {
    calls,
    links,
    pools: new PoolMetrics(meter, clock),
    store: new StoreMetrics(meter),
    recordings: new RecordingMetrics(meter, clock),
    deliveries: new DeliveryMetrics(meter, clock),
    start: (desk, fleet, log) => {
      calls.watch(() => desk.calls);
      links.watch(() => fleet.links());
      events.watch(log);
      loop.start();
    },
    stop: () => loop.stop(),
    text: () => meter.text(),
  };
}
