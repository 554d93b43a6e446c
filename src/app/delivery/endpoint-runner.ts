import { type Delivery, judge } from '../../domain/delivery/delivery.ts';
import { DeliveryQueue, MOST_SENDING, type ProgressChange } from '../../domain/delivery/delivery-queue.ts';
import type { DeliveryResult } from '../../domain/delivery/delivery-result.ts';
import { type EventEndpoint, isWanted, signingSecrets } from '../../domain/delivery/event-endpoint.ts';
import { laneOf } from '../../domain/delivery/lane.ts';
import type { RetrySchedule } from '../../domain/delivery/retry-schedule.ts';
import type { NumberedEvent } from '../../domain/event/event.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { EventEndpointStore } from '../../ports/event-endpoint-store.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { EventSender } from '../../ports/event-sender.ts';
import type { Log } from '../../ports/log.ts';
import { eventView } from '../event/event-view.ts';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.ts';

/** Events that are read at once. Calls wait for no more than one such step. */
const STEP = 50;
/** Deliveries that are begun at once: each costs the thread that all calls share some tenths of a millisecond. */
const BURST = 8;
/** Between two steps or bursts, in milliseconds: an endpoint that catches up leaves most of that thread to calls. */
const PAUSE_MS = 4;

export interface RunnerOptions {
  readonly store: EventEndpointStore;
  readonly events: EventLog;
  readonly sender: EventSender;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to less than 1. */
  readonly random: () => number;
  readonly schedule: () => RetrySchedule;
  readonly metrics: DeliveryMetrics;
}

/** What a runner tells whoever runs it. */
export interface RunnerListener {
  /** There is something to be kept. */
  onProgress(): void;
  /** The endpoint answered that it wants no more. */
  onGone(endpoint: EventEndpoint): void;
}

/** Delivers the events of one endpoint. What this one does never waits for another. */
export class EndpointRunner {
  readonly #options: RunnerOptions;
  readonly #listener: RunnerListener;
  readonly #queue: DeliveryQueue;
  /** Events that were just read and have not been sent yet: they need not be read again. */
  readonly #read = new Map<number, NumberedEvent>();
  #endpoint: EventEndpoint;
  #timer: Timer | null = null;
  /** The log may have events that were not looked at. */
  #hasMore = true;
  #isSoon = false;
  #isGone = false;
  #stopped = false;

  constructor(endpoint: EventEndpoint, options: RunnerOptions, listener: RunnerListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
    this.#queue = new DeliveryQueue(options.store.progress(endpoint.id) ?? { position: 0, open: [] });
  }

  get endpoint(): EventEndpoint {
    return this.#endpoint;
  }

  get queue(): DeliveryQueue {
    return this.#queue;
  }

  get isEnabled(): boolean {
    return this.#endpoint.disabledBecause === null && !this.#isGone && !this.#stopped;
  }

  /** Events that wait, in the queue or in the log. */
  get waiting(): number {
    const { last } = this.#options.events.bounds(this.#endpoint.tenant);
    return this.#queue.size + Math.max(0, last - this.#queue.position);
  }

  /** The endpoint was changed, or dead letters were set free. @param goOnAfter where somebody wants it to go on */
  refresh(endpoint: EventEndpoint, goOnAfter: number | null): void {
    // From here on the store says it itself.
    if (endpoint.disabledBecause !== null) this.#isGone = false;
    this.#endpoint = endpoint;
    this.#queue.restore(this.#options.store.progress(endpoint.id)?.open ?? []);
    if (goOnAfter !== null) {
      this.#queue.moveTo(goOnAfter);
      this.#listener.onProgress();
    }
    this.wake();
  }

  /** Looks at the log and at what is due. */
  wake(): void {
    this.#hasMore = true;
    this.#goOn();
  }

  #goOn(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#isSoon = false;
    if (!this.isEnabled) return;
    try {
      if (this.#hasMore) this.#fill();
      this.#pump();
      this.#wait();
    } catch (error) {
      this.#options.log.error({ err: error, endpoint: this.#endpoint.id }, 'events could not be delivered');
      this.#timer = this.#options.clock.after(1_000, () => this.wake());
    }
  }

