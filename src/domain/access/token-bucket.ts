import type { EpochMs } from '../instant.ts';
import type { RateLimit } from './api-key.ts';

const TOKEN = 1000;

/**
 * Allows so many requests a second in the long run and a burst after a pause. A request that costs more than there is left is
 * taken once something is left, and what follows pays for it: so a large batch passes and cannot be used to get around the limit.
 */
export class TokenBucket {
  readonly #limit: RateLimit;
  /** Thousandths of a token, so that whole milliseconds add whole numbers. */
  #left: number;
  #countedAt: EpochMs;

  constructor(limit: RateLimit, at: EpochMs) {
    this.#limit = limit;
    this.#left = limit.burst * TOKEN;
    this.#countedAt = at;
  }

  /** @returns 0 when the request may pass, else milliseconds until the next one may. */
  take(at: EpochMs): number {
    this.#fill(at);
    if (this.#left < TOKEN) return Math.ceil((TOKEN - this.#left) / this.#limit.perSecond);
    this.#left -= TOKEN;
    return 0;
  }

  /** Charges what a request turned out to cost besides its first token. */
  charge(tokens: number): void {
    this.#left -= tokens * TOKEN;
  }

  /** A clock that is set back adds nothing and takes nothing. */
  #fill(at: EpochMs): void {
    const elapsedMs = Math.max(0, at - this.#countedAt);
    this.#left = Math.min(this.#limit.burst * TOKEN, this.#left + elapsedMs * this.#limit.perSecond);
    this.#countedAt = at;
  }
}
