import type { Database, Statement } from 'better-sqlite3';
import type { Recording, RecordingId } from '../../domain/recording/recording.ts';
import { recordingId } from '../../domain/recording/recording.ts';
import type { FoundRecording, RecordingQuery, RecordingSource } from '../../ports/recording-store.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { CdrDays } from './cdr-days.ts';
import {
  fileKeyOf,
  IS_THERE,
  KEY_COLUMNS,
  RECORDING_COLUMNS,
  type RecordingRow,
  recordingOf,
  type WrappedKeys,
} from './recording-row.ts';
import { uuidBytes, uuidText } from './uuid-bytes.ts';

/** Reads which recordings are kept, on the main thread, a page at a time. */
export class RecordingReader {
  readonly #db: Database;
  readonly #ring: () => KeyRing;
  readonly #days: CdrDays;
  readonly #from: Statement<[Uint8Array, string], Uint8Array>;
  readonly #one: Statement<[Uint8Array], RecordingRow>;
  readonly #key: Statement<[Uint8Array], WrappedKeys>;
  readonly #shredded: readonly Statement<[number], RecordingRow>[];

  constructor(db: Database, ring: () => KeyRing) {
    this.#db = db;
    this.#ring = ring;
    this.#days = new CdrDays(db, 'recording-day');
    this.#from = db
      .prepare<[Uint8Array, string], Uint8Array>(
        'SELECT name FROM recording WHERE spooled = ? AND source = ?',
      )
      .pluck();
    const select = `SELECT ${RECORDING_COLUMNS} FROM recording r`;
    this.#one = db.prepare<[Uint8Array], RecordingRow>(`${select} WHERE r.name = ? AND ${IS_THERE}`);
    this.#key = db.prepare<[Uint8Array], WrappedKeys>(
      `SELECT ${KEY_COLUMNS} FROM recording r WHERE r.name = ?`,
    );
    // One by one, or with its day: what is older than the oldest key that is left.
    this.#shredded = [
      `${select} INDEXED BY recording_shredded WHERE r.wrapped IS NULL AND r.held IS NULL LIMIT ?`,
      `${select} INDEXED BY recording_day_of WHERE r.held IS NULL AND r.wrapped IS NOT NULL
        AND r.day < (SELECT coalesce(min(day), 9e9) FROM recording_day) LIMIT ?`,
    ].map((sql) => db.prepare<[number], RecordingRow>(sql));
  }

  keptFrom({ spooled, mark }: RecordingSource): RecordingId | null {
    const name = this.#from.get(uuidBytes(spooled), mark);
    return name === undefined ? null : (recordingId(uuidText(name)) ?? null);
  }

  isTaken(id: RecordingId): boolean {
    return this.#key.get(uuidBytes(id)) !== undefined;
  }

  recording(id: RecordingId): Recording | null {
    const row = this.#one.get(uuidBytes(id));
    return row === undefined ? null : recordingOf(row);
  }

  key(id: RecordingId): Uint8Array | null {
    const row = this.#key.get(uuidBytes(id));
    const ring = this.#ring();
    return row === undefined ? null : fileKeyOf(row, ring, this.#days.key(row.day, ring));
  }

  shredded(limit: number): readonly Recording[] {
    const found = this.#shredded.flatMap((statement) => statement.all(limit));
    return found.slice(0, limit).map(recordingOf);
  }

  find(query: RecordingQuery): readonly FoundRecording[] {
    const { call, tenant, binding, pool, since, until, held, after, limit } = query;
    const conditions: readonly (readonly [sql: string, ...values: unknown[]])[] = [
      [IS_THERE],
      ...(call === undefined ? [] : [['r.call = ?', uuidBytes(call)] as const]),
      ...(tenant === undefined ? [] : [['r.tenant = ?', tenant] as const]),
      ...(binding === undefined ? [] : [['r.binding = ?', binding] as const]),
      ...(pool === undefined ? [] : [['r.pool = ?', pool] as const]),
      ...(since === undefined ? [] : [['r.at >= ?', since] as const]),
      ...(until === undefined ? [] : [['r.at < ?', until] as const]),
      ...(held === undefined ? [] : [[`r.held_at IS ${held ? 'NOT NULL' : 'NULL'}`] as const]),
      ...(after === undefined ? [] : [['(r.at, r.id) > (?, ?)', after.at, after.id] as const]),
    ];
    const where = conditions.map(([sql]) => sql).join(' AND ');
    const sql = `SELECT ${RECORDING_COLUMNS} FROM recording r INDEXED BY ${indexFor(query)} WHERE ${where} ORDER BY r.at, r.id LIMIT ?`;
    const values = [...conditions.flatMap(([, ...some]) => some), limit];
    const rows = this.#db.prepare<unknown[], RecordingRow>(sql).all(...values);
    return rows.map((row) => ({ place: { at: row.at, id: row.id }, recording: recordingOf(row) }));
  }
}

/** Named, because without statistics SQLite takes any of several that fit: the one that leaves the fewest rows. */
function indexFor({ call, binding, tenant }: RecordingQuery): string {
  if (call !== undefined) return 'recording_call';
  if (binding !== undefined) return 'recording_binding';
  return tenant === undefined ? 'recording_at' : 'recording_tenant';
}
