import { closeSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { storeErrorOf } from './store-failure.ts';

const PAGE_BYTES = 4096;

/** Pages that a connection keeps in memory, in KiB. Other pages come from the cache of the operating system. */
const WRITER_CACHE_KIB = 64 * 1024;
const READER_CACHE_KIB = 16 * 1024;

/** The write-ahead log is brought into the database whenever it has grown by so many pages of 4 KiB. */
const CHECKPOINT_PAGES = 16_000;

/** A log that a long transaction blew up is cut back to this. */
const LOG_BYTES = 128 * 1024 * 1024;

/**
 * Opens a database for writing, making it (mode 0600) when there is none. A commit returns when it is on stable storage
 * (`synchronous=FULL` in WAL mode: https://www.sqlite.org/wal.html). What is deleted is overwritten.
 */
export function openForWriting(path: string, busyTimeoutMs: number, maxBytes: number | null): Database {
  try {
    closeSync(openSync(path, 'a', 0o600));
    const db = new SqliteDatabase(path, { timeout: busyTimeoutMs });
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
