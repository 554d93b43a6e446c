import type { SimulatorClock } from './clock.ts';

/**
 * What a channel's thread sleeps on. Where the real switch looks every 20 ms whether something has changed, ours is woken;
 * after waking it looks again, so a wake-up for another reason does no harm.
 */
export class Wakeup {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) resume();
  }

  /** Until woken, or until the instant by `clock`; `null` waits without end. */
  until(clock: SimulatorClock, instantMs: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    if (instantMs === null) return promise;
    const timer = clock.after(Math.max(0, instantMs - clock.now()), () => {
      this.#waiting.delete(resolve);
      resolve();
    });
    return promise.finally(() => timer.cancel());
  }
}
