import type { Binding } from '../binding/binding.ts';
import type { EpochMs } from '../instant.ts';
import { nameInTenant, tenantOfPool } from '../pool/tenant-of-pool.ts';
import type { NewEvent } from './event.ts';
import type { BindingFacts, EventData } from './event-data.ts';

export type BindingEventType = Extract<keyof EventData, `binding.${string}`>;

/** What happened to a binding, beside how it stands now. */
export type BindingHappening = {
  readonly [Type in BindingEventType]: { readonly type: Type } & Omit<EventData[Type], keyof BindingFacts>;
}[BindingEventType];

/** `null` when nobody is to be told: its X is in no pool any more, so it is no tenant's. */
export function bindingEvent(
  binding: Binding,
  { type, ...more }: BindingHappening,
  at: EpochMs,
): NewEvent | null {
  const { pool, id, reference, details } = binding;
  if (pool === '') return null;
  const data = { ...factsOf(binding), ...more };
  const head = { tenant: tenantOfPool(pool), at, call: null, binding: id };
  // The happening is of the type that it names.
  return { ...head, reference, userData: details.userData, type, data } as NewEvent;
}

function factsOf(binding: Binding): BindingFacts {
  const { mode, x, y, extension, a, b, createdAt, expiresAt, afterCallMs, slidingMs } = binding;
  return {
    mode,
    pool: nameInTenant(binding.pool),
    x,
    y,
    extension,
    group: binding.group === null ? null : nameInTenant(binding.group),
    a,
    b,
    createdAt,
    expiresAt,
    afterCallMs,
    slidingMs,
  };
}

/** How a binding that nobody released has ended, or will end, by time; `null` when it will not. */
export function endByTime({
  expiresAt,
  afterCallReleaseAt,
}: Pick<Binding, 'expiresAt' | 'afterCallReleaseAt'>): {
  readonly at: EpochMs;
  readonly happening: BindingHappening;
} | null {
  if (afterCallReleaseAt !== null && (expiresAt === null || afterCallReleaseAt < expiresAt))
    return { at: afterCallReleaseAt, happening: { type: 'binding.released', reason: 'after-call' } };
  return expiresAt === null ? null : { at: expiresAt, happening: { type: 'binding.expired' } };
}
