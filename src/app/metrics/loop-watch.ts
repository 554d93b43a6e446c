import type { Clock, Timer } from '../../ports/clock.ts';
import type { Histogram, Meter } from '../../ports/meter.ts';

/** Between two looks, in milliseconds: a stall of this length is seen for sure, a shorter one often. */
const EVERY_MS = 100;
const LATE = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Measures how late the one thread that all calls share comes to what is due. */
export class LoopWatch {
  readonly #meter: Meter;
  readonly #clock: Clock;
  readonly #lag: Histogram<never>;
  #timer: Timer | null = null;

  constructor(meter: Meter, clock: Clock) {
    this.#meter = meter;
    this.#clock = clock;
    this.#lag = meter.histogram({
      name: 'axbridge_event_loop_lag_seconds',
      help: 'How late the main thread came to a timer, ten times a second.',
      labels: [],
      bounds: LATE,
    });
  }

  start(): void {
    const dueAt = this.#meter.now() + EVERY_MS / 1000;
    this.#timer = this.#clock.after(EVERY_MS, () => {
      this.#lag.observe({}, Math.max(0, this.#meter.now() - dueAt));
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
