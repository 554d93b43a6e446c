import { open, readFile, stat, writeFile } from 'node:fs/promises';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addCity, bound, party, reach, START, wish, x } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

describe('a database that cannot be used', () => {
  const useBench = useStoreBench();

  it('of a later version of the program is refused and left as it is', async () => {
    const bench = await useBench();
    await (await bench.open()).close();
    const db = new SqliteDatabase(bench.path());
    db.pragma('user_version = 99');
    db.close();
    const before = await readFile(bench.path());
    await expect(bench.open()).rejects.toMatchObject({
      code: 'store-newer',
      message: expect.stringContaining('99'),
    });
    expect((await readFile(bench.path())).equals(before)).toBe(true);
  });

  it('of another program is refused and left as it is', async () => {
    const bench = await useBench();
    const db = new SqliteDatabase(bench.path());
    db.exec('CREATE TABLE theirs (id)');
    db.close();
    await expect(bench.open()).rejects.toMatchObject({ code: 'store-corrupt' });
    const after = new SqliteDatabase(bench.path(), { readonly: true });
    expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs']);
    after.close();
  });

  it('that is no database is refused and left as it is', async () => {
    const bench = await useBench();
    await writeFile(bench.path(), 'plain text, and a good deal of it. '.repeat(500));
    await expect(bench.open()).rejects.toMatchObject({ code: 'store-corrupt' });
    expect((await readFile(bench.path(), 'utf8')).startsWith('plain text')).toBe(true);
  });

  it('of which a page is damaged is refused and left as it is, its log too', async () => {
    const bench = await useBench();
    await (await bench.open()).close();
    const db = new SqliteDatabase(bench.path(), { readonly: true });
    const roots = db
      .prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name IN ('meta', 'pool')`)
      .pluck()
      .all();
    db.close();
    const file = await open(bench.path(), 'r+');
    for (const page of roots) await file.write(Buffer.alloc(8, 0x2a), 0, 8, (page - 1) * 4096);
    await file.close();
    const before = await readFile(bench.path());
    await expect(bench.open()).rejects.toMatchObject({ code: 'store-corrupt' });
    expect((await readFile(bench.path())).equals(before)).toBe(true);
    const log = await stat(`${bench.path()}-wal`).catch(() => ({ size: 0 }));
    expect(log.size).toBe(0);
  });

  it('that needs nothing is not written to when it is opened', async () => {
    const bench = await useBench();
    await (await bench.open()).close();
    const before = await readFile(bench.path());
    await (await bench.open()).close();
    expect((await readFile(bench.path())).equals(before)).toBe(true);
  });

  it('in a directory that is not there is reported with its path', async () => {
    const bench = await useBench();
    await expect(bench.open({ name: 'missing/axbridge.db' })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('missing/axbridge.db'),
    });
  });

  it('with damaged pages refuses the calls it cannot resolve, and connects nobody wrongly', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 50);
    const wishes = Array.from({ length: 2000 }, (_, n) => wish({ a: party(2 * n), b: party(2 * n + 1) }));
    const bindings = (await store.bindMany(wishes)).map(bound);
    await store.close();
    const { size } = await stat(bench.path());
    const file = await open(bench.path(), 'r+');
    for (let at = 40 * 4096; at < size; at += 3 * 4096)
      await file.write(Buffer.alloc(1500, 0x2a), 0, 1500, at + 1500);
    await file.close();
    const damaged = await bench.open();
    const outcomes = bindings.map(({ a, b, x: number }) => {
      try {
        const reached = reach(damaged, a, number, START);
        return reached === b?.reveal() ? 'right' : /^[0-9]+$/.test(reached) ? 'wrong person' : 'refused';
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error;
      }
    });
    expect(outcomes).toContain('store-corrupt');
    expect(outcomes).not.toContain('wrong person');
  });
});

describe('an index that leads to the wrong binding', () => {
  const useBench = useStoreBench();

  it('connects nobody: the caller has to be a party of the binding that was found', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 2);
    const one = bound(await store.bind(wish({ x: x(0) })));
    const other = bound(await store.bind(wish({ a: party(3), b: party(4), x: x(0) })));
    const db = new SqliteDatabase(bench.path());
    db.prepare('UPDATE leg SET binding = ? + ? - binding').run(one.id, other.id);
    expect(() => reach(store, party(1), x(0), START)).toThrow('store-corrupt');
    db.exec('UPDATE leg SET binding = 3 - binding; UPDATE leg SET side = 1 - side');
    db.close();
    expect(() => reach(store, party(1), x(0), START)).toThrow('store-corrupt');
  });
});

describe('a write that cannot be done', () => {
  const useBench = useStoreBench();

  it('while another process writes is reported as busy, and works afterwards', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 2);
    const other = new SqliteDatabase(bench.path());
    other.exec('BEGIN IMMEDIATE');
    await expect(store.bind(wish())).rejects.toMatchObject({ code: 'store-busy' });
    other.exec('ROLLBACK');
    other.close();
    expect(bound(await store.bind(wish())).id).toBe(1);
  });

  it('on a full disk changes nothing, and works when there is space again', async () => {
    const bench = await useBench();
    const store = await bench.open({ maxBytes: 400_000 });
    await addCity(store, 2);
    const kept = bound(await store.bind(wish({ x: x(0) })));
    const many = Array.from({ length: 20_000 }, (_, n) =>
      wish({ a: party(10 + 2 * n), b: party(11 + 2 * n) }),
    );
    await expect(store.bindMany(many)).rejects.toMatchObject({ code: 'store-full' });
    expect(store.bindings({ at: START, limit: 10 }).map(({ id }) => id)).toEqual([kept.id]);
    expect(reach(store, party(1), x(0), START)).toBe(party(2).reveal());
    await store.close();
    const roomy = await bench.open();
    expect((await roomy.bindMany(many)).filter((result) => result.ok)).toHaveLength(20_000);
  });

  it('does not take the others down that wait with it', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 4);
    const broken = store.bind(wish({ expiresAt: 0.5 }));
    const good = store.bind(wish({ b: party(3) }));
    await expect(broken).rejects.toMatchObject({ code: 'store-failed' });
    expect(bound(await good).b?.equals(party(3))).toBe(true);
    expect(store.bindings({ at: START, limit: 10 })).toHaveLength(1);
  });

  it('after the store was closed is refused', async () => {
    const store = await (await useBench()).open();
    await store.close();
    await store.close();
    await expect(store.bind(wish())).rejects.toMatchObject({ code: 'store-closed' });
  });
});

describe('two stores on one database', () => {
  const useBench = useStoreBench();

  it('see what the other one wrote as soon as it was acknowledged, and never give an id twice', async () => {
    const bench = await useBench();
    const [one, two] = [await bench.open(), await bench.open()];
    await addCity(one, 3);
    expect(two.poolNames()).toEqual(['city']);
    const first = bound(await one.bind(wish({ x: x(0) })));
    expect(reach(two, party(1), x(0), START)).toBe(party(2).reveal());
    const second = bound(await two.bind(wish({ b: party(3) })));
    expect(second.id).toBeGreaterThan(first.id);
    expect(second.x).not.toBe(x(0));
    await two.setLocked('city', null, true);
    expect(reach(one, party(7), x(0), START)).toBe('number-locked');
    await expect(one.bind(wish({ b: party(4) }))).resolves.toMatchObject({ ok: false });
    await one.release(first.id, 'requested', START);
    expect(reach(two, party(1), x(0), START)).toBe('binding-cooling');
  });

  it('are told when the other one rotated the key', async () => {
    const bench = await useBench();
    const [one, two] = [await bench.open(), await bench.open()];
    await addCity(one, 3);
    bound(await one.bind(wish({ x: x(0) })));
    const { MasterKey } = await import('../../src/adapters/sealing/master-key.ts');
    await one.beginRotation(MasterKey.random());
    expect(() => two.routeFacts(party(1), [x(1)])).toThrow('key-wrong');
    await expect(two.bind(wish())).rejects.toMatchObject({ code: 'key-wrong' });
  });
});
