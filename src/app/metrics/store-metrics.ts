import type { EventType } from '../../domain/event/event-type.ts';
import type { Counter, Histogram, Meter } from '../../ports/meter.ts';
import type { StoreWatch } from '../../ports/store-watch.ts';

const WRITING = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Orders that are operations on bindings, as the API has them. */
const BINDING_ORDERS: ReadonlySet<string> = new Set(['bind', 'amend', 'release']);

/** Measures what the store writes. */
export class StoreMetrics implements StoreWatch {
  readonly #meter: Meter;
  readonly #operations: Counter<'operation' | 'result'>;
  readonly #writes: Histogram<'order'>;
  readonly #commits: Histogram<never>;
  readonly #failures: Counter<'order' | 'error'>;
  readonly #events: Counter<'type'>;
  #waiting = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.#operations = meter.counter({
      name: 'axbridge_binding_operations_total',
      help: 'Bindings that were made or renewed, amended and released, or why not.',
      labels: ['operation', 'result'],
    });
    this.#writes = meter.histogram({
      name: 'axbridge_store_write_seconds',
      help: 'From the order to write until it is on stable storage, the wait for its turn included.',
      labels: ['order'],
      bounds: WRITING,
    });
    this.#commits = meter.histogram({
      name: 'axbridge_store_commit_seconds',
      help: 'Transactions of the writer with their commits; orders that wait together share one.',
      labels: [],
      bounds: WRITING,
    });
    this.#failures = meter.counter({
      name: 'axbridge_store_failures_total',
      help: 'Orders to write that the store did not carry out, by the code of the error.',
      labels: ['order', 'error'],
    });
    this.#events = meter.counter({
      name: 'axbridge_events_total',
      help: 'Events that were written, by their type.',
      labels: ['type'],
    });
    meter.gauge(
      {
        name: 'axbridge_store_waiting_orders',
        help: 'Orders to write that are not on stable storage yet.',
        labels: [],
      },
      () => [{ labels: {}, value: this.#waiting }],
    );
  }

  now(): number {
    return this.#meter.now();
  }

  ordered(): void {
    this.#waiting += 1;
  }

  settled(order: string, results: readonly string[], waitedSeconds: number): void {
    this.#waiting -= 1;
    this.#writes.observe({ order }, waitedSeconds);
    for (const result of results) {
      if (BINDING_ORDERS.has(order)) this.#operations.add({ operation: order, result });
      if (result.startsWith('store-')) this.#failures.add({ order, error: result });
    }
  }

  told(type: EventType, count: number): void {
    this.#events.add({ type }, count);
  }

  committed(seconds: number): void {
    this.#commits.observe({}, seconds);
  }
}
