import SqliteDatabase, { type Database } from 'better-sqlite3';
import { StoreError } from '../../ports/store-error.ts';
import { prepareDatabase } from './database-place.ts';
import { storeErrorOf } from './store-failure.ts';

const PAGE_BYTES = 4096;

/** Pages that a connection keeps in memory, in KiB. Other pages come from the cache of the operating system. */
const WRITER_CACHE_KIB = 16 * 1024;
const READER_CACHE_KIB = 16 * 1024;

/** The write-ahead log is brought into the database whenever it has grown by so many pages of 4 KiB. */
const CHECKPOINT_PAGES = 16_000;

/** A log that a long transaction blew up is cut back to this. */
const LOG_BYTES = 128 * 1024 * 1024;

export interface WritingOptions {
  /** What marks a database as one of ours (`PRAGMA application_id`). */
  readonly owner: number;
  readonly busyTimeoutMs: number;
  /** It never grows beyond this. */
  readonly maxBytes?: number | null;
}

/** @throws StoreError `store-corrupt` for a database that holds something and is not of this owner */
export function checkOwner(db: Database, owner: number, path: string): void {
  const version = db.pragma('user_version', { simple: true });
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (db.pragma('application_id', { simple: true }) !== owner && (version !== 0 || tables !== 0))
    throw new StoreError('store-corrupt', `${path} is a database of another program`);
}

/**
 * Opens a database for writing, making it (mode 0600) when there is none. A commit returns when it is on stable storage
 * (`synchronous=FULL` in WAL mode: https://www.sqlite.org/wal.html). What is deleted is overwritten.
 * @throws StoreError also for a file that is damaged, which is left as it is: see `prepareDatabase`
 */
export function openForWriting(
  path: string,
  { owner, busyTimeoutMs, maxBytes = null }: WritingOptions,
): Database {
  try {
    prepareDatabase(path);
    const db = new SqliteDatabase(path, { timeout: busyTimeoutMs });
    checkOwner(db, owner, path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    if (maxBytes !== null) db.pragma(`max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)}`);
    db.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`journal_size_limit = ${LOG_BYTES}`);
    return db;
  } catch (error) {
    throw storeErrorOf(error, 'write');
  }
}

/** Opens a database that a writer has opened already. It can change nothing. */
export function openForReading(path: string, busyTimeoutMs: number): Database {
  try {
    const db = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
    db.pragma('query_only = ON');
    db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    return db;
  } catch (error) {
    throw storeErrorOf(error, 'read');
  }
}
