import type { OwnBinding } from '../call/route-facts.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import type { Binding } from './binding.ts';
import { lifeAt } from './binding-life.ts';
import { type BindingEnd, endsOf } from './binding-mode.ts';
import { type BindingRecord, numberOfEnd, type Parties } from './binding-record.ts';

/**
 * A binding as it was at an instant, out of the state that the log has for it; `null` when it was not there yet. A release is in no
 * state before it: the log need not hold one, because what was before is the same without the release.
 */
export function asOf<Record extends BindingRecord>(record: Record, at: EpochMs): Record | null {
  const { createdAt, releasedAt, releaseReason } = record;
  const isAhead = releasedAt !== null && at < releasedAt;
  if (at < createdAt || (isAhead && releaseReason === 'amended')) return null;
  return isAhead ? { ...record, releasedAt: null, releaseReason: null } : record;
}

/** When the record of a binding came to be. That of a party that gave way has the beginning of the binding that it was in. */
export function beginOf({ createdAt, releasedAt, releaseReason }: BindingRecord): EpochMs {
  return releaseReason === 'amended' ? (releasedAt ?? createdAt) : createdAt;
}

/** The end of the binding at which the party dials the number. */
export function endFor(
  record: BindingRecord,
  parties: Parties,
  party: RealNumber,
  number: NumberId,
): BindingEnd | null {
  const ends = endsOf(record.mode).filter(
    (end) => parties[end.side]?.equals(party) === true && numberOfEnd(record, end) === number,
  );
  return ends.find(({ owned }) => owned) ?? ends[0] ?? null;
}

/** A binding that named the party on the number at an instant. */
export interface Standing {
  readonly binding: Binding;
  readonly end: BindingEnd;
  /** Since when it did. */
  readonly since: EpochMs;
}

/**
 * Which of them a call of the party met: what it owned comes before what only showed X, then what lived (there is one at most), then what
 * it came into last. A party may come into a binding that is older than one it had.
 */
export function standingOf(standings: readonly Standing[], at: EpochMs): OwnBinding | null {
  const isLive = ({ binding }: Standing): boolean => lifeAt(binding, at) === 'live';
  const latest = [...standings].sort(
    (one, other) =>
      Number(other.end.owned) - Number(one.end.owned) ||
      Number(isLive(other)) - Number(isLive(one)) ||
      other.since - one.since ||
      other.binding.id - one.binding.id,
  )[0];
  return latest === undefined ? null : { binding: latest.binding, side: latest.end.side };
}
