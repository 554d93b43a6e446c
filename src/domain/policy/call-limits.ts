import type { EpochMs } from '../instant.ts';

/** How many calls are no longer those of people; `null` for no limit. Settings, with defaults that people do not reach. */
export interface CallLimits {
  /** Of one caller to all numbers, in a minute. */
  readonly callsAMinute: number | null;
  /** Of one caller to one number, at once. */
  readonly callsAtOnce: number | null;
  /** To one number by callers whom no binding names, in a minute. */
  readonly strangersAMinute: number | null;
  /** Of one caller to numbers on which he has nothing, in ten minutes. */
  readonly misses: number | null;
  /** Of all callers of a gateway, in a minute; and only where they are more than half of its calls. */
  readonly gatewayMisses: number | null;
}

/**
 * How often each of many things happened lately. Two halves of a window a key instead of all instants: what is counted is the last window,
 * taking what happened in the half-forgotten one as evenly spread. In memory, of a fixed size: the key that was
 * quiet for the longest time makes room.
 */
export class RecentCounts {
  readonly #windowMs: number;
  readonly #most: number;
  readonly #counts = new Map<string, Counted>();

  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** @returns how often, this time included */
  add(key: string, at: EpochMs): number {
    const { window, current, before } = this.#at(key, at);
    const counted = { window, current: current + 1, before };
    this.#counts.delete(key);
    this.#counts.set(key, counted);
    if (this.#counts.size > this.#most) this.#forgetOldest();
    return this.#estimate(counted, at);
  }

  count(key: string, at: EpochMs): number {
    return this.#estimate(this.#at(key, at), at);
  }

  /** A clock that was set back goes on in the window that it had come to. */
  #at(key: string, at: EpochMs): Counted {
    const now = Math.floor(at / this.#windowMs);
    const known = this.#counts.get(key);
    if (known === undefined) return { window: now, current: 0, before: 0 };
    if (now <= known.window) return known;
    return { window: now, current: 0, before: now === known.window + 1 ? known.current : 0 };
  }

  #estimate({ window, current, before }: Counted, at: EpochMs): number {
    const gone = Math.min(1, Math.max(0, at / this.#windowMs - window));
    return current + Math.floor(before * (1 - gone));
  }

  #forgetOldest(): void {
    for (const key of this.#counts.keys()) {
      this.#counts.delete(key);
      return;
    }
  }
}

interface Counted {
  /** Which window, counted from 1970. */
  readonly window: number;
  readonly current: number;
  /** In the window before. */
  readonly before: number;
}
