import type { BindingMode } from '../binding/binding-mode.ts';
import { type EpochMs, isReached } from '../instant.ts';
import type { Secret } from '../secret.ts';
import type { CallPolicy, Strangers } from './call-policy.ts';

/** Wrong PINs on a binding. Outlives the daemon: a restart is no fresh start for somebody who guesses. */
export interface PinTries {
  /** Since the PINs were said. */
  readonly wrong: number;
  /** No PIN is taken before; `null` when there was no lock-out yet. */
  readonly lockedUntil: EpochMs | null;
}

export const NO_TRIES: PinTries = { wrong: 0, lockedUntil: null };

/** Digits of a PIN. */
export const PIN_DIGITS = { least: 4, most: 8 } as const;

/** Lock-outs get no longer than this, unless the policy's own is. */
const LONGEST_LOCK_OUT_MS = 86_400_000;

/**
 * After so many more wrong PINs at the instant. Each lock-out lasts twice as long as the one before, so that no patience tries all
 * PINs; a right PIN resets nothing, because who knows one of the two must not guess the other.
 */
export function afterWrongPins(
  tries: PinTries,
  more: number,
  { attempts, lockOutMs }: Pick<Strangers, 'attempts' | 'lockOutMs'>,
  at: EpochMs,
): PinTries {
  const wrong = tries.wrong + more;
  const lockOuts = Math.floor(wrong / attempts);
  if (lockOuts === Math.floor(tries.wrong / attempts)) return { ...tries, wrong };
  const durationMs = Math.min(lockOutMs * 2 ** (lockOuts - 1), Math.max(lockOutMs, LONGEST_LOCK_OUT_MS));
  return { wrong, lockedUntil: Math.max(tries.lockedUntil ?? at, at + durationMs) };
}

export function isLockedOut({ lockedUntil }: PinTries, at: EpochMs): boolean {
  return lockedUntil !== null && !isReached(lockedUntil, at);
}

/** Whose PIN it is; `null` for nobody's. Both are compared to their end, whatever the first one says. */
export function partyOfPin({ a, b }: Strangers['pins'], keyed: Secret): 'a' | 'b' | null {
  const [isA, isB] = [a?.equals(keyed) === true, b?.equals(keyed) === true];
  if (isA === isB) return null;
  return isA ? 'a' : 'b';
}

/** The modes in which a caller can prove that he is A or B: both dial the one X, and nobody comes through whom nobody named. */
export function isPinMode(mode: BindingMode): boolean {
  return mode === 'two-way' || mode === 'reverse' || mode === 'a-to-b' || mode === 'b-to-a';
}

/** Such a binding has the PINs of its X for itself: what a caller keys there is meant for no other. */
export function takesPins(mode: BindingMode, { strangers }: CallPolicy): boolean {
  return isPinMode(mode) && (strangers?.withheld === 'pin' || strangers?.otherPhone === 'pin');
}

/** The parties whose PIN is not what it was: what was proved by it counts no more. */
export function sidesWithOtherPin(before: CallPolicy, after: CallPolicy): readonly ('a' | 'b')[] {
  const [were, are] = [before.strangers?.pins, after.strangers?.pins];
  return (['a', 'b'] as const).filter((side) => {
    const [was, is] = [were?.[side] ?? null, are?.[side] ?? null];
    return was === null ? is !== null : is === null || !was.equals(is);
  });
}
