import type { BindingRecord, SealedPart } from '../../domain/binding/binding-record.ts';
import { type BindingHappening, bindingEvent, endByTime } from '../../domain/event/binding-event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import { eventForm } from '../sealing/event-text.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { type BindingRow, recordOf, TOLD } from './binding-row.ts';
import type { BindingStatements } from './binding-statements.ts';
import type { EventWriter } from './event-writer.ts';

/** What telling needs of the transaction. */
export interface TellingContext {
  readonly catalogue: NumberCatalogue;
  readonly ring: KeyRing;
  readonly events: EventWriter;
}

/** Tells what becomes of bindings, and of each end exactly once. */
export class BindingTeller {
  readonly #sql: BindingStatements;

  constructor(sql: BindingStatements) {
    this.#sql = sql;
  }

  tell(
    told: { readonly record: BindingRecord; readonly sealed: SealedPart },
    happening: BindingHappening,
    at: EpochMs,
    { catalogue, events }: TellingContext,
  ): void {
    const event = bindingEvent(told, happening, at, catalogue);
    if (event !== null) events.tell(eventForm(event));
  }

  /** Somebody or something has released it, perhaps in its grace. @param row as it was before */
  released(row: BindingRow, changed: BindingRecord, at: EpochMs, context: TellingContext): void {
    if (changed.releaseReason === null) return;
    this.endedByTime(row, at, context);
    this.#tellRow(row, changed, { type: 'binding.released', reason: changed.releaseReason }, at, context);
  }

  /** If it has ended by time at this instant, and that was not told. */
  endedByTime(row: BindingRow, at: EpochMs, context: TellingContext): void {
    const record = recordOf(row);
    const end = endByTime(record);
    if (row.told === TOLD.end || row.released_at !== null || end === null || end.at > at) return;
    this.#sql.setTold.run(TOLD.end, row.id);
    this.#tellRow(row, record, end.happening, end.at, context);
  }

  /**
   * Tells of bindings that have ended by time, and of those whose expiry is at most `leadMs` away.
   * @param limit about so many at once @returns how many were looked at: `limit` and more while there may be others
   */
  tellDue(at: EpochMs, leadMs: number, limit: number, context: TellingContext): number {
    const ended = [TOLD.nothing, TOLD.near, TOLD.timer].flatMap((told) => this.#sql.due.all(told, at, limit));
    ended.sort((one, other) => dueOf(one) - dueOf(other));
    for (const row of ended) this.endedByTime(row, at, context);
    if (leadMs === 0 || ended.length >= limit) return ended.length;
    const near = this.#sql.due.all(TOLD.nothing, at + leadMs, limit);
    for (const row of near) this.#near(row, at, context);
    return Math.max(ended.length, near.length);
  }

  #near(row: BindingRow, at: EpochMs, context: TellingContext): void {
    const record = recordOf(row);
    const isExpiry = endByTime(record)?.happening.type === 'binding.expired';
    this.#sql.setTold.run(isExpiry ? TOLD.near : TOLD.timer, row.id);
    if (isExpiry) this.#tellRow(row, record, { type: 'binding.expiring' }, at, context);
  }

  #tellRow(
    row: BindingRow,
    record: BindingRecord,
    happening: BindingHappening,
    at: EpochMs,
    context: TellingContext,
  ): void {
    const sealed = context.ring.of(row.key_generation).unseal(row.id, row.sealed);
    this.tell({ record, sealed }, happening, at, context);
  }
}

function dueOf(row: BindingRow): EpochMs {
  return endByTime(recordOf(row))?.at ?? 0;
}
