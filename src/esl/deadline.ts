import type { Timer, Timers } from './timers.ts';

/** A timer this late means that the process, not the switch, was away. */
const LATE_MS = 50;

/**
 * Calls back when `dueMs` has passed. Node runs due timers before it reads sockets: after a pause of the process (a long
 * computation, a suspended machine) a reply may already lie in the socket when its deadline fires. So a deadline that
 * fires late waits once more, for long enough to read what is there.
 */
export function startDeadline(timers: Timers, dueMs: number, onExpired: () => void): Timer {
  let timer = timers.after(Math.max(0, dueMs - timers.now()), () => {
    if (timers.now() - dueMs < LATE_MS) onExpired();
    else timer = timers.after(LATE_MS, onExpired);
  });
  return { cancel: () => timer.cancel() };
}
