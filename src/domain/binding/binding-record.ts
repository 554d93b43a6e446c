import type { EpochMs } from '../instant.ts';
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

/** The two real numbers of a binding. A store may hand out an object that unseals them when they are read. */
export interface Parties {
  readonly a: RealNumber;
  readonly b: RealNumber;
}

/** The binding as the world outside the store sees it. The numbers of `parties` are not read before somebody reads them here. */
export function bindingOf(record: BindingRecord, parties: Parties, catalogue: NumberCatalogue): Binding {
  const { number, ...rest } = record;
  return {
    ...rest,
    x: catalogue.numberOf(number),
    pool: catalogue.placeOf(number)?.block.pool ?? '',
    get a() {
      return parties.a;
    },
    get b() {
      return parties.b;
    },
  };
}
