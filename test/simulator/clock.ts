/** Time as the simulated switch knows it. Shaped like the project's `Clock` port, so that a virtual one fits both. */
export interface SimulatorClock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Calls back once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): { cancel(): void };
}

/** The wall clock. Its timers do not keep the process alive. */
export function realClock(): SimulatorClock {
  return {
    now: () => Date.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
