import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { Binding, BindingId, BindingMode, BindingTerms, ReleaseReason } from './binding.ts';
import type { LifeFields } from './binding-life.ts';

/** A binding as a store decides about it: without its real numbers. */
export interface BindingRecord extends BindingTerms, LifeFields {
  readonly id: BindingId;
  readonly mode: BindingMode;
  readonly number: NumberId;
  readonly createdAt: EpochMs;
  readonly releaseReason: ReleaseReason | null;
  readonly reference: string | null;
}

/** A binding between the two parties of a request. */
export interface PairRecord {
  readonly record: BindingRecord;
  /** Its A is the request's B. */
  readonly swapped: boolean;
}

/** The two real numbers of a binding. */
export interface Parties {
  readonly a: RealNumber;
  readonly b: RealNumber;
}

/** The binding as the world outside the store sees it. */
export function bindingOf(record: BindingRecord, parties: Parties, catalogue: NumberCatalogue): Binding {
  const { number } = record;
  const pool = catalogue.placeOf(number)?.block.pool ?? '';
  return bindingOn(catalogue.numberOf(number), pool, record, parties);
}

/** `bindingOf` for a store that knows already where the number is. */
export function bindingOn(x: PrivacyNumber, pool: string, record: BindingRecord, parties: Parties): Binding {
  return {
    id: record.id,
    mode: record.mode,
    a: parties.a,
    b: parties.b,
    x,
    pool,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    afterCallMs: record.afterCallMs,
    slidingMs: record.slidingMs,
    afterCallReleaseAt: record.afterCallReleaseAt,
    releasedAt: record.releasedAt,
    releaseReason: record.releaseReason,
    reference: record.reference,
  };
}
