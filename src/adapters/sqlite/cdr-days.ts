import type { Database, Statement } from 'better-sqlite3';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { DayKey } from '../sealing/day-key.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';

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

/** The keys of the days on which calls began. */
export class CdrDays {
  readonly #find: Statement<[number], DayRow>;
  readonly #all: Statement<[number, number], number>;
  readonly #ofGeneration: Statement<[number], DayRow>;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #opened = new Map<number, { readonly wrapped: Uint8Array; readonly key: DayKey }>();

  constructor(db: Database) {
    const select = 'SELECT day, key_generation, wrapped FROM cdr_day';
    this.#find = db.prepare<[number], DayRow>(`${select} WHERE day = ?`);
    this.#all = db
      .prepare<[number, number], number>('SELECT day FROM cdr_day WHERE day BETWEEN ? AND ? ORDER BY day')
      .pluck();
    this.#ofGeneration = db.prepare<[number], DayRow>(`${select} WHERE key_generation = ?`);
    this.#put = db.prepare('INSERT OR REPLACE INTO cdr_day VALUES (?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM cdr_day WHERE day = ?');
  }

  /** `null` when nothing is left of the day. */
  key(day: number, ring: KeyRing): DayKey | null {
    const row = this.#find.get(day);
    if (row === undefined) return null;
    const known = this.#opened.get(day);
    // The key of a day that was forgotten, and of which a call came in late, is another one.
    if (known !== undefined && Buffer.compare(known.wrapped, row.wrapped) === 0) return known.key;
    return this.#keep(row, new DayKey(ring.of(row.key_generation).unwrapDay(day, row.wrapped)));
  }

  /** Makes the key when the day has none yet. */
  keyForWriting(day: number, ring: KeyRing): DayKey {
    const known = this.key(day, ring);
    if (known !== null) return known;
    const key = DayKey.random();
    const { generation } = ring.current;
    const wrapped = ring.current.wrapDay(day, key.reveal());
    this.#put.run(day, generation, wrapped);
    return this.#keep({ day, key_generation: generation, wrapped }, key);
  }

  /** In their order, both ends included. */
  between(first: number, last: number): readonly number[] {
    return this.#all.all(first, last);
  }

  /** Wraps every key of the earlier generation by the later one. The records stay as they are. */
  rewrap(from: SealingKeys, to: SealingKeys): void {
    for (const { day, wrapped } of this.#ofGeneration.all(from.generation))
      this.#put.run(day, to.generation, to.wrapDay(day, from.unwrapDay(day, wrapped)));
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
