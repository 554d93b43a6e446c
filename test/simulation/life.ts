import type { EslSocket } from '../../src/esl/socket.ts';
import type { Timer as EslTimer, Timers } from '../../src/esl/timers.ts';
import type { Clock, Timer } from '../../src/ports/clock.ts';
import type { Timeline } from './timeline.ts';

/**
 * One life of the daemon's process. All that it does to the world, and all that the world does to it, goes through here: once it is over
 * nothing does any more, which is what `kill -9` does. Between two such steps nothing can be seen from outside, so a death at every
 * one of them is a death at every await point.
 */
export class Life {
  readonly #timeline: Timeline;
  readonly #onDeath: () => void;
  readonly #sockets = new Set<EslSocket>();
  #isOver = false;
  #stepsLeft = Number.POSITIVE_INFINITY;

  constructor(timeline: Timeline, onDeath: () => void) {
    this.#timeline = timeline;
    this.#onDeath = onDeath;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** It dies before its n-th step from now, counted from 1. */
  dieAtStep(n: number): void {
    this.#stepsLeft = n;
  }

  /** @returns whether the step may be made */
  step(): boolean {
    if (this.#isOver) return false;
    this.#stepsLeft -= 1;
    if (this.#stepsLeft > 0) return true;
    this.end();
    return false;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timeline.note('death');
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    this.#onDeath();
  }

  /** The operating system closes it when the life is over. */
  holds(socket: EslSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Whole milliseconds and at least one, as Node's timers. */
  after(delayMs: number, callback: () => void): Timer {
    return this.#timeline.after(Math.max(1, Math.trunc(delayMs)), () => {
      if (this.step()) callback();
    });
  }

  /** The machine's clock. It can be set; timers do not care. */
  clock(machine: Machine): Clock {
    return { now: () => machine.nowMs(), after: (delayMs, callback) => this.after(delayMs, callback) };
  }

  timers(): Timers {
    return {
      now: () => this.#timeline.nowMs,
      after: (delayMs, callback): EslTimer => this.after(delayMs, callback),
    };
  }
}

/** A machine's idea of the time of day. */
export class Machine {
  readonly #timeline: Timeline;
  readonly #startMs: number;
  #wrongMs = 0;

  constructor(timeline: Timeline, startMs: number) {
    this.#timeline = timeline;
    this.#startMs = startMs;
  }

  nowMs(): number {
    return Math.floor(this.#startMs + this.#timeline.nowMs + this.#wrongMs);
  }

  /** From now on it is so much before the true time, or behind it. */
  goWrong(byMs: number): void {
    this.#wrongMs = byMs;
  }
}
