import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { StoreError } from '../../ports/store-error.ts';
import { findLogDamage } from './log-damage.ts';

/** The files that SQLite keeps for a database, by what their names end with. */
export const DATABASE_FILES = ['', '-wal', '-shm'] as const;

/** Beside the database from the first to the last step of a restore. */
export function restoreMark(path: string): string {
  return `${path}.restoring`;
}

/**
 * Looks at a database before SQLite does, which would take an empty file for a new database, remove its log, and leave out of a damaged
 * log whatever comes after the damage.
 * @returns whether there is one
 * @throws StoreError `store-corrupt`, `store-restoring`; nothing was changed
 */
export function isDatabaseThere(path: string): boolean {
  if (existsSync(restoreMark(path))) throw new StoreError('store-restoring', restoreMark(path));
  const bytes = bytesOf(path);
  if (bytes === 0) throw new StoreError('store-corrupt', `${path} is empty`);
  if (bytes === null && (bytesOf(`${path}-wal`) ?? 0) > 0)
    throw new StoreError('store-corrupt', `${path} is missing, and its log is there`);
  const damage = bytes === null ? null : findLogDamage(path);
  if (damage !== null) throw new StoreError('store-corrupt', damage);
  return bytes !== null;
}

/**
 * As `isDatabaseThere`; where there is nothing, a new database (mode 0600) appears in one step, so that no empty file is ever of ours.
 * @throws StoreError
 */
export function prepareDatabase(path: string): void {
  if (!isDatabaseThere(path)) makeDatabase(path);
}

function bytesOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

function makeDatabase(path: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  closeSync(openSync(draft, 'wx', 0o600));
  try {
    const db = new SqliteDatabase(draft);
    // Writes the first page.
    db.pragma('journal_mode = WAL');
    db.close();
    linkSync(draft, path);
  } catch (error) {
    // Another process was faster: then its file is the database.
    if (!existsSync(path)) throw error;
  } finally {
    for (const end of DATABASE_FILES) rmSync(`${draft}${end}`, { force: true });
  }
}
