import type { EpochMs } from '../instant.ts';
import type { LoggedBinding } from './binding-log.ts';

/** A binding by extension, and which X it is on. */
export interface ExtensionBinding {
  readonly x: number;
  readonly a: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Bindings by extension share an X. What they ask of a pool is a number that nobody else has, for as long as one of them lives or cools:
 * one binding in mode `ax` for each such time. How many share an X is taken from the log as it is.
 */
export function extensionStays(
  bindings: readonly ExtensionBinding[],
  coolDownMs: number,
): readonly LoggedBinding[] {
  const stays: { a: number; b: number; from: EpochMs; to: EpochMs; mode: 'ax' }[] = [];
  const latest = new Map<number, (typeof stays)[number]>();
  for (const { x, a, from, to } of [...bindings].sort((one, other) => one.from - other.from)) {
    const stay = latest.get(x);
    if (stay !== undefined && from < stay.to + coolDownMs) {
      stay.to = Math.max(stay.to, to);
      continue;
    }
    const next = { a, b: a, from, to, mode: 'ax' as const };
    latest.set(x, next);
    stays.push(next);
  }
  return stays;
}
