import type { Timer } from '../../src/ports/clock.ts';

interface Entry {
  readonly atMs: number;
  readonly order: number;
  callback: (() => void) | null;
}

/** Between two turns of the real event loop, so that the test runner is not starved. */
const STEPS_A_TURN = 20_000;
/** Far more than ever has a reason. */
const MOST_STEPS_A_MS = 50_000;

/**
 * Time of the simulated world: no wall clock and no waiting. It goes from one timer to the next, and between two of them everything that
 * can happen at once does.
 */
export class Timeline {
  /** Milliseconds since the world began. Never jumps. */
  nowMs = 0;
  /** Timers that have fired. */
  steps = 0;
  #hash = 0x811c9dc5;
  #orders = 0;
  #markMs = 0;
  #markSteps = 0;
  readonly #heap: Entry[] = [];

  after(delayMs: number, callback: () => void): Timer {
    this.#orders += 1;
    const entry: Entry = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#orders, callback };
    this.#push(entry);
    return {
      cancel: () => {
        entry.callback = null;
      },
    };
  }

  /** Resolves so much later. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Lets so much time pass. Rejects with what a timer throws. */
  pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    return new Promise((resolve, reject) => {
      const whenSettled = (): void => process.nextTick(go);
      const go = (): void => {
        try {
          if (!this.#fireNext(endMs)) {
            resolve();
            return;
          }
        } catch (error) {
          reject(error);
          return;
        }
        // Ticks run when no microtask is left, but ticks of ticks run before that (Node, `processTicksAndRejections`).
        if (this.steps % STEPS_A_TURN === 0) setImmediate(go);
        else queueMicrotask(whenSettled);
      };
      queueMicrotask(whenSettled);
    });
  }

  /** @returns whether there was one */
  #fireNext(endMs: number): boolean {
    const next = this.#due(endMs);
    if (next === null) {
      this.nowMs = endMs;
      return false;
    }
    this.#watchProgress(next.atMs);
    this.nowMs = next.atMs;
    this.steps += 1;
    const { callback } = next;
    next.callback = null;
    callback?.();
    return true;
  }

  /** Takes something into the trace: two runs are the same when their traces are. */
  note(what: string): void {
    let hash = this.#hash ^ Math.imul(Math.floor(this.nowMs * 1000), 0x01000193);
    for (let at = 0; at < what.length; at += 1) hash = Math.imul(hash ^ what.charCodeAt(at), 0x01000193);
    this.#hash = hash;
  }

  get trace(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  /** @throws RangeError when all that happens keeps time from going on */
  #watchProgress(atMs: number): void {
    if (atMs >= this.#markMs + 1) {
      this.#markMs = atMs;
      this.#markSteps = this.steps;
    }
    if (this.steps - this.#markSteps > MOST_STEPS_A_MS)
      throw new RangeError('somebody goes round in circles');
  }

  #due(endMs: number): Entry | null {
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= endMs; first = this.#heap[0]) {
      this.#pop();
      if (first.callback !== null) return first;
    }
    return null;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isLeft = right === undefined || isBefore(left, right);
      const lesser = isLeft ? left : right;
      if (!isBefore(lesser, last)) break;
      heap[at] = lesser;
      at = 2 * at + (isLeft ? 1 : 2);
    }
    heap[at] = last;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
