import type { EpochMs } from '../../domain/instant.ts';
import type { Clock, Timer } from '../../ports/clock.ts';

/** A longer delay than this fires at once in Node (it is kept in 31 bits), so it is waited for in parts. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The time of this machine. */
export class SystemClock implements Clock {
  now(): EpochMs {
    return Date.now();
  }

  after(delayMs: number, callback: () => void): Timer {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const partMs = Math.min(restMs, LONGEST_DELAY_MS);
      timer = setTimeout(() => (restMs > partMs ? wait(restMs - partMs) : callback()), partMs);
      timer.unref();
    };
    wait(delayMs);
    return { cancel: () => clearTimeout(timer) };
  }
}
