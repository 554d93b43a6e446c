import type { LegId } from '../call/leg.ts';
import { hasTalked, type LegRecord } from './leg-record.ts';

/** The legs of a call, by what they are in it. */
export interface CallLegs {
  /** The caller's leg; of a callback the attempt at the first party that was answered, else the last one. */
  readonly first: LegRecord | null;
  /** Attempts at the first party of a callback that failed, in their order. */
  readonly failedFirst: readonly LegRecord[];
  /** Attempts at the other party, in their order. */
  readonly called: readonly LegRecord[];
  /** The attempt whose party talked; the first leg, when its own word for it is all that there is. */
  readonly talked: LegRecord | null;
}

export function sortLegs(legs: readonly LegRecord[]): CallLegs {
  const inOrder = legs.toSorted(byTurn(legs.flatMap(({ expects }) => expects)));
  const firsts = inOrder.filter(({ role }) => role === 'first');
  const first = firsts.find(({ answeredAt }) => answeredAt !== null) ?? firsts.at(-1) ?? null;
  const called = inOrder.filter(({ role }) => role === 'called');
  return {
    first,
    failedFirst: firsts.filter((leg) => leg !== first),
    called,
    talked: called.find(hasTalked) ?? (called.length === 0 ? talkedAlone(first) : null),
  };
}

/**
 * The switch's clock moves in steps (`switch_time.c`), and a leg that fails at once shares its step with the next one. One that has ended
 * was there before; then the order counts in which the switch says that it made them.
 */
function byTurn(made: readonly LegId[]): (one: LegRecord, other: LegRecord) => number {
  return (one, other) =>
    one.createdAt - other.createdAt ||
    one.endedAt - other.endedAt ||
    made.indexOf(one.leg) - made.indexOf(other.leg) ||
    (one.leg < other.leg ? -1 : 1);
}

function talkedAlone(first: LegRecord | null): LegRecord | null {
  return first !== null && first.outcome === null && hasTalked(first) ? first : null;
}

/**
 * How long nothing must have come of a call that nobody has any more before its record is made of what there is, in milliseconds: a leg
 * whose file could not be written is not waited for.
 */
export const SETTLE_MS = 10_000;

/** Whether nothing can follow any more: the leg that made the others is there, with all that it made. */
export function hasAllLegs(legs: readonly LegRecord[]): boolean {
  const { first } = sortLegs(legs);
  const there = new Set(legs.map(({ leg }) => leg));
  return first !== null && isLastWord(first) && first.expects.every((leg) => there.has(leg));
}

/** After a callback's first party was not reached by one gateway, the next one may have its turn. */
function isLastWord(first: LegRecord): boolean {
  return first.mark?.flow !== 'callback' || first.answeredAt !== null;
}
