import type { Database, Statement } from 'better-sqlite3';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { DayKey } from '../sealing/day-key.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { KeyPurpose, SealingKeys } from '../sealing/sealing-keys.ts';

export const DAY_US = 86_400_000_000;
/** Opened keys that are kept at hand. */
const KEPT_KEYS = 400;

interface DayRow {
  readonly day: number;
  readonly key_generation: number;
  readonly wrapped: Uint8Array;
}

/** The day of an instant, counted from 1970 in UTC. */
export function dayOf(at: EpochUs): number {
  return Math.floor(at / DAY_US);
}

/** What the keys of days are for: each has a table of its own, so that each is kept for a time of its own. */
const TABLES = {
  'call-record-day': 'cdr_day',
  'recording-day': 'recording_day',
  'event-day': 'event_day',
} as const;

/** The keys of the days on which calls, or recordings, began, or of those whose events are kept. */
export class CdrDays {
  readonly #find: Statement<[number], DayRow>;
  readonly #all: Statement<[number, number], number>;
  readonly #ofGeneration: Statement<[number], DayRow>;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #opened = new Map<number, { readonly wrapped: Uint8Array; readonly key: DayKey }>();
  readonly #purpose: KeyPurpose;

  constructor(db: Database, purpose: keyof typeof TABLES = 'call-record-day') {
    this.#purpose = purpose;
    const table = TABLES[purpose];
    const select = `SELECT day, key_generation, wrapped FROM ${table}`;
    this.#find = db.prepare<[number], DayRow>(`${select} WHERE day = ?`);
    this.#all = db
      .prepare<[number, number], number>(`SELECT day FROM ${table} WHERE day BETWEEN ? AND ? ORDER BY day`)
      .pluck();
    this.#ofGeneration = db.prepare<[number], DayRow>(`${select} WHERE key_generation = ?`);
    this.#put = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`);
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE day = ?`);
  }

  /** `null` when nothing is left of the day. */
  key(day: number, ring: KeyRing): DayKey | null {
    const row = this.#find.get(day);
    if (row === undefined) return null;
    const known = this.#opened.get(day);
    // The key of a day that was forgotten, and of which a call came in late, is another one.
    if (known !== undefined && Buffer.compare(known.wrapped, row.wrapped) === 0) return known.key;
    return this.#keep(
      row,
      new DayKey(ring.of(row.key_generation).unwrapKey(this.#purpose, day, row.wrapped)),
    );
  }

  /** Makes the key when the day has none yet. */
  keyForWriting(day: number, ring: KeyRing): DayKey {
    const known = this.key(day, ring);
    if (known !== null) return known;
    const key = DayKey.random();
    const { generation } = ring.current;
    const wrapped = ring.current.wrapKey(this.#purpose, day, key.reveal());
    this.#put.run(day, generation, wrapped);
    return this.#keep({ day, key_generation: generation, wrapped }, key);
  }

  /** In their order, both ends included. */
  between(first: number, last: number): readonly number[] {
    return this.#all.all(first, last);
  }

  /** Wraps every key of the earlier generation by the later one. The records stay as they are. */
  rewrap(from: SealingKeys, to: SealingKeys): void {
    const purpose = this.#purpose;
    for (const { day, wrapped } of this.#ofGeneration.all(from.generation))
      this.#put.run(day, to.generation, to.wrapKey(purpose, day, from.unwrapKey(purpose, day, wrapped)));
  }

  forget(day: number): void {
    this.#delete.run(day);
  }

  #keep({ day, wrapped }: DayRow, key: DayKey): DayKey {
    if (this.#opened.size >= KEPT_KEYS) this.#opened.clear();
    this.#opened.set(day, { wrapped, key });
    return key;
  }
}
