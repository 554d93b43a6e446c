import type { TenantId } from '../../domain/access/tenant.ts';
import type { EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { Timer } from '../../ports/clock.ts';
import type { EndpointProgress } from '../../ports/event-endpoint-store.ts';
import type { EndpointStanding } from '../metrics/delivery-metrics.ts';
import { EndpointRunner, type RunnerOptions } from './endpoint-runner.ts';

/** From an event to the look at the log, in milliseconds: what comes together is read together. */
const GATHER_MS = 10;
/** From a delivery until it is on stable storage, in milliseconds, when nothing is in the way: what a crash repeats. */
const KEEP_MS = 50;
/** How often changes by other processes are looked for, in milliseconds. */
const LOOK_MS = 500;
const RETRY_MS = 1_000;
const FORGET_MS = 600_000;
/** What is under way when we stop has so long to end, in milliseconds. */
const STOP_MS = 1_000;

/** Delivers events to all endpoints of all tenants, and keeps how far each has come. */
export class DeliveryDesk {
  readonly #options: RunnerOptions;
  readonly #runners = new Map<string, EndpointRunner>();
  readonly #touched = new Set<TenantId>();
  readonly #timers = new Map<string, Timer>();
  #unwatch: () => void = () => undefined;
  #seenVersion = -1;
  #keeping: Promise<void> | null = null;
  #stopped = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    options.metrics.watch(() => this.#standings());
  }

  start(): void {
    this.#unwatch = this.#options.events.watch((tenants) => {
      for (const tenant of tenants) this.#touched.add(tenant);
      this.#later('gather', GATHER_MS, () => this.#wakeTouched());
    });
    this.#look();
    this.#later('forget', FORGET_MS, () => this.#forget());
  }

  /** What was acknowledged is kept, and so comes only once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unwatch();
    for (const timer of this.#timers.values()) timer.cancel();
    for (const runner of this.#runners.values()) runner.stop();
    const { clock, sender } = this.#options;
    const limit = clock.now() + STOP_MS;
    while (clock.now() < limit && [...this.#runners.values()].some(({ queue }) => queue.sending > 0))
      await new Promise<void>((resolve) => clock.after(20, resolve));
    sender.close();
    await this.#keeping;
    await this.#keep();
  }

  #look(): void {
    this.#noticeChanges();
    for (const runner of this.#runners.values()) runner.wake();
    this.#later('look', LOOK_MS, () => this.#look());
  }

  #noticeChanges(): void {
    try {
      const version = this.#options.store.version();
      if (version === this.#seenVersion) return;
      this.#refresh(this.#options.store.endpoints());
      this.#seenVersion = version;
    } catch (error) {
      this.#options.log.error({ err: error }, 'the endpoints of events cannot be read');
    }
  }

  #refresh(endpoints: readonly EventEndpoint[]): void {
    const known = new Set(endpoints.map(({ id }) => id));
    for (const [id, runner] of this.#runners) {
      if (known.has(id)) continue;
      runner.stop();
      this.#runners.delete(id);
    }
    for (const endpoint of endpoints) {
      const runner = this.#runners.get(endpoint.id) ?? this.#begin(endpoint);
      const wanted = this.#options.store.wantedPosition(endpoint.id);
      runner.refresh(endpoint, wanted);
      if (wanted !== null) void this.#move(endpoint.id, wanted);
    }
  }

  #begin(endpoint: EventEndpoint): EndpointRunner {
    const runner = new EndpointRunner(endpoint, this.#options, {
      onProgress: () => this.#later('keep', KEEP_MS, () => void this.#keepNext()),
      onGone: (gone) => void this.#disable(gone),
    });
    this.#runners.set(endpoint.id, runner);
    return runner;
  }

  #wakeTouched(): void {
    const touched = new Set(this.#touched);
    this.#touched.clear();
    // What was changed before an event holds for it.
    this.#noticeChanges();
    for (const runner of this.#runners.values()) if (touched.has(runner.endpoint.tenant)) runner.wake();
  }

  async #keepNext(): Promise<void> {
    await this.#keeping;
    this.#keeping = this.#keep();
    await this.#keeping;
  }

  /** One commit for all endpoints. What the store cannot take is tried again. */
  async #keep(): Promise<void> {
    const changes: EndpointProgress[] = [];
    for (const [endpoint, runner] of this.#runners) {
      const change = runner.takeChange();
      if (change !== null) changes.push({ endpoint, ...change });
    }
    try {
      await this.#options.store.keepProgress(changes);
      for (const { endpoint, ...change } of changes) this.#runners.get(endpoint)?.queue.confirm(change);
    } catch (error) {
      this.#options.log.error({ err: error }, 'the progress of deliveries could not be kept');
      for (const { endpoint, ...change } of changes) this.#runners.get(endpoint)?.queue.putBack(change);
      this.#later('keep', RETRY_MS, () => void this.#keepNext());
    }
  }

  /** The wish is done when the place is kept: after a crash before that it would be carried out again. */
  async #move(id: string, position: number): Promise<void> {
    await this.#keepNext();
    await this.#attempt('move', () => this.#options.store.moved(id, position));
  }

  async #disable(gone: EventEndpoint): Promise<void> {
    const { store, clock, log } = this.#options;
    const { id, tenant } = gone;
    const note = { at: clock.now(), tenant, actor: 'daemon', action: 'event-endpoint.disable' };
    const line = { ...note, subject: `event-endpoint ${id}`, outcome: 'done', request: null };
    log.warn({ endpoint: id, tenant }, 'endpoint disabled: it answered 410');
    const isDone = await this.#attempt('disable', () => store.disable(id, 'gone', line));
    if (!isDone) {
      this.#later(`disable ${id}`, RETRY_MS, () => void this.#disable(gone));
      return;
    }
    const now = store.endpoint(id);
    if (now !== null) this.#runners.get(id)?.refresh(now, null);
  }

  #forget(): void {
    const { store, events } = this.#options;
    for (const { endpoint } of this.#runners.values()) {
      const { firstKept } = events.bounds(endpoint.tenant);
      void this.#attempt('forget', () => store.forgetDead(endpoint.id, firstKept - 1));
    }
    this.#later('forget', FORGET_MS, () => this.#forget());
  }

  async #attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#options.log.error({ err: error, what }, 'an endpoint of events could not be written');
      return false;
    }
  }

  /** One timer of each name: a further wish changes nothing. */
  #later(name: string, delayMs: number, work: () => void): void {
    if (this.#stopped || this.#timers.has(name)) return;
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(name);
      work();
    });
    this.#timers.set(name, timer);
  }

  #standings(): readonly EndpointStanding[] {
    return [...this.#runners.values()].map(({ endpoint, waiting, queue }) => ({
      endpoint,
      waiting,
      oldestAt: queue.oldestAt,
      deadLetters: this.#options.store.deadLetterCount(endpoint.id),
    }));
  }
}
