import type { EpochMs } from '../instant.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { BindRequest } from './bind-request.ts';
import type { BindingId } from './binding.ts';
import { endOf } from './binding-life.ts';
import type { BindingRecord } from './binding-record.ts';
import type { Places } from './number-choice.ts';
import { type CoolDown, holds } from './number-claim.ts';

/** The record of a new binding. */
export function newRecord(id: BindingId, places: Places, request: BindRequest): BindingRecord {
  return {
    id,
    ...places,
    group: request.group,
    mode: request.mode,
    revision: 0,
    createdAt: request.at,
    expiresAt: request.expiresAt,
    afterCallMs: request.afterCallMs,
    slidingMs: request.slidingMs,
    afterCallReleaseAt: null,
    releasedAt: null,
    releaseReason: null,
    reference: request.reference,
  };
}

/** A pair that is bound again: new terms, no running timer; a request without a reference keeps the old one. */
export function renewedRecord(record: BindingRecord, request: BindRequest): BindingRecord {
  const { expiresAt, afterCallMs, slidingMs } = request;
  const reference = request.reference ?? record.reference;
  return { ...record, expiresAt, afterCallMs, slidingMs, afterCallReleaseAt: null, reference };
}

/** A binding that ended by time, and whose number one of its parties gets again at `at`. */
export function replacedRecord(record: BindingRecord, at: EpochMs): BindingRecord {
  return { ...record, releasedAt: endOf(record) ?? at, releaseReason: 'replaced' };
}

/** True while the binding lives, or one of its parties is inside the cool-down that the pool of its number prescribes. */
export function holdsNumber(record: BindingRecord, catalogue: NumberCatalogue, at: EpochMs): boolean {
  return holds(record, coolDownOn(record.number, catalogue), at);
}

/** None on a number that is in no pool. */
export function coolDownOn(number: NumberId, catalogue: NumberCatalogue): CoolDown {
  const pool = catalogue.placeOf(number)?.block.pool ?? null;
  return (pool === null ? undefined : catalogue.pools.get(pool)) ?? { coolDownMs: 0 };
}

/** True when a purge may forget the binding. */
export function isForgettable(
  record: BindingRecord,
  catalogue: NumberCatalogue,
  endedBefore: EpochMs,
  at: EpochMs,
): boolean {
  const end = endOf(record);
  return end !== null && end < endedBefore && !holdsNumber(record, catalogue, at);
}
