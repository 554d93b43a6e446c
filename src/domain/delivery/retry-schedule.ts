import type { EpochMs } from '../instant.ts';

/** When an event that was not accepted is sent again, and until when. */
export interface RetrySchedule {
  /** Before the second attempt, in milliseconds; each further wait is twice as long. */
  readonly firstRetryMs: number;
  /** No wait is longer, in milliseconds. */
  readonly longestRetryMs: number;
  /** So long after the first attempt the event is given up, in milliseconds. */
  readonly giveUpMs: number;
}

export const DEFAULT_SCHEDULE: RetrySchedule = {
  firstRetryMs: 2_000,
  longestRetryMs: 3_600_000,
  giveUpMs: 86_400_000,
};

/** 2 to this power is more than any wait can be. */
const MOST_DOUBLINGS = 30;

export interface Attempted {
  /** 1 or more. */
  readonly attempts: number;
  readonly firstAt: EpochMs;
}

/**
 * The instant of the next attempt: exponential, less up to half of it by chance, so that what failed together does not come back
 * together. The last attempt is at the very end of the time.
 * @param random 0 to less than 1
 * @param askedMs the receiver's wish (`Retry-After`); a longer wait than the schedule's longest is not granted
 * @returns `null` when the time is over
 */
export function nextAttemptAt(
  { attempts, firstAt }: Attempted,
  schedule: RetrySchedule,
  { at, random, askedMs }: { readonly at: EpochMs; readonly random: number; readonly askedMs: number | null },
): EpochMs | null {
  const { firstRetryMs, longestRetryMs, giveUpMs } = schedule;
  const lastAt = firstAt + giveUpMs;
  if (at >= lastAt) return null;
  const whole = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, MOST_DOUBLINGS));
  const wait = Math.ceil(whole * (1 - random / 2));
  return Math.min(lastAt, at + Math.max(wait, Math.min(askedMs ?? 0, longestRetryMs)));
}
