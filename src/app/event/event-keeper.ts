import { hasPassed } from '../../domain/instant.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { DueBindings } from '../../ports/due-bindings.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Log } from '../../ports/log.ts';
import type { CallEvents } from './call-events.ts';

/** Between two looks at which bindings have ended by time. */
const LOOK_MS = 1_000;
/** Bindings that are told of with one commit. */
const DUE_BATCH = 500;
const PURGE_EACH_MS = 600_000;
const PURGE_BATCH = 20_000;

export interface EventKeeperOptions {
  readonly events: Pick<EventLog, 'purge'> & DueBindings;
  readonly calls: Pick<CallEvents, 'stop'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long before its expiry a binding is told of; 0: not at all. Read anew for each look. */
  readonly expiringMs: () => number;
  /** How long events are kept. */
  readonly historyMs: () => number;
}

/** Tells of what happens by itself when its time has come, and forgets what is old. */
export class EventKeeper {
  readonly #options: EventKeeperOptions;
  #timer: Timer | null = null;
  #looking: Promise<void> | null = null;
  #purgedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: EventKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#lookIn(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#looking;
    await this.#options.calls.stop();
  }

  #lookIn(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#looking = this.#look().finally(() => {
        this.#looking = null;
        this.#lookIn(LOOK_MS);
      });
    });
  }

  async #look(): Promise<void> {
    const { clock, log } = this.#options;
    try {
      await this.#tellDue();
      if (hasPassed(PURGE_EACH_MS, this.#purgedAt, clock.now())) await this.#purge();
    } catch (error) {
      log.error({ err: error }, 'the ends of bindings could not be told, or old events not be forgotten');
    }
  }

  async #tellDue(): Promise<void> {
    const { events, clock, expiringMs } = this.#options;
    let looked = DUE_BATCH;
    while (looked >= DUE_BATCH && !this.#stopped)
      looked = await events.tellDue(clock.now(), expiringMs(), DUE_BATCH);
  }

  async #purge(): Promise<void> {
    const { events, clock, historyMs } = this.#options;
    this.#purgedAt = clock.now();
    let purged = PURGE_BATCH;
    while (purged >= PURGE_BATCH && !this.#stopped)
      purged = await events.purge(clock.now() - historyMs(), PURGE_BATCH);
  }
}
