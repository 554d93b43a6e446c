import type { EpochMs } from '../domain/instant.ts';

/** A timer that was set and can be stopped. */
export interface Timer {
  /** Stops it; without effect when it has fired. */
  cancel(): void;
}

/** Time, as the daemon knows it. A virtual one lets a whole daemon run under a seed. */
export interface Clock {
  now(): EpochMs;
  /** Calls back once, `delayMs` from now. Does not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer;
}
