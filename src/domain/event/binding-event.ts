import type { Binding } from '../binding/binding.ts';
import type { BindingRecord, SealedPart } from '../binding/binding-record.ts';
import type { EpochMs } from '../instant.ts';
import type { NumberCatalogue } from '../pool/number-catalogue.ts';
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
  { record, sealed }: { readonly record: BindingRecord; readonly sealed: SealedPart },
  { type, ...more }: BindingHappening,
  at: EpochMs,
  catalogue: NumberCatalogue,
): NewEvent | null {
  const pool = catalogue.placeOf(record.number)?.block.pool ?? null;
  if (pool === null) return null;
  const { id, reference } = record;
  const { userData } = sealed.details;
  const data = { ...factsOf(record, sealed, pool, catalogue), ...more };
  // The happening is of the type that it names.
  return {
    tenant: tenantOfPool(pool),
    type,
    at,
    call: null,
    binding: id,
    reference,
    userData,
    data,
  } as NewEvent;
}

function factsOf(
  record: BindingRecord,
  { a, b }: SealedPart,
  pool: string,
  catalogue: NumberCatalogue,
): BindingFacts {
  const { mode, number, secondNumber, extension, group, createdAt, expiresAt, afterCallMs, slidingMs } =
    record;
  return {
    mode,
    pool: nameInTenant(pool),
    x: catalogue.numberOf(number),
    y: secondNumber === null ? null : catalogue.numberOf(secondNumber),
    extension,
    group: group === null ? null : nameInTenant(group),
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
