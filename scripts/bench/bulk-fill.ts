import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { SealingKeys } from '../../src/adapters/sealing/sealing-keys.ts';
import { KIND, SIDE } from '../../src/adapters/sqlite/binding-row.ts';
import {
  type BindingStatements,
  prepareBindingStatements,
} from '../../src/adapters/sqlite/binding-statements.ts';
import { loadKeyRing } from '../../src/adapters/sqlite/key-table.ts';
import { peerTagOf } from '../../src/adapters/sqlite/party-hashes.ts';
import { BINDING_MODES } from '../../src/domain/binding/binding-mode.ts';
import { type BenchDatabase, benchWish, POOL_NUMBERS } from './bench-database.ts';

/** Rows between two words on how far it is, and between two commits. */
const STEP = 500_000;
/** Everything stays in memory until it is written, so that rows may come in any order: for 10,000,000 bindings 3 GB. */
const CACHE_KIB = 5_000_000;
/** Shares no factor with the size of the pool: the ten bindings of a party are on ten numbers. */
const NUMBER_STRIDE = 7919;

/**
 * Writes the rows that the store would write for `benchWish`, but for its events and for which X it is, in the same order into the same
 * tables, without a log and without waiting for the disk: a crash leaves nothing of use. Ten times as fast as the store.
 * @param first bindings that are there already
 * @param onStep told how many there are
 */
export function bulkFill(
  { path, key }: Pick<BenchDatabase, 'path' | 'key'>,
  first: number,
  count: number,
  onStep: (there: number) => void = () => {},
): void {
  const db = new SqliteDatabase(path);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    const keys = loadKeyRing(db, [key]).current;
    const sql = prepareBindingStatements(db);
    for (let from = first; from < count; from += STEP) {
      fillStep(db, { sql, keys }, from, Math.min(count, from + STEP));
      onStep(Math.min(count, from + STEP));
    }
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}

interface Writing {
  readonly sql: BindingStatements;
  readonly keys: SealingKeys;
}

function fillStep(db: Database, writing: Writing, from: number, to: number): void {
  db.exec('BEGIN');
  for (let n = from; n < to; n += 1) writeOne(writing, n);
  db.prepare('UPDATE meta SET next_binding = ?').run(to + 1);
  db.exec('COMMIT');
}

function writeOne({ sql, keys }: Writing, n: number): void {
  const { a, b, mode, details, at, expiresAt } = benchWish(n);
  if (b === null) throw new Error('a binding of a bench has two parties');
  const id = n + 1;
  const x = 1 + ((n * NUMBER_STRIDE) % POOL_NUMBERS);
  const sealed = keys.seal(id, { a, b, details });
  const [hashA, hashB] = [keys.hash(a), keys.hash(b)];
  const place = BINDING_MODES.indexOf(mode);
  sql.insert.run(
    id,
    x,
    null,
    place,
    null,
    null,
    keys.generation,
    sealed,
    at,
    expiresAt,
    null,
    null,
    null,
    0,
    0,
  );
  sql.insertLeg.run(hashA, KIND.resolves, x, id, SIDE.a, peerTagOf(hashB));
  sql.insertLeg.run(hashB, KIND.resolves, x, id, SIDE.b, peerTagOf(hashA));
}
