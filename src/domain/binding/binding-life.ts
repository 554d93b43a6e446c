import { type EpochMs, isReached } from '../instant.ts';
import type { Binding, BindingGrace, BindingTerms } from './binding.ts';

/** Where a binding stands at an instant. Only a `live` one resolves. */
export type BindingLife = 'live' | 'expired' | 'released';

/** The part of a binding that decides how long it lives. */
export type LifeFields = Pick<Binding, 'expiresAt' | 'afterCallReleaseAt' | 'releasedAt'>;

/** And the part that decides how long its numbers are held. */
export type GraceFields = LifeFields & BindingGrace;

/**
 * Exact at every instant: no sweeper takes part, so an expired binding stops resolving in the very millisecond.
 * A release is for ever, even when the clock is set back behind it.
 */
export function lifeAt(binding: LifeFields, at: EpochMs): BindingLife {
  if (binding.releasedAt !== null) return 'released';
  if (isReached(binding.expiresAt, at)) return 'expired';
  if (isReached(binding.afterCallReleaseAt, at)) return 'released';
  return 'live';
}

/** True after the expiry while B can still call A: the return call of somebody who was called at the last moment. */
export function isInGrace(binding: GraceFields, at: EpochMs): boolean {
  const { expiresAt, graceMs, afterCallReleaseAt, releasedAt } = binding;
  if (releasedAt !== null || expiresAt === null || at < expiresAt) return false;
  return at < expiresAt + graceMs && !isReached(afterCallReleaseAt, at);
}

/** True when a call of this side can go out on the binding. */
export function isOpenTo(binding: GraceFields, side: 'a' | 'b', at: EpochMs): boolean {
  return lifeAt(binding, at) === 'live' || (side === 'b' && isInGrace(binding, at));
}

/**
 * The instant at which the binding stopped or will stop; `null` while none is known. Never before its beginning, even when the
 * clock was set back in between: so a later binding of a party on the same X always ends later, and its cool-down covers both.
 */
export function endOf(binding: LifeFields & Pick<Binding, 'createdAt'>): EpochMs | null {
  return firstOf(binding, binding.expiresAt);
}

/**
 * As `endOf`, with the grace: nobody reaches anybody by the binding from then on, and the cool-down of its numbers begins. An end
 * inside the grace counts, one that came before the expiry leaves no grace.
 */
export function overAt(binding: GraceFields & Pick<Binding, 'createdAt'>): EpochMs | null {
  const { expiresAt, graceMs } = binding;
  return firstOf(binding, expiresAt === null ? null : expiresAt + graceMs);
}

function firstOf(binding: LifeFields & Pick<Binding, 'createdAt'>, last: EpochMs | null): EpochMs | null {
  const ends = [binding.releasedAt, last, binding.afterCallReleaseAt].filter((end) => end !== null);
  return ends.length === 0 ? null : Math.max(binding.createdAt, Math.min(...ends));
}

type Timed = LifeFields & BindingTerms;

/** The expiry after a call was routed: a sliding one moves, never backwards, and only while the binding lives. */
export function expiryAfterRouting(binding: Timed, at: EpochMs): EpochMs | null {
  if (binding.slidingMs === null || binding.expiresAt === null || lifeAt(binding, at) !== 'live')
    return binding.expiresAt;
  return Math.max(binding.expiresAt, at + binding.slidingMs);
}

/** When the after-call timer releases it, after a call on it ended: each end of a call sets the timer anew while it lives. */
export function releaseAfterCall(binding: Timed, at: EpochMs): EpochMs | null {
  if (binding.afterCallMs === null || lifeAt(binding, at) !== 'live') return binding.afterCallReleaseAt;
  return Math.max(binding.afterCallReleaseAt ?? at, at + binding.afterCallMs);
}
