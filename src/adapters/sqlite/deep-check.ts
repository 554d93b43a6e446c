import type { Database } from 'better-sqlite3';
import { StoreError } from '../../ports/store-error.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { CdrDays } from './cdr-days.ts';
import { openForReading } from './connection.ts';
import { isDatabaseThere } from './database-place.ts';
import { loadKeyRing } from './key-table.ts';
import { storeErrorOf } from './store-failure.ts';

const BUSY_TIMEOUT_MS = 5000;
/** Keys of days: a database has at most this many, and the last number of a day. */
const LAST_DAY = 10_000_000;

interface SealedRow {
  readonly id: number;
  readonly key_generation: number;
  readonly sealed: Uint8Array;
}

/** @throws StoreError `store-corrupt` that says what is wrong first */
export function checkPages(db: Database, path: string): void {
  const found = db.pragma('integrity_check(1)', { simple: true });
  if (found !== 'ok') throw new StoreError('store-corrupt', `${path}: ${String(found)}`);
}

/**
 * Reads every page of a database, and with keys opens every number of its bindings and every key of its days. Others may write meanwhile.
 * @param masters `null` for a database in which nothing is sealed
 * @returns how many bindings were opened
 * @throws StoreError `store-corrupt` for the first thing that is damaged, `key-wrong`
 */
export function checkDeeply(path: string, masters: readonly MasterKey[] | null): number {
  if (!isDatabaseThere(path)) return 0;
  const db = openForReading(path, BUSY_TIMEOUT_MS);
  try {
    return db.transaction(() => {
      checkPages(db, path);
      return masters === null ? 0 : openAll(db, masters);
    })();
  } catch (error) {
    throw storeErrorOf(error, 'read');
  } finally {
    db.close();
  }
}

function openAll(db: Database, masters: readonly MasterKey[]): number {
  const ring = loadKeyRing(db, masters);
  let opened = 0;
  const rows = db.prepare<[], SealedRow>('SELECT id, key_generation, sealed FROM binding');
  for (const { id, key_generation, sealed } of rows.iterate()) {
    ring.of(key_generation).unseal(id, sealed);
    opened += 1;
  }
  for (const purpose of ['call-record-day', 'recording-day', 'event-day'] as const) {
    const days = new CdrDays(db, purpose);
    for (const day of days.between(0, LAST_DAY)) days.key(day, ring);
  }
  return opened;
}
