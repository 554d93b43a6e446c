import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SealingKeys } from '../../src/adapters/sealing/sealing-keys.ts';
import { openKeyedStore, rotateKeyFile } from '../../src/adapters/sqlite/keyed-store.ts';
import { createKeyFile, nextKeyFile, readKeyFile } from '../../src/adapters/system/key-file.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import { addCity, bound, party, reach, START, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const digits = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.string({
      unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
      minLength: 4,
      maxLength: 14,
    }),
  )
  .map(([first, rest]) => RealNumber.of(`${first}${rest}`));

describe('sealed numbers', () => {
  const keys = SealingKeys.derive(MasterKey.random(), 1, Buffer.alloc(32, 1));

  it('open for their own binding, whatever numbers they are', () => {
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, b, id) => {
        const opened = keys.unseal(id, keys.seal(id, { a, b, details: NO_DETAILS }));
        expect(opened.a.equals(a) && opened.b?.equals(b)).toBe(true);
      }),
    );
  });

  it('open for no other binding, no other generation, and not when a bit is turned', () => {
    const master = MasterKey.random();
    const [one, two] = [1, 2].map((generation) => SealingKeys.derive(master, generation, Buffer.alloc(32)));
    const sealed = one?.seal(7, { a: party(1), b: party(2), details: NO_DETAILS }) ?? Buffer.alloc(0);
    expect(() => one?.unseal(8, sealed)).toThrow('store-corrupt');
    expect(() => two?.unseal(7, sealed)).toThrow('store-corrupt');
    for (let at = 0; at < sealed.length; at += 1) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => one?.unseal(7, damaged)).toThrow('store-corrupt');
    }
    expect(() => one?.unseal(7, sealed.subarray(0, 20))).toThrow('store-corrupt');
  });

  it('never look the same twice', () => {
    const parties = { a: party(1), b: party(2), details: NO_DETAILS };
    const seals = Array.from({ length: 3000 }, () => keys.seal(1, parties).toString('hex'));
    expect(new Set(seals).size).toBe(3000);
  });

  it('are found by a hash that depends on the key', () => {
    const other = SealingKeys.derive(MasterKey.random(), 1, Buffer.alloc(32, 1));
    expect(keys.hash(party(1))).toEqual(keys.hash(party(1)));
    expect(keys.hash(party(1))).not.toEqual(keys.hash(party(2)));
    expect(keys.hash(party(1))).not.toEqual(other.hash(party(1)));
  });
});

/** Every row of every table. Not the file's bytes: closing may bring the log into them, which changes nothing. */
function rowsOf(path: string): readonly unknown[] {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all();
    return tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all());
  } finally {
    db.close();
  }
}

