import { type EpochMs, isReached } from '../instant.ts';
import type { Binding } from './binding.ts';

/** Where a binding stands at an instant. Only a `live` one resolves. */
export type BindingLife = 'live' | 'expired' | 'released';

type LifeFields = Pick<Binding, 'expiresAt' | 'afterCallReleaseAt' | 'releasedAt'>;

/** Exact at every instant: no sweeper takes part, so an expired binding stops resolving in the very millisecond. */
export function lifeAt(binding: LifeFields, at: EpochMs): BindingLife {
  if (isReached(binding.releasedAt, at)) return 'released';
  if (isReached(binding.expiresAt, at)) return 'expired';
  if (isReached(binding.afterCallReleaseAt, at)) return 'released';
  return 'live';
}

/** The instant at which the binding stopped or will stop; `null` while none is known. */
export function endOf(binding: LifeFields): EpochMs | null {
  const ends = [binding.releasedAt, binding.expiresAt, binding.afterCallReleaseAt].filter(
    (end) => end !== null,
  );
  return ends.length === 0 ? null : Math.min(...ends);
}
