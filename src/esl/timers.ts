/** A call-back that was set and can be stopped. */
export interface Timer {
  /** Stops it; without effect when it has fired. */
  cancel(): void;
}

/** Time as this library needs it. Handing in another one puts a whole link under a virtual clock. */
export interface Timers {
  /** Milliseconds from any fixed point. Should not jump with the wall clock. */
  now(): number;
  /** Calls back once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The process's own timers, measured by the monotonic clock. */
export const SYSTEM_TIMERS: Timers = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
