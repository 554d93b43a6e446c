import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../support/within.ts';

/** How long anything may take that a test waits for: long enough for a machine that is busy with other things. */
export const PATIENCE_MS = 20_000;
const LOOK_MS = 20;

/** Looks until it is so. For what nobody tells us of; all else is awaited itself. */
export function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const look = async (): Promise<void> => {
    while (!(await isSo())) await sleep(LOOK_MS);
  };
  return within(PATIENCE_MS, what, look());
}

/** The promise, or an error that says what did not happen. */
export function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  return within(PATIENCE_MS, what, promise);
}
