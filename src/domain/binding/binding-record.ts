import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { PinTries } from '../policy/pin.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type {
  Binding,
  BindingGrace,
  BindingId,
  BindingPlaces,
  BindingTerms,
  ReleaseReason,
} from './binding.ts';
import type { BindingDetails } from './binding-details.ts';
import type { LifeFields } from './binding-life.ts';
import type { BindingEnd, BindingMode } from './binding-mode.ts';
import type { BindingUse } from './binding-use.ts';

/** A binding as a store decides about it: without its real numbers. */
export interface BindingRecord extends BindingTerms, LifeFields, BindingPlaces, BindingGrace {
  readonly id: BindingId;
  readonly mode: BindingMode;
  /** How often its parties were changed. */
  readonly revision: number;
  readonly number: NumberId;
  /** `axyb`: where its Y is. */
  readonly secondNumber: NumberId | null;
  readonly createdAt: EpochMs;
  readonly releaseReason: ReleaseReason | null;
  readonly use: BindingUse;
  /** Its policy takes PINs, or did before: no other one on the number may until it is over. */
  readonly takesPins: boolean;
  readonly pinTries: PinTries;
  readonly reference: string | null;
}

/** A binding between the two parties of a request. */
export interface PairRecord {
  readonly record: BindingRecord;
  /** Its A is the request's B. */
  readonly swapped: boolean;
}

/** The real numbers of a binding. */
export interface Parties {
  readonly a: RealNumber;
  readonly b: RealNumber | null;
}

/** What a store seals. */
export interface SealedPart extends Parties {
  readonly details: BindingDetails;
}

/** The binding as the world outside the store sees it. */
export function bindingOf(record: BindingRecord, sealed: SealedPart, catalogue: NumberCatalogue): Binding {
  const { number, secondNumber } = record;
  return {
    id: record.id,
    mode: record.mode,
    revision: record.revision,
    a: sealed.a,
    b: sealed.b,
    x: catalogue.numberOf(number),
    y: secondNumber === null ? null : catalogue.numberOf(secondNumber),
    extension: record.extension,
    group: record.group,
    pool: catalogue.placeOf(number)?.block.pool ?? '',
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    afterCallMs: record.afterCallMs,
    slidingMs: record.slidingMs,
    afterCallReleaseAt: record.afterCallReleaseAt,
    releasedAt: record.releasedAt,
    releaseReason: record.releaseReason,
    graceMs: record.graceMs,
    use: record.use,
    pinTries: record.pinTries,
    reference: record.reference,
    details: sealed.details,
  };
}

/** Where a party of the binding dials it. */
export function numberOfEnd(record: BindingRecord, end: BindingEnd): NumberId | null {
  return end.number === 'x' ? record.number : record.secondNumber;
}
