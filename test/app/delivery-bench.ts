import { MemoryAccessStore } from '../../src/adapters/access/memory-access-store.ts';
import { NodeKeyMaterial } from '../../src/adapters/access/node-key-material.ts';
import { MemoryEventLog } from '../../src/adapters/memory/memory-event-log.ts';
import { PrometheusMeter } from '../../src/adapters/metrics/prometheus-meter.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { HttpEventSender } from '../../src/adapters/webhook/http-event-sender.ts';
import { DeliveryDesk } from '../../src/app/delivery/delivery-desk.ts';
import { EndpointDesk } from '../../src/app/delivery/endpoint-desk.ts';
import { DeliveryMetrics } from '../../src/app/metrics/delivery-metrics.ts';
import { AuditTrail } from '../../src/app/tenancy/audit-trail.ts';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { RetrySchedule } from '../../src/domain/delivery/retry-schedule.ts';
import type { NewEvent } from '../../src/domain/event/event.ts';
import type { EventEndpointStore } from '../../src/ports/event-endpoint-store.ts';
import { answered, incoming } from '../domain/event/given.ts';
import { KeptLog } from './switchboard.ts';

export const BY = { tenant: DEFAULT_TENANT, name: 'local', request: null };

/** The delivery of events between a log in memory and real receivers, in real time with short waits. */
export class DeliveryBench implements AsyncDisposable {
  readonly access = new MemoryAccessStore();
  readonly events = new MemoryEventLog();
  readonly material = new NodeKeyMaterial(new Uint8Array(32));
  readonly log = new KeptLog();
  readonly endpoints: EndpointDesk;
  meter = new PrometheusMeter();
  rules = { allowPrivateAddresses: true, allowPlainHttp: true };
  schedule: RetrySchedule = { firstRetryMs: 10, longestRetryMs: 40, giveUpMs: 60_000 };
  timeoutMs = 20_000;
  #desk: DeliveryDesk;
  #life = { over: false };

  constructor() {
    const clock = new SystemClock();
    const trail = new AuditTrail(this.access, clock);
    const { events, material, access } = this;
    this.endpoints = new EndpointDesk({
      store: access.endpoints,
      events,
      material,
      trail,
      clock,
      rules: () => this.rules,
    });
    this.#desk = this.#newDesk();
  }

  start(): this {
    this.#desk.start();
    return this;
  }

  /** The process dies and another one begins: what it has kept is all that is left. */
  crash(): void {
    const died = this.#desk;
    this.meter = new PrometheusMeter();
    // What it still does by itself would be done by nobody.
    this.#life.over = true;
    void died.stop();
    this.#desk = this.#newDesk();
    this.#desk.start();
  }

  #newDesk(): DeliveryDesk {
    const life = { over: false };
    this.#life = life;
    const clock = new SystemClock();
    const sender = new HttpEventSender({
      secretOf: (id) => this.material.webhookSecret(id),
      rules: () => this.rules,
      clock,
      resolve: async () => ['127.0.0.1'],
      timeoutMs: () => this.timeoutMs,
    });
    return new DeliveryDesk({
      store: mortal(this.access.endpoints, life),
      events: this.events,
      sender,
      clock,
      log: this.log,
      random: Math.random,
      schedule: () => this.schedule,
      metrics: new DeliveryMetrics(this.meter, clock),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#desk.stop();
  }
}

/** Keeps no progress for a process that is dead. */
function mortal(store: EventEndpointStore, life: { readonly over: boolean }): EventEndpointStore {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'keepProgress' && life.over) return async () => undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The n-th call's first event and some more. */
export function callEvents(call: number, count: number): readonly NewEvent[] {
  const id = { call: `00000000-0000-4000-8000-${String(call).padStart(12, '0')}` as CallId };
  return Array.from({ length: count }, (_, place) => (place === 0 ? incoming(id) : answered(id)));
}
