import { readFile } from 'node:fs/promises';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import { A, B, begun, calledLeg, callerLeg, leg, recordOf, SECOND, T0, uuid } from '../domain/cdr/given.ts';
import { writeSchema1 } from './schema-1.ts';
import { useStoreBench } from './temporary-store.ts';

const DAY = 86_400 * SECOND;

/** A call each on so many days, one that waits for its legs, and one whose legs wait. */
async function fill(store: SqliteBindingStore, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const call = uuid(100 + day) as CallId;
    const record = {
      ...recordOf([callerLeg({ call }), calledLeg({ call })]),
      call,
      createdAt: T0 + day * DAY,
    };
    await store.cdrs.settle([{ call, record, legs: [] }]);
  }
  await store.cdrs.begin(begun());
  await store.cdrs.addLegs([callerLeg({ leg: leg(50), call: uuid(50) as CallId })]);
}

const seen = ({ cdrs }: SqliteBindingStore): readonly (string | undefined)[] =>
  cdrs.find({ number: A, limit: 100 }).map(({ record }) => record.callee?.reveal());

describe('call records at rest', () => {
  const useBench = useStoreBench();

  it('show no number, no text that a caller sent, and no hash that could be tried out without the key', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await fill(store, 2);
    await store.close();
    const bytes = await readFile(bench.path());
    for (const secret of [A.reveal(), B.reveal(), A.reveal().slice(2), 'caller@example', 'PCMA'])
      expect(bytes.includes(Buffer.from(secret)), secret).toBe(false);
  });

  it('are there after a restart, and by a new key, whose rotation wraps the keys of days and leaves the records alone', async () => {
    const bench = await useBench();
    const first = await bench.open();
    await fill(first, 3);
    const sealed = rows(bench.path());
    const next = MasterKey.random();
    await first.beginRotation(next);
    expect(seen(first)).toHaveLength(3);
    await first.continueRotation();
    expect(first.rotationPending()).toBe(false);
    expect(seen(first)).toHaveLength(3);
    expect(rows(bench.path())).toEqual(sealed);
    await fill(first, 4);
    await first.close();
    await expect(bench.open()).rejects.toMatchObject({ code: 'key-wrong' });
    const second = await bench.open({ key: next });
    expect(seen(second)).toEqual(Array(4).fill(B.reveal()));
    expect(second.cdrs.unsettled(begun().call).begun?.caller?.reveal()).toBe(A.reveal());
    expect(second.cdrs.callsWithLegs(10)).toEqual([uuid(50)]);
  });

  it('go with the keys of their days: what a copy of the rows says opens no more', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await fill(store, 3);
    while ((await store.cdrs.purge(T0 + 2 * DAY, 1)) === 1);
    expect(seen(store)).toHaveLength(1);
    await store.close();
    const db = new SqliteDatabase(bench.path());
    const count = (sql: string): unknown => db.prepare(sql).pluck().get();
    expect(count('SELECT count(*) FROM cdr_day')).toBe(1);
    expect(count('SELECT count(*) FROM cdr_party')).toBe(2);
    db.close();
  });

  it('leave nothing behind when they are made anew', async () => {
    const bench = await useBench();
    const store = await bench.open();
    for (let time = 0; time < 2; time += 1) await fill(store, 1);
    await store.close();
    const db = new SqliteDatabase(bench.path(), { readonly: true });
    const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect([count('cdr'), count('cdr_party'), count('cdr_begun')]).toEqual([1, 2, 1]);
    db.close();
  });

  it('take a call that comes in late for a day that was forgotten, under a new key', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await fill(store, 1);
    await store.cdrs.purge(T0 + DAY, 10);
    await fill(store, 1);
    expect(seen(store)).toEqual([B.reveal()]);
  });

  it('of another call open not in its place', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await fill(store, 2);
    await store.close();
    const db = new SqliteDatabase(bench.path());
    db.exec(
      'UPDATE cdr SET sealed = (SELECT sealed FROM cdr WHERE id = 1), day = (SELECT day FROM cdr WHERE id = 1)',
    );
    db.close();
    const again = await bench.open();
    expect(() => again.cdrs.record(uuid(101) as CallId)).toThrow('does not open');
  });

  it('fit into a database of the first release', async () => {
    const bench = await useBench();
    writeSchema1(bench.path(), bench.key, []);
    const store = await bench.open();
    await fill(store, 1);
    expect(seen(store)).toEqual([B.reveal()]);
  });
});

function rows(path: string): readonly unknown[] {
  const db = new SqliteDatabase(path, { readonly: true });
  const all = db.prepare('SELECT sealed FROM cdr ORDER BY id').pluck().all();
  db.close();
  return all;
}
