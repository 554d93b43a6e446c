import type { DeliveryResult } from '../../domain/delivery/delivery-result.ts';
import type { EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Counter, Histogram, Meter } from '../../ports/meter.ts';

const ANSWERING = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How an endpoint stands. */
export interface EndpointStanding {
  readonly endpoint: EventEndpoint;
  /** Events that it has not got. */
  readonly waiting: number;
  /** When the oldest of them happened; `null` when there is none. */
  readonly oldestAt: EpochMs | null;
  readonly deadLetters: number;
}

/** Measures the delivery of events. Endpoints go by their ids, which are ours. */
export class DeliveryMetrics {
  readonly #meter: Meter;
  readonly #clock: Clock;
  readonly #deliveries: Counter<'endpoint' | 'tenant' | 'result'>;
  readonly #seconds: Histogram<never>;

  constructor(meter: Meter, clock: Clock) {
    this.#meter = meter;
    this.#clock = clock;
    this.#deliveries = meter.counter({
      name: 'axbridge_event_deliveries_total',
      help: 'Attempts to deliver an event to an endpoint, by what became of them.',
      labels: ['endpoint', 'tenant', 'result'],
    });
    this.#seconds = meter.histogram({
      name: 'axbridge_event_delivery_seconds',
      help: 'From the look-up of the name to the end of the answer, or to the failure.',
      labels: [],
      bounds: ANSWERING,
    });
  }

  /** Monotone seconds. */
  now(): number {
    return this.#meter.now();
  }

  delivered({ id, tenant }: EventEndpoint, result: DeliveryResult, seconds: number): void {
    const word = result.kind === 'failed' ? result.because : result.kind;
    this.#deliveries.add({ endpoint: id, tenant, result: word });
    this.#seconds.observe({}, seconds);
  }

  watch(standings: () => readonly EndpointStanding[]): void {
    this.#gauge(
      standings,
      'axbridge_event_endpoint_waiting_events',
      'Events that it has not got yet.',
      (one) => one.waiting,
    );
    this.#gauge(
      standings,
      'axbridge_event_endpoint_oldest_seconds',
      'Age of the oldest event that it has not got; 0 when it has all.',
      ({ oldestAt }) => (oldestAt === null ? 0 : Math.max(0, this.#clock.now() - oldestAt) / 1000),
    );
    this.#gauge(
      standings,
      'axbridge_event_endpoint_dead_letters',
      'Events that were given up.',
      (one) => one.deadLetters,
    );
    this.#gauge(
      standings,
      'axbridge_event_endpoint_enabled',
      '1 while events are delivered to it.',
      ({ endpoint }) => (endpoint.disabledBecause === null ? 1 : 0),
    );
  }

  #gauge(
    standings: () => readonly EndpointStanding[],
    name: string,
    help: string,
    value: (standing: EndpointStanding) => number,
  ): void {
    this.#meter.gauge({ name, help, labels: ['endpoint', 'tenant'] }, () =>
      standings().map((one) => ({
        labels: { endpoint: one.endpoint.id, tenant: one.endpoint.tenant },
        value: value(one),
      })),
    );
  }
}
