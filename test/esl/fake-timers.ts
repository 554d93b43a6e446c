import type { Timer, Timers } from '../../src/esl/timers.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Time that stands still until it is moved. */
export class FakeTimers implements Timers {
  #nowMs = 0;
  #waiting: Waiting[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const entry = { dueMs: this.#nowMs + delayMs, callback };
    this.#waiting.push(entry);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      },
    };
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Lets time pass; each timer fires at its own instant. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let next = this.#dueBy(untilMs); next !== undefined; next = this.#dueBy(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#fire(next);
    }
    this.#nowMs = untilMs;
  }

  /** Lets time pass as a process sees it that was stopped: whatever came due meanwhile fires now, once, late. */
  stall(forMs: number): void {
    this.#nowMs += forMs;
    const due = this.#waiting.filter((entry) => entry.dueMs <= this.#nowMs);
    for (const entry of due) if (this.#waiting.includes(entry)) this.#fire(entry);
  }

  #dueBy(untilMs: number): Waiting | undefined {
    const due = this.#waiting.filter((entry) => entry.dueMs <= untilMs);
    return due.sort((left, right) => left.dueMs - right.dueMs)[0];
  }

  #fire(entry: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.callback();
  }
}