describe('the key of a store', () => {
  const useBench = useStoreBench();

  it('is made with mode 0600 together with the database, and opens it again', async () => {
    const bench = await useBench();
    const place = { path: bench.path(), keyFile: bench.path('axbridge.key') };
    const store = await openKeyedStore(place);
    await addCity(store, 1);
    const { x } = bound(await store.bind(wish()));
    await store.close();
    for (const file of [place.path, place.keyFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await openKeyedStore(place);
    expect(reach(again, party(1), x, START)).toBe(party(2).reveal());
    await again.close();
  });

  it('may come from the environment in hexadecimal or base64', async () => {
    const bench = await useBench();
    const key = Buffer.alloc(32, 7);
    for (const keyText of [key.toString('hex'), key.toString('base64'), `${key.toString('base64url')}\n`]) {
      const given = MasterKey.parseAll(keyText, 'the test');
      const store = await openKeyedStore({ path: bench.path(), keyFile: bench.path('none'), given });
      await store.close();
    }
    expect((await readdir(dirname(bench.path()))).filter((name) => name === 'none')).toEqual([]);
  });

  it('that is not the right one is refused, and nothing is changed', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 1);
    await store.close();
    const before = rowsOf(bench.path());
    await expect(bench.open({ key: MasterKey.random() })).rejects.toMatchObject({ code: 'key-wrong' });
    expect(rowsOf(bench.path())).toEqual(before);
  });

  it('that is lost is not made anew: the numbers are gone with it', async () => {
    const bench = await useBench();
    const place = { path: bench.path(), keyFile: bench.path('axbridge.key') };
    await (await openKeyedStore(place)).close();
    await rm(place.keyFile);
    await expect(openKeyedStore(place)).rejects.toMatchObject({
      code: 'key-missing',
      message: expect.stringContaining('cannot be read by anybody'),
    });
    await expect(stat(place.keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is refused when others may read it, and when it is no key', async () => {
    const file = (await useBench()).path('axbridge.key');
    createKeyFile(file);
    expect(() => createKeyFile(file)).toThrow('store-failed');
    for (const mode of [0o640, 0o604, 0o660]) {
      await chmod(file, mode);
      expect(() => readKeyFile(file)).toThrow('key-unsafe');
    }
    await chmod(file, 0o600);
    for (const text of ['', 'short', 'A'.repeat(42), `${'a'.repeat(64)}0`, '!'.repeat(44)]) {
      await writeFile(file, text);
      expect(() => readKeyFile(file)).toThrow('key-malformed');
    }
  });

  it('never appears in print', () => {
    const key = MasterKey.random();
    const hex = Buffer.from(key.reveal()).toString('hex');
    expect(`${String(key)}${JSON.stringify({ key })}`).not.toContain(hex);
  });

  it('is exchanged while calls and binds go on; the old one is refused afterwards', async () => {
    const bench = await useBench();
    const place = { path: bench.path(), keyFile: bench.path('axbridge.key') };
    const store = await openKeyedStore(place);
    await addCity(store, 50);
    const wishes = Array.from({ length: 1100 }, (_, n) => wish({ a: party(2 * n), b: party(2 * n + 1) }));
    const bindings = (await store.bindMany(wishes)).map(bound);
    const old = readKeyFile(place.keyFile) ?? MasterKey.random();
    const binds: Promise<unknown>[] = [];
    let wrong = 0;
    await rotateKeyFile(store, place.keyFile, () => {
      binds.push(store.bind(wish({ a: party(5000 + binds.length), b: party(6000 + binds.length) })));
      for (const { a, b, x } of bindings) if (reach(store, a, x, START) !== b?.reveal()) wrong += 1;
    });
    expect(binds.length).toBeGreaterThanOrEqual(3);
    await Promise.all(binds);
    expect(wrong).toBe(0);
    await expect(store.bind(wish({ a: party(1), b: party(0) }))).resolves.toMatchObject({ existing: true });
    await store.close();
    await expect(bench.open({ key: old })).rejects.toMatchObject({
      code: 'key-wrong',
      message: expect.stringContaining('before rotation'),
    });
    const again = await openKeyedStore(place);
    for (const { a, b, x } of bindings) expect(reach(again, b, x, START)).toBe(a.reveal());
    await again.close();
  });

  it('is found when the process died between the rotation and the exchange of the key files', async () => {
    const bench = await useBench();
    const place = { path: bench.path(), keyFile: bench.path('axbridge.key') };
    const store = await openKeyedStore(place);
    await addCity(store, 1);
    const { x } = bound(await store.bind(wish()));
    await store.beginRotation(createKeyFile(nextKeyFile(place.keyFile)));
    await store.close();
    const again = await openKeyedStore(place);
    expect(again.rotationPending()).toBe(true);
    expect(reach(again, party(1), x, START)).toBe(party(2).reveal());
    await expect(stat(nextKeyFile(place.keyFile))).rejects.toMatchObject({ code: 'ENOENT' });
    await rotateKeyFile(again, place.keyFile);
    await again.close();
    const last = await openKeyedStore(place);
    expect(last.rotationPending()).toBe(false);
    expect(reach(last, party(2), x, START)).toBe(party(1).reveal());
    await last.close();
  });

  it('that waits from a rotation that never began is used by the next one', async () => {
    const bench = await useBench();
    const place = { path: bench.path(), keyFile: bench.path('axbridge.key') };
    const store = await openKeyedStore(place);
    const waiting = createKeyFile(nextKeyFile(place.keyFile));
    await store.close();
    const again = await openKeyedStore(place);
    expect(again.isCurrentKey(waiting)).toBe(false);
    await rotateKeyFile(again, place.keyFile);
    expect(again.isCurrentKey(waiting)).toBe(true);
    await again.close();
  });

  it('cannot be rotated again before a rotation is complete', async () => {
    const store = await (await useBench()).open();
    await addCity(store, 1);
    bound(await store.bind(wish()));
    await store.beginRotation(MasterKey.random());
    await expect(store.beginRotation(MasterKey.random())).rejects.toMatchObject({ code: 'key-rotating' });
    await store.continueRotation();
    await store.beginRotation(MasterKey.random());
  });
});

/** Every way in which a number might be written down. */
function spellings(number: RealNumber): readonly Buffer[] {
  const international = number.reveal();
  const national = international.slice(2);
  const texts = [
    international,
    national,
    `${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`,
    `${national.slice(0, 3)}-${national.slice(3, 7)}-${national.slice(7)}`,
    national.slice(3),
  ];
  const encoded = texts
    .slice(0, 2)
    .flatMap((text) =>
      [text, `+${text}`].flatMap((t) => [
        Buffer.from(t).toString('base64').replace(/=+$/, '').slice(0, -1),
        Buffer.from(t).toString('hex'),
      ]),
    );
  return [
    ...[...texts, ...encoded].map((text) => Buffer.from(text)),
    ...texts.slice(0, 2).map((text) => Buffer.from(text, 'utf16le')),
    ...binaries(international),
    ...binaries(national),
  ];
}

function binaries(text: string): readonly Buffer[] {
  const value = BigInt(text);
  const [big, little, double] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigInt64BE(value);
  little.writeBigInt64LE(value);
  double.writeDoubleBE(Number(value));
  const packed = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
  return [big.subarray(2), little.subarray(0, 6), double, packed];
}

describe('a copy of the database', () => {
  const useBench = useStoreBench();

  it('holds no real number in any spelling: not in the file, not in its log, not after release, rotation and purge', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 20);
    const parties = Array.from({ length: 60 }, (_, n) => RealNumber.of(String(8_613_912_345_000 + 7919 * n)));
    const wishes = parties
      .slice(1)
      .map((b, n) =>
        wish({ a: parties[n] ?? b, b, reference: `order ${n}`, mode: n % 5 === 0 ? 'reverse' : 'two-way' }),
      );
    const bindings = (await store.bindMany(wishes)).map(bound);
    await found(bench.path(), parties).then((count) => expect(count).toBe(0));
    for (const { id } of bindings.slice(0, 20)) await store.release(id, 'requested', START);
    await store.beginRotation(MasterKey.random());
    await store.continueRotation();
    await store.purge(START + 1, START + 10 ** 10, 10);
    expect(await found(bench.path(), parties)).toBe(0);
    await store.close();
    expect(await found(bench.path(), parties)).toBe(0);
    const leaking = await bench.open({ name: 'leak.db' });
    await addCity(leaking, 1);
    await leaking.bind(wish({ reference: parties[0]?.reveal() ?? null }));
    expect(await found(bench.path('leak.db'), parties)).toBeGreaterThan(0);
  });
});

/** How many spellings are in the database, its log and its index of the log. */
async function found(path: string, parties: readonly RealNumber[]): Promise<number> {
  const names = (await readdir(dirname(path))).filter((name) => join(dirname(path), name).startsWith(path));
  const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(dirname(path), name)))));
  return parties.flatMap(spellings).filter((spelling) => bytes.includes(spelling)).length;
}
