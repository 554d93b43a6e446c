/** A point in time: milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` counts them. */
export type EpochMs = number;

/** True when `deadline` has been reached at `at`; a deadline of `null` is never reached. */
export function isReached(deadline: EpochMs | null, at: EpochMs): boolean {
  return deadline !== null && at >= deadline;
}

/** True when `durationMs` have passed from `since` to `at`, and when the clock was set back behind `since`: nobody knows then. */
export function hasPassed(durationMs: number, since: EpochMs, at: EpochMs): boolean {
  return at < since || at - since >= durationMs;
}