  /** Nothing more is begun; what is under way may still end. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  takeChange(): ProgressChange | null {
    return this.#queue.takeChange();
  }

  /** Takes in what fits and is not in yet. */
  #fill(): void {
    const { events, clock } = this.#options;
    const { tenant, types } = this.#endpoint;
    this.#skipForgotten();
    const limit = Math.min(STEP, this.#queue.room);
    if (limit === 0) return;
    const step = events.read(tenant, this.#queue.position, limit);
    const at = clock.now();
    for (const event of step) {
      this.#queue.pass(event.number);
      if (!isWanted(event.type, types) || this.#queue.has(event.number)) continue;
      this.#queue.take({ number: event.number, lane: laneOf(event), at: event.at }, at);
      this.#read.set(event.number, event);
    }
    if (step.length > 0) this.#listener.onProgress();
    this.#hasMore = step.length === limit;
  }

  /** The log forgets after a time, and one from a backup may know less than we do. */
  #skipForgotten(): void {
    const { events, log } = this.#options;
    const { id, tenant } = this.#endpoint;
    const { firstKept, last } = events.bounds(tenant);
    const { position } = this.#queue;
    const next = Math.min(last, Math.max(firstKept - 1, position));
    if (next === position) return;
    log.warn(
      { endpoint: id, from: position + 1, to: next },
      'events that are no longer kept were not delivered',
    );
    this.#queue.moveTo(next);
    this.#listener.onProgress();
  }

  #pump(): void {
    const at = this.#options.clock.now();
    for (let count = 0; count < BURST; count += 1) {
      const next = this.#queue.next(at);
      if (next === null) return;
      void this.#deliver(next);
    }
  }

  /** Until there is more to do; what ends before goes on by itself. */
  #wait(): void {
    const { clock } = this.#options;
    const due = this.#queue.nextDueAt;
    const isBusy = this.#queue.sending >= (this.#queue.isDown ? 1 : MOST_SENDING);
    if (this.#hasMore && this.#queue.room > 0) this.#timer = clock.after(PAUSE_MS, () => this.#goOn());
    else if (due !== null && !isBusy)
      this.#timer = clock.after(Math.max(PAUSE_MS, due - clock.now()), () => this.#goOn());
  }

  /** However many deliveries end meanwhile. */
  #soon(): void {
    if (this.#isSoon || this.#stopped) return;
    this.#isSoon = true;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(PAUSE_MS, () => this.#goOn());
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { clock, random, schedule, metrics } = this.#options;
    const began = metrics.now();
    const result = await this.#send(delivery);
    metrics.delivered(this.#endpoint, result, metrics.now() - began);
    const at = clock.now();
    const verdict = judge(delivery, result, schedule(), { at, random: random() });
    this.#queue.settle(delivery.number, verdict, at);
    this.#note(delivery, result, verdict.kind);
    this.#listener.onProgress();
    if (verdict.kind === 'endpoint-gone' && this.isEnabled) {
      this.#isGone = true;
      this.#listener.onGone(this.#endpoint);
    }
    this.#soon();
  }

  async #send({ number }: Delivery): Promise<DeliveryResult> {
    const { sender, clock } = this.#options;
    const { url, showNumbers } = this.#endpoint;
    const event = this.#eventOf(number);
    if (event === null) return { kind: 'failed', because: 'unreadable' };
    if (event?.number !== number) return { kind: 'failed', because: 'no-longer-kept' };
    const body = JSON.stringify(eventView(event, showNumbers));
    return sender.send({ url, id: event.id, body, secretIds: signingSecrets(this.#endpoint, clock.now()) });
  }

  /** `undefined` when the log has forgotten it, `null` when the log cannot be read. */
  #eventOf(number: number): NumberedEvent | undefined | null {
    const kept = this.#read.get(number);
    this.#read.delete(number);
    try {
      return kept ?? this.#options.events.read(this.#endpoint.tenant, number - 1, 1)[0];
    } catch (error) {
      this.#options.log.error({ err: error, endpoint: this.#endpoint.id }, 'an event could not be read');
      return null;
    }
  }

  #note({ number, attempts }: Delivery, result: DeliveryResult, outcome: string): void {
    const { id: endpoint, tenant } = this.#endpoint;
    const fields = { endpoint, tenant, number, attempt: attempts + 1, ...result, outcome };
    if (outcome === 'dead') this.#options.log.warn(fields, 'event given up: it is a dead letter now');
    else this.#options.log.debug(fields, 'event sent');
  }
}
