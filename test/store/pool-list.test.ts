import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { PoolList } from '../../src/adapters/sqlite/pool-list.ts';
import { migrate } from '../../src/adapters/sqlite/schema.ts';
import { NumberCatalogue, type NumberId } from '../../src/domain/pool/number-catalogue.ts';
import { DEFAULT_POOL_POLICY } from '../../src/domain/pool/pool.ts';
import { DAY, range, START, x } from '../contract/binding-store.fixtures.ts';

const SEALED = Buffer.alloc(1);

/** Pool `crowded` has number 1, pool `small` number 2. */
const CATALOGUE = new NumberCatalogue(
  new Map([
    ['crowded', DEFAULT_POOL_POLICY],
    ['small', DEFAULT_POOL_POLICY],
  ]),
  ['crowded', 'small'].map((pool, n) => ({
    firstId: (n + 1) as NumberId,
    range: range(n),
    pool,
    areaCode: null,
    locked: false,
  })),
  3,
);

it('the list of a pool reads no more than a part at once, and nothing of what is in other pools', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db, ':memory:');
  const insert = db.prepare(
    'INSERT INTO binding (id, x, mode, key_generation, sealed, created_at, expires_at) VALUES (?, ?, 0, 1, ?, ?, ?)',
  );
  const ended = (id: number): void => void insert.run(id, 1, SEALED, START, START + 1);
  db.transaction(() => {
    for (let id = 1; id <= 12_000; id += 1) ended(id);
    insert.run(12_001, 1, SEALED, START, START + DAY);
    insert.run(12_002, 2, SEALED, START, START + DAY);
  })();
  const list = new PoolList(db);
  const read = (pool: string, afterId: number | null) => {
    const after = afterId === null ? null : { x: x(0), id: afterId as never };
    const { rows, next } = list.read({ pool, ended: false, at: START + 1, after, limit: 10 }, CATALOGUE);
    return [rows.map(({ id }) => id), next?.id ?? null];
  };
  expect(read('small', null)).toEqual([[12_002], null]);
  expect(read('crowded', null)).toEqual([[], 5000]);
  expect(read('crowded', 5000)).toEqual([[], 10_000]);
  expect(read('crowded', 10_000)).toEqual([[12_001], null]);
  expect(read('crowded', 12_001)).toEqual([[], null]);
  db.close();
});
