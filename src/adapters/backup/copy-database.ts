import { closeSync, fsyncSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { openForReading } from '../sqlite/connection.ts';
import { isDatabaseThere } from '../sqlite/database-place.ts';
import { checkPages } from '../sqlite/deep-check.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';

const BUSY_TIMEOUT_MS = 5000;
/** A megabyte at once, between which the process can be told to stop. */
const PAGES_AT_ONCE = 256;

/**
 * Copies a database into a file of its own (mode 0600, which must not be there), while others write: all of it as it was at one instant
 * after the call, from a snapshot that holds up no writer (WAL mode). The copy needs no log, was looked through, and is on stable storage.
 * @returns `false` when there is no such database
 * @throws StoreError `store-corrupt` when the database, and so the copy, is damaged
 */
export async function copyDatabase(
  from: string,
  to: string,
  onPages: (done: number, of: number) => void = () => {},
): Promise<boolean> {
  if (!isDatabaseThere(from)) return false;
  const db = openForReading(from, BUSY_TIMEOUT_MS);
  try {
    db.exec('BEGIN');
    // The snapshot is of the first read.
    db.pragma('schema_version');
    closeSync(openSync(to, 'wx', 0o600));
    await db.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onPages(totalPages - remainingPages, totalPages);
        return PAGES_AT_ONCE;
      },
    });
  } catch (error) {
    throw storeErrorOf(error, 'read');
  } finally {
    db.close();
  }
  finish(to);
  return true;
}

function finish(path: string): void {
  const db = new SqliteDatabase(path);
  try {
    db.pragma('journal_mode = DELETE');
    checkPages(db, path);
  } catch (error) {
    throw storeErrorOf(error, 'read');
  } finally {
    db.close();
  }
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}
