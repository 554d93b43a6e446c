import { cp, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SealingKeys } from '../../src/adapters/sealing/sealing-keys.ts';
import { DATABASE_FILES } from '../../src/adapters/sqlite/database-place.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { renewalOf } from '../../src/composition/keys.ts';
import { defaultSettings } from '../../src/config/load-settings.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import { addCity, bound, DAY, party, reach, START, wish } from '../contract/binding-store.fixtures.ts';
import { A, calledLeg, callerLeg, recordOf, uuid } from '../domain/cdr/given.ts';
import { placesOf } from '../support/byte-search.ts';
import { useStoreBench } from './temporary-store.ts';

const DAY_US = DAY * 1000;
const PAIRS = 600;
const CALLS = 40;

/** What opens by a key of the database: numbers, records, events and the keys of their days. A sealed thing begins with its nonce. */
const SEALED = [
  'SELECT sealed FROM binding WHERE id IN old',
  'SELECT sealed FROM binding_version WHERE binding IN old AND sealed IS NOT NULL',
  'SELECT sealed FROM kept_number WHERE binding IN old',
  'SELECT sealed FROM cdr',
  'SELECT wrapped FROM cdr_day',
  'SELECT wrapped FROM event_day',
  'SELECT sealed FROM event_chunk',
] as const;

/** What tells whether a number was there, to somebody who has the key and tries numbers out. */
const HASHES = [
  'SELECT party FROM leg WHERE binding IN old',
  'SELECT l.party FROM version_leg l JOIN binding_version v ON v.id = l.version WHERE v.binding IN old',
] as const;

function read(path: string, queries: readonly string[], old: readonly Binding[]): readonly Buffer[] {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    const list = `(${old.map(({ id }) => id).join(',')})`;
    return queries.flatMap((sql) =>
      db
        .prepare<[], Buffer>(sql.replaceAll('old', list))
        .pluck()
        .all()
        .map((bytes) => Buffer.from(bytes)),
    );
  } finally {
    db.close();
  }
}

/** What opens the records and events of a day. */
const DAY_KEYS = ['SELECT wrapped FROM cdr_day', 'SELECT wrapped FROM event_day'];

/** How many of them are in the database, its log and the index of it, as somebody finds them who copies the disk. */
async function found(path: string, secrets: readonly Uint8Array[]): Promise<number> {
  const names = (await readdir(dirname(path))).filter((name) => join(dirname(path), name).startsWith(path));
  const files = await Promise.all(names.map((name) => readFile(join(dirname(path), name))));
  return placesOf(secrets, Buffer.concat(files)).length;
}

/** By every salt that the file still has, as somebody derives them who has master keys. */
function keysOf(path: string, masters: readonly MasterKey[]): readonly SealingKeys[] {
  const db = new SqliteDatabase(path, { readonly: true });
  const rows = db
    .prepare<[], { generation: number; salt: Buffer }>('SELECT generation, salt FROM key_generation')
    .all();
  db.close();
  return masters.flatMap((master) =>
    rows.map(({ generation, salt }) => SealingKeys.derive(master, generation, salt)),
  );
}

function hashesOf(
  path: string,
  masters: readonly MasterKey[],
  parties: readonly RealNumber[],
): readonly Buffer[] {
  return keysOf(path, masters).flatMap((one) => parties.map((each) => one.hash(each)));
}

/** How many of the bindings open, whose sealed numbers somebody has kept, by any key that can still be had. */
function opened(
  path: string,
  masters: readonly MasterKey[],
  bindings: readonly Binding[],
  sealed: readonly Buffer[],
): number {
  const keys = keysOf(path, masters);
  const opens = (id: number, bytes: Buffer): boolean =>
    keys.some((one) => {
      try {
        return one.unseal(id, bytes) !== null;
      } catch {
        return false;
      }
    });
  return bindings.filter(({ id }, place) => opens(id, sealed[place] ?? Buffer.alloc(0))).length;
}

function saltsOf(path: string): readonly Buffer[] {
  return read(
    path,
    ['SELECT salt FROM key_generation', 'SELECT wrapped FROM key_generation WHERE wrapped IS NOT NULL'],
    [],
  );
}

interface Lived {
  readonly old: readonly Binding[];
  readonly live: readonly Binding[];
  /** Everybody who was ever in one of the old. */
  readonly parties: readonly RealNumber[];
}

/** Pairs that were changed, called and released, and pairs that live on, in an order in which pages are split and joined. */
async function liveOn(store: SqliteBindingStore): Promise<Lived> {
  await addCity(store, 60);
  const old: Binding[] = [];
  const live: Binding[] = [];
  const parties: RealNumber[] = [];
  for (let from = 0; from < PAIRS; from += 20) {
    const wishes = Array.from({ length: 20 }, (_, place) => {
      const [n, at] = [from + place, START + from + place];
      const [a, b] = [party((7_919 * n) % 90_000), party(100_000 + ((104_729 * n) % 90_000))];
      return wish({ a, b, at, expiresAt: at + (n % 3 === 0 ? 100 * DAY : DAY) });
    });
    for (const [place, result] of (await store.bindMany(wishes)).entries()) {
      const [n, binding] = [from + place, bound(result)];
      if (n % 3 === 0) {
        live.push(binding);
        continue;
      }
      old.push(binding);
      parties.push(binding.a, party(300_000 + n), ...(binding.b === null ? [] : [binding.b]));
      if (n % 5 === 1) await store.amend(binding.id, { b: party(300_000 + n) }, START + n);
      if (n % 2 === 0) await store.release(binding.id, 'requested', START + DAY - 1);
    }
  }
  const records = Array.from({ length: CALLS }, (_, n) => {
    const call = uuid(1_000 + n) as CallId;
    const legs = [callerLeg({ call }), calledLeg({ call })];
    return { call, record: { ...recordOf(legs), call, createdAt: START * 1000 }, legs: [] };
  });
  await store.cdrs.settle(records);
  return { old, live, parties };
}

