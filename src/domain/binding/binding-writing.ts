import type { EpochMs } from '../instant.ts';
import { type CallPolicy, otherWayRound } from '../policy/call-policy.ts';
import { NO_TRIES, takesPins } from '../policy/pin.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { BindRequest } from './bind-request.ts';
import type { BindingId } from './binding.ts';
import { overAt } from './binding-life.ts';
import { type BindingMode, hasGrace } from './binding-mode.ts';
import type { BindingRecord, SealedPart } from './binding-record.ts';
import { UNUSED } from './binding-use.ts';
import type { Places } from './number-choice.ts';
import { type CoolDown, holds } from './number-claim.ts';

/** The record of a new binding. */
export function newRecord(
  id: BindingId,
  places: Places,
  request: BindRequest,
  catalogue: NumberCatalogue,
): BindingRecord {
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
    graceMs: graceOf(request, catalogue),
    use: UNUSED,
    takesPins: takesPins(request.mode, request.details.policy),
    pinTries: NO_TRIES,
    afterCallReleaseAt: null,
    releasedAt: null,
    releaseReason: null,
    reference: request.reference,
  };
}

/** A pair that is bound again: new terms, no running timer; a request without a reference keeps the old one. */
export function renewedRecord(
  record: BindingRecord,
  request: BindRequest,
  catalogue: NumberCatalogue,
): BindingRecord {
  const { expiresAt, afterCallMs, slidingMs } = request;
  const reference = request.reference ?? record.reference;
  const graceMs = graceOf(request, catalogue);
  const hasPins = record.takesPins || takesPins(record.mode, request.details.policy);
  const terms = { expiresAt, afterCallMs, slidingMs, graceMs, afterCallReleaseAt: null, reference };
  return { ...record, ...terms, takesPins: hasPins };
}

/** What is sealed of a request. @param swapped the binding that is there names its parties the other way round */
export function sealedOf({ a, b, details }: BindRequest, swapped: boolean): SealedPart {
  if (!swapped || b === null) return { a, b, details };
  return { a: b, b: a, details: { ...details, policy: otherWayRound(details.policy) } };
}

/**
 * What the binding's policy says, else that of its pool or tenant at this moment: who changes its mind later must not bring anybody
 * back to a number that was given to others since. None where B may not call, and none for callers whom nobody named.
 */
function graceOf({ mode, pool, details }: BindRequest, catalogue: NumberCatalogue): number {
  return graceIn(mode, details.policy, catalogue, pool);
}

/** The same of a binding that is there. */
export function graceOn(
  { mode, number }: Pick<BindingRecord, 'mode' | 'number'>,
  policy: CallPolicy,
  catalogue: NumberCatalogue,
): number {
  const pool = catalogue.placeOf(number)?.block.pool ?? null;
  return graceIn(mode, policy, catalogue, pool);
}

function graceIn(
  mode: BindingMode,
  policy: CallPolicy,
  catalogue: NumberCatalogue,
  pool: string | null,
): number {
  if (!hasGrace(mode)) return 0;
  if (pool === null) return policy.graceMs ?? 0;
  const ofPool = catalogue.pools.get(pool)?.calls.graceMs;
  return policy.graceMs ?? ofPool ?? catalogue.tenantCallsOf(pool).graceMs ?? 0;
}

/** A binding that ended by time, and whose number one of its parties gets again at `at`. */
export function replacedRecord(record: BindingRecord, at: EpochMs): BindingRecord {
  return { ...record, releasedAt: overAt(record) ?? at, releaseReason: 'replaced' };
}

/** True while the binding lives or is in its grace, or one of its parties is inside the cool-down that the pool of its number prescribes. */
export function holdsNumber(record: BindingRecord, catalogue: NumberCatalogue, at: EpochMs): boolean {
  return holds(record, coolDownOn(record.number, catalogue), at);
}

/** None on a number that is in no pool. */
export function coolDownOn(number: NumberId, catalogue: NumberCatalogue): CoolDown {
  const pool = catalogue.placeOf(number)?.block.pool ?? null;
  return (pool === null ? undefined : catalogue.pools.get(pool)) ?? { coolDownMs: 0 };
}

/**
 * Since when it is known who would have been reached, when these are forgotten: a party that was in its cool-down is, without its
 * binding, like any stranger.
 */
export function knownAfter(
  forgotten: readonly BindingRecord[],
  catalogue: NumberCatalogue,
  endedBefore: EpochMs,
): EpochMs {
  const freeAt = forgotten.map((record) => {
    const numbers = record.secondNumber === null ? [record.number] : [record.number, record.secondNumber];
    const coolDowns = numbers.map((number) => coolDownOn(number, catalogue).coolDownMs);
    return (overAt(record) ?? 0) + Math.max(...coolDowns);
  });
  return Math.max(endedBefore, ...freeAt);
}

/** True when a purge may forget the binding. */
export function isForgettable(
  record: BindingRecord,
  catalogue: NumberCatalogue,
  endedBefore: EpochMs,
  at: EpochMs,
): boolean {
  const end = overAt(record);
  return end !== null && end < endedBefore && !holdsNumber(record, catalogue, at);
}
