import { SqliteError } from 'better-sqlite3';
import { StoreError, type StoreErrorCode } from '../../ports/store-error.ts';

/** What an error of SQLite means for the caller. SQLite's own messages name tables and files, never values. */
export function storeErrorOf(error: unknown, during: 'read' | 'write' | 'commit'): StoreError {
  if (error instanceof StoreError) return error;
  const sqliteCode = error instanceof SqliteError ? error.code : '';
  const text = error instanceof Error ? error.message : 'unknown error';
  return new StoreError(codeOf(sqliteCode, during), sqliteCode === '' ? text : `${sqliteCode}: ${text}`, {
    cause: error,
  });
}

function codeOf(sqliteCode: string, during: 'read' | 'write' | 'commit'): StoreErrorCode {
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode)) return 'store-corrupt';
  if (sqliteCode.startsWith('SQLITE_FULL')) return 'store-full';
  if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode)) return 'store-busy';
  // A commit whose bytes were written but not confirmed may come back after a crash.
  return during === 'commit' ? 'store-unknown-outcome' : 'store-failed';
}