async function retain(store: SqliteBindingStore): Promise<void> {
  while ((await store.events.purge(START + 40 * DAY, 100)) > 0);
  while ((await store.cdrs.purge(START * 1000 + 40 * DAY_US, 25)) === 25);
  while ((await store.purge(START + 40 * DAY, START + 40 * DAY, 100)) === 100);
}

/** As the daemon does it, when its keys are ten days old. */
function renewal(store: SqliteBindingStore): () => Promise<boolean> {
  const now = (): number => Date.now() + 10 * DAY;
  const clock = {
    now,
    after: (_ms: number, callback: () => void) => {
      setImmediate(callback);
      return { cancel: () => undefined };
    },
  };
  return renewalOf({ store, settings: () => defaultSettings().store, clock });
}

describe('after retention', () => {
  const useBench = useStoreBench();

  it('the rows are gone from all files while the daemon runs on, and so are the keys of the days', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { old, live } = await liveOn(store);
    const [secrets, days] = [read(bench.path(), SEALED, old), read(bench.path(), DAY_KEYS, [])];
    expect(secrets.length).toBeGreaterThan(800);
    expect(await found(bench.path(), secrets)).toBeGreaterThanOrEqual(secrets.length);
    await retain(store);
    expect(await found(bench.path(), days)).toBe(0);
    // SQLite may leave a copy of a row in the unused part of a page that it split: see the next test.
    expect(await found(bench.path(), secrets)).toBeLessThan(secrets.length / 50);
    expect(old.filter(({ id }) => store.binding(id) !== null)).toEqual([]);
    expect(live.filter(({ id }) => store.binding(id) === null)).toEqual([]);
    expect(store.cdrs.find({ number: A, limit: 10 })).toEqual([]);
  });

  it('and with fresh keys nobody who has the files and the key can read an old number, nor tell whether one was there', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { old, live, parties } = await liveOn(store);
    const [hashes, salts] = [read(bench.path(), HASHES, old), saltsOf(bench.path())];
    const sealed = read(bench.path(), [`${SEALED[0]} ORDER BY id`], old);
    const known = new Set(hashesOf(bench.path(), [bench.key], parties).map((one) => one.toString('hex')));
    expect(hashes.filter((one) => !known.has(one.toString('hex')))).toEqual([]);
    expect(opened(bench.path(), [bench.key], old, sealed)).toBe(old.length);
    await retain(store);
    expect(await renewal(store)()).toBe(true);
    expect(store.rotationPending()).toBe(false);
    expect(await found(bench.path(), salts)).toBe(0);
    expect(await found(bench.path(), hashesOf(bench.path(), [bench.key], parties))).toBe(0);
    expect(opened(bench.path(), [bench.key], old, sealed)).toBe(0);
    // The master key is the same, so nobody has to do anything.
    await store.close();
    const again = await bench.open();
    expect(live.filter(({ a, b, x }) => reach(again, a, x, START + DAY) !== b?.reveal())).toEqual([]);
    expect(again.keyState().isRenewing).toBe(false);
  });

  it('what a daemon could not tidy up because it was killed is gone with the first write of the next one', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { old } = await liveOn(store);
    const secrets = read(bench.path(), SEALED, old);
    // Somebody reads, so the log cannot be emptied; then the machine takes the daemon away.
    const reader = new SqliteDatabase(bench.path(), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM binding').get();
    await retain(store);
    expect(await found(bench.path(), secrets)).toBeGreaterThan(secrets.length / 2);
    const left = await useBench();
    for (const end of DATABASE_FILES) await cp(`${bench.path()}${end}`, `${left.path()}${end}`);
    reader.close();
    const next = await left.open({ key: bench.key });
    bound(await next.bind(wish({ a: party(1), b: party(2) })));
    expect(await found(left.path(), secrets)).toBeLessThan(secrets.length / 50);
  });
});

describe('a rotation of the key', () => {
  const useBench = useStoreBench();

  it('leaves nothing that the key of before opens or tells, also for somebody who has both', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { live, parties } = await liveOn(store);
    const sealed = read(bench.path(), [`${SEALED[0]} ORDER BY id`], live);
    const salts = saltsOf(bench.path());
    const next = MasterKey.random();
    await store.beginRotation(next);
    await store.continueRotation();
    expect(await found(bench.path(), salts)).toBe(0);
    expect(opened(bench.path(), [bench.key, next], live, sealed)).toBe(0);
    await retain(store);
    expect(await renewal(store)()).toBe(true);
    expect(await found(bench.path(), hashesOf(bench.path(), [bench.key, next], parties))).toBe(0);
    await store.close();
    await expect(bench.open()).rejects.toMatchObject({
      message: expect.stringContaining('before rotation 1'),
    });
  });

  it('waits for fresh keys that are being made, and does not take them for the new key', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { live } = await liveOn(store);
    await store.beginRenewal();
    expect(store.keyState().isRenewing).toBe(true);
    await store.close();
    const again = await bench.open();
    expect(again.rotationPending()).toBe(true);
    expect(live.filter(({ a, b, x }) => reach(again, a, x, START) !== b?.reveal())).toEqual([]);
    const { rotateKeyFile } = await import('../../src/adapters/sqlite/keyed-store.ts');
    await rotateKeyFile(again, bench.path('axbridge.key')).catch(() => undefined);
    expect(again.isCurrentKey(bench.key)).toBe(false);
    expect(again.rotationPending()).toBe(false);
    await again.close();
    await expect(bench.open()).rejects.toMatchObject({ code: 'key-wrong' });
  });
});
