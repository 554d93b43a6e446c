import type { Database, Statement } from 'better-sqlite3';
import type { HoldResult, ShredResult } from '../../ports/recording-store.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { CdrDays, dayOf } from './cdr-days.ts';
import type { EventWriter } from './event-writer.ts';
import { fileKeyOf, IS_THERE, KEY_COLUMNS, type WrappedKeys } from './recording-row.ts';
import type { RecordingAnswers, RecordingOrder } from './recording-wire.ts';
import { uuidBytes } from './uuid-bytes.ts';

type Order<Kind extends RecordingOrder['kind']> = Extract<RecordingOrder, { kind: Kind }>;

/** What the writer of recordings needs of the transaction. */
export interface RecordingContext {
  readonly ring: KeyRing;
  readonly events: Pick<EventWriter, 'tell'>;
}

/** Writes which recordings are kept. Used inside the writer's transactions. */
export class RecordingWriter {
  readonly #days: CdrDays;
  readonly #insert: Statement;
  readonly #shredDay: Statement;
  readonly #find: Statement<[Uint8Array], WrappedKeys>;
  readonly #held: Statement<[number], WrappedKeys>;
  readonly #hold: Statement;
  readonly #rehold: Statement;
  readonly #shred: Statement;
  readonly #forget: Statement;

  constructor(db: Database) {
    this.#days = new CdrDays(db, 'recording-day');
    this.#insert = db.prepare(
      `INSERT INTO recording (name, spooled, source, call, tenant, pool, binding, at, day, duration_ms, bytes, format, channels, salvaged, wrapped)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#shredDay = db.prepare('UPDATE recording SET wrapped = NULL WHERE day = ?');
    this.#find = db.prepare<[Uint8Array], WrappedKeys>(
      `SELECT ${KEY_COLUMNS} FROM recording r WHERE r.name = ? AND ${IS_THERE}`,
    );
    this.#held = db.prepare<[number], WrappedKeys>(
      `SELECT ${KEY_COLUMNS} FROM recording r WHERE r.held_generation = ? AND r.held IS NOT NULL`,
    );
    this.#hold = db.prepare('UPDATE recording SET held_at = ?, held_generation = ?, held = ? WHERE id = ?');
    this.#rehold = db.prepare('UPDATE recording SET held_generation = ?, held = ? WHERE id = ?');
    this.#shred = db.prepare('UPDATE recording SET wrapped = NULL WHERE id = ?');
    this.#forget = db.prepare(`DELETE FROM recording AS r WHERE r.name = ? AND NOT ${IS_THERE}`);
  }

  carryOut(order: RecordingOrder, context: RecordingContext): RecordingAnswers[RecordingOrder['kind']] {
    const { ring } = context;
    switch (order.kind) {
      case 'recording-add':
        this.#add(order, context);
        return null;
      case 'recording-hold':
        return this.#setHold(order, ring);
      case 'recording-shred':
        return this.#shredOne(order.id);
      case 'recording-shred-days':
        return this.#shredDays(dayOf(order.before));
      case 'recording-forget':
        for (const id of order.ids) this.#forget.run(uuidBytes(id));
        return null;
    }
  }

  /** The files stay as they are. */
  rewrap(from: SealingKeys, to: SealingKeys): void {
    this.#days.rewrap(from, to);
    const purpose = 'held-recording';
    for (const { id, held } of this.#held.all(from.generation))
      if (held !== null)
        this.#rehold.run(to.generation, to.wrapKey(purpose, id, from.unwrapKey(purpose, id, held)), id);
  }

  #add({ recording, source, key, event }: Order<'recording-add'>, { ring, events }: RecordingContext): void {
    const { id, call, tenant, pool, binding, at, durationMs, bytes, format, channels } = recording;
    const day = dayOf(at);
    // A day that was shredded gets another key now, by which nothing of before opens.
    if (this.#days.key(day, ring) === null) this.#shredDay.run(day);
    const wrapped = this.#days.keyForWriting(day, ring).wrap(id, key);
    const file = [uuidBytes(id), uuidBytes(source.spooled), source.mark] as const;
    const whose = [call === null ? null : uuidBytes(call), tenant, pool, binding, at, day] as const;
    const sound = [durationMs, bytes, format, channels, recording.salvaged ? 1 : 0] as const;
    const { changes } = this.#insert.run(...file, ...whose, ...sound, wrapped);
    if (changes > 0 && event !== null) events.tell(event);
  }

  #setHold({ id, at }: Order<'recording-hold'>, ring: KeyRing): HoldResult {
    const row = this.#find.get(uuidBytes(id));
    if (row === undefined) return 'not-found';
    if (at === null) {
      this.#hold.run(null, null, null, row.id);
      return 'done';
    }
    if (row.held !== null) return 'done';
    const key = fileKeyOf(row, ring, this.#days.key(row.day, ring));
    if (key === null) return 'not-found';
    const { current } = ring;
    this.#hold.run(at, current.generation, current.wrapKey('held-recording', row.id, key), row.id);
    return 'done';
  }

  #shredOne(id: string): ShredResult {
    const row = this.#find.get(uuidBytes(id));
    if (row === undefined) return 'not-found';
    if (row.held !== null) return 'held';
    this.#shred.run(row.id);
    return 'done';
  }

  #shredDays(firstKept: number): number {
    const days = this.#days.between(0, firstKept - 1);
    for (const day of days) this.#days.forget(day);
    return days.length;
  }
}
