import { SYSTEM_TIMERS, type Timer, type Timers } from './timers.ts';

export interface EventWakerOptions {
  readonly timers?: Timers;
  /** Pause between two wake-ups, which is the longest delay left to an event. Default 2. */
  readonly intervalMs?: number;
  /** Waking goes on for so long after the last traffic; `Infinity` for ever. Default 10000. */
  readonly activeForMs?: number;
}

/**
 * Shortens the way of events from the switch. Its listener thread looks for events only when its socket wakes it or 20 ms
 * have passed (`read_packet` in mod_event_socket.c: `switch_poll(listener->pollfd, 1, &fdr, 20000)`). A line feed where a
 * command would begin wakes it and is skipped without a reply, so it takes no place in the reply queue.
 *
 * Costs nothing while there is no traffic.
 */
export class EventWaker {
  readonly #link: { wake(): boolean };
  readonly #timers: Timers;
  readonly #intervalMs: number;
  readonly #activeForMs: number;
  #running = false;
  #activeUntilMs = 0;
  #next: Timer | undefined;

  /** `link` is an InboundClient. Its `wake` writes one byte, or none while a command is in flight or bytes are unsent. */
  constructor(link: { wake(): boolean }, options: EventWakerOptions = {}) {
    this.#link = link;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#intervalMs = options.intervalMs ?? 2;
    this.#activeForMs = options.activeForMs ?? 10_000;
  }

  /** From now on traffic is answered by waking. */
  start(): void {
    this.#running = true;
    if (this.#activeForMs === Number.POSITIVE_INFINITY) this.noteTraffic();
  }

  stop(): void {
    this.#running = false;
    this.#next?.cancel();
    this.#next = undefined;
  }

  /** Something is going on: more events are likely soon. Cheap enough to be called for every event and command. */
  noteTraffic(): void {
    if (!this.#running) return;
    this.#activeUntilMs = this.#timers.now() + this.#activeForMs;
    this.#next ??= this.#timers.after(this.#intervalMs, () => this.#tick());
  }

  #tick(): void {
    this.#next = undefined;
    if (this.#timers.now() >= this.#activeUntilMs) return;
    this.#link.wake();
    this.#next = this.#timers.after(this.#intervalMs, () => this.#tick());
  }
}
