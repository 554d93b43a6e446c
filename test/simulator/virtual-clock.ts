import type { SimulatorClock } from './clock.ts';

/** Time that passes when told to. Between two timers everything that can happen at once does. */
export class VirtualClock implements SimulatorClock {
  #nowMs: number;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): { cancel(): void } {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
  }

  /** Lets so much time pass, timer by timer in their order. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      await settled();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): { readonly atMs: number; readonly callback: () => void } | undefined {
    const due = this.#timers.filter((one) => one.atMs <= endMs);
    return due.toSorted((a, b) => a.atMs - b.atMs)[0];
  }
}

/** All microtasks, and whatever came in from sockets meanwhile. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
