import type { BindingId } from '../../domain/binding/binding.ts';
import { RELEASE_REASONS } from '../../domain/binding/binding.ts';
import { BINDING_MODES, type BindingMode } from '../../domain/binding/binding-mode.ts';
import type { BindingRecord } from '../../domain/binding/binding-record.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Side of a row of `leg`. */
export const SIDE = { a: 0, b: 1 } as const;

/** Kind of a row of `leg`; a `past` one is of an ended binding whose party came into an earlier one on the number. */
export const KIND = { resolves: 0, shows: 1, past: 2 } as const;

/**
 * What the events have told of the end of a binding: nothing yet, that it is near, the end itself, or that it was looked at because of its
 * after-call timer, which nobody is told of before it is over. Another expiry or timer begins anew (`update` of binding-statements.ts).
 */
export const TOLD = { nothing: 0, near: 1, end: 2, timer: 3 } as const;

/** The columns of `BindingRow`, of a table with the alias `b`. */
export const BINDING_COLUMNS = [
  'b.id',
  'b.x',
  'b.y',
  'b.mode',
  'b.revision',
  'b.extension',
  'b.grp',
  'b.key_generation',
  'b.sealed',
  'b.created_at',
  'b.expires_at',
  'b.after_call_ms',
  'b.sliding_ms',
  'b.after_call_release_at',
  'b.released_at',
  'b.release_reason',
  'b.reference',
  'b.grace_ms',
  'b.calls',
  'b.answered_calls',
  'b.talk_ms',
  'b.pins',
  'b.wrong_pins',
  'b.pins_locked_until',
  'b.told',
].join(', ');

/**
 * A parameter that the query planner cannot look into. SQLite as it is built here (with `ENABLE_STAT4`) prepares a statement anew
 * for every new value of a plain `?` that could sway the plan, as in a join or with ORDER BY: five times the cost of the read.
 */
export const OPAQUE = '(SELECT ?)';

/** A row of the table `binding` as SQLite returns it. */
export interface BindingRow {
  readonly id: number;
  readonly x: number;
  readonly y: number | null;
  /** Place in `BINDING_MODES`. */
  readonly mode: number;
  readonly revision: number;
  readonly extension: string | null;
  readonly grp: string | null;
  readonly key_generation: number;
  readonly sealed: Uint8Array;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly after_call_ms: number | null;
  readonly sliding_ms: number | null;
  readonly after_call_release_at: number | null;
  readonly released_at: number | null;
  /** Place in `RELEASE_REASONS`. */
  readonly release_reason: number | null;
  readonly reference: string | null;
  readonly grace_ms: number;
  readonly calls: number;
  readonly answered_calls: number;
  readonly talk_ms: number;
  readonly pins: 0 | 1;
  readonly wrong_pins: number;
  readonly pins_locked_until: number | null;
  /** One of `TOLD`. */
  readonly told: number;
}

/** What `lifeAt` says, as a condition on a table with the alias `b`; both parameters are the instant. */
export const IS_LIVE = `b.released_at IS NULL
  AND ifnull(b.expires_at, 9007199254740991) > ? AND ifnull(b.after_call_release_at, 9007199254740991) > ?`;

/** @throws StoreError `store-corrupt` */
export function modeAt(place: number): BindingMode {
  const known = BINDING_MODES[place];
  if (known === undefined) throw new StoreError('store-corrupt', 'a binding is of no known mode');
  return known;
}

export function recordOf(row: BindingRow): BindingRecord {
  return {
    id: row.id as BindingId,
    number: row.x as NumberId,
    secondNumber: row.y as NumberId | null,
    mode: modeAt(row.mode),
    revision: row.revision,
    extension: row.extension,
    group: row.grp,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    afterCallMs: row.after_call_ms,
    slidingMs: row.sliding_ms,
    graceMs: row.grace_ms,
    afterCallReleaseAt: row.after_call_release_at,
    releasedAt: row.released_at,
    releaseReason: row.release_reason === null ? null : (RELEASE_REASONS[row.release_reason] ?? null),
    reference: row.reference,
    use: { calls: row.calls, answeredCalls: row.answered_calls, talkMs: row.talk_ms },
    takesPins: row.pins === 1,
    pinTries: { wrong: row.wrong_pins, lockedUntil: row.pins_locked_until },
  };
}
