import type { Timer, Timers } from './timers.ts';

export interface LinkProbeOptions {
  readonly timers: Timers;
  /** So long nothing may be heard before the switch is asked something, and between two questions. */
  readonly silentMs: number;
  /** Asks something small. Whether the answer is overdue is the connection's own affair: it ends then. */
  readonly ask: () => Promise<unknown>;
}

/**
 * Finds out soon that a connection is dead of which neither side was told: a cable that was pulled, a firewall that forgot it. The switch
 * beats only every 20 s by default, and TCP takes longer still; meanwhile callers wait in park and are sent away.
 */
export class LinkProbe {
  readonly #options: LinkProbeOptions;
  #heardAtMs = 0;
  #next: Timer | null = null;
  #isAsking = false;

  constructor(options: LinkProbeOptions) {
    this.#options = options;
  }

  /** A connection is there. */
  start(): void {
    this.stop();
    this.noteHeard();
    this.#plan();
  }

  stop(): void {
    this.#next?.cancel();
    this.#next = null;
  }

  /** Cheap enough to be called for every event. */
  noteHeard(): void {
    this.#heardAtMs = this.#options.timers.now();
  }

  #plan(): void {
    const { timers, silentMs } = this.#options;
    const quietMs = timers.now() - this.#heardAtMs;
    this.#next = timers.after(Math.max(1, silentMs - Math.min(quietMs, silentMs - 1)), () => this.#look());
  }

  #look(): void {
    const { timers, silentMs } = this.#options;
    if (timers.now() - this.#heardAtMs >= silentMs && !this.#isAsking) this.#ask();
    else this.#plan();
  }

  /** An answer is something heard; without one there is no next question before the connection has ended. */
  #ask(): void {
    this.#isAsking = true;
    const settled = (): void => {
      this.#isAsking = false;
      this.noteHeard();
      if (this.#next !== null) this.#plan();
    };
    this.#options.ask().then(settled, settled);
  }
}
