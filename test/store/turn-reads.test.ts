import { setImmediate as nextTurn } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import type { RouteFacts } from '../../src/domain/call/route-facts.ts';
import { bound, party, range, START, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const READERS = 4;
const ROUNDS = 12;

/** The caller's binding on the number, as a call would meet it. */
function met(store: SqliteBindingStore, { b, x }: Binding): Binding | null {
  const facts: RouteFacts = store.routeFacts(b, [x]);
  return facts.found === 'number' ? (facts.own?.binding ?? null) : null;
}

async function bindAndRelease(store: SqliteBindingStore, n: number): Promise<void> {
  const binding = bound(await store.bind(wish({ a: party(2 * n), b: party(2 * n + 1) })));
  expect(met(store, binding)).toMatchObject({ id: binding.id, releasedAt: null });
  await store.release(binding.id, 'requested', START + 1);
  expect(met(store, binding)).toMatchObject({ id: binding.id, releasedAt: START + 1 });
}

describe('reads of one turn', () => {
  const useBench = useStoreBench();

  it('are never older than a write that was acknowledged, whatever else reads meanwhile', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await store.addNumbers({ pool: 'city', range: range(0, 99), areaCode: null, policy: null });
    const first = bound(await store.bind(wish()));
    let writing = true;
    const readOn = async (pause: () => Promise<unknown>): Promise<void> => {
      while (writing) {
        met(store, first);
        await pause();
      }
    };
    const readers = Array.from({ length: READERS }, (_, n) =>
      // Some look in each turn, some several times in one.
      readOn(
        n % 2 === 0
          ? nextTurn
          : () =>
              Promise.resolve()
                .then(() => void met(store, first))
                .then(nextTurn),
      ),
    );
    for (let round = 1; round <= ROUNDS; round += 1)
      await Promise.all([1, 2, 3, 4].map((n) => bindAndRelease(store, round * 10 + n)));
    writing = false;
    await Promise.all(readers);
  });

  it('see in the next turn what another process wrote', async () => {
    const bench = await useBench();
    const [store, other] = [await bench.open(), await bench.open()];
    await other.addNumbers({ pool: 'city', range: range(0, 99), areaCode: null, policy: null });
    for (let n = 1; n <= ROUNDS; n += 1) {
      expect(store.pool('city')).not.toBeNull();
      const binding = bound(await other.bind(wish({ a: party(2 * n), b: party(2 * n + 1) })));
      expect(met(store, binding)?.id).toBe(binding.id);
    }
  });

  it('are over with it, so that the write-ahead log can be emptied', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await store.addNumbers({ pool: 'city', range: range(0, 99), areaCode: null, policy: null });
    const binding = bound(await store.bind(wish()));
    const db = new SqliteDatabase(bench.path(), { timeout: 0 });
    try {
      expect(met(store, binding)).not.toBeNull();
      await nextTurn();
      expect(db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })).toBe(0);
    } finally {
      db.close();
    }
  });

  it('are of one moment: what is written within the turn is seen in the next', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await store.addNumbers({ pool: 'city', range: range(0, 99), areaCode: null, policy: null });
    const binding = bound(await store.bind(wish()));
    const db = new SqliteDatabase(bench.path());
    try {
      expect(met(store, binding)?.revision).toBe(0);
      db.exec('UPDATE binding SET revision = 7');
      expect(met(store, binding)?.revision).toBe(0);
      await nextTurn();
      expect(met(store, binding)?.revision).toBe(7);
    } finally {
      db.close();
    }
  });
});
