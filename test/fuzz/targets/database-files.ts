import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKey } from '../../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../../src/adapters/sqlite/sqlite-binding-store.ts';
import { AxbridgeError } from '../../../src/domain/error-catalogue.ts';
import { StoreError } from '../../../src/ports/store-error.ts';
import { addCity, bound, party, reach, START, wish, x } from '../../contract/binding-store.fixtures.ts';
import { type FuzzSession, type FuzzTarget, must } from '../fuzz-target.ts';

const PAIRS = 60;

/**
 * A database of the store with damage. An input says where: eight bytes each, of which the first three are the place, the next two how many
 * bytes, and the others what is written there. Nothing crashes, nobody reaches a wrong person, and a file that is refused is left as it is.
 */
export const databaseFiles: FuzzTarget = {
  name: 'database-files',
  what: 'damaged SQLite files',
  dictionary: ['\0\0\0\0\0\0\0\0', '\0\0\0\0\x10\0SQ', '\0\0\x12\0\x02\0\x01\x01'],
  seeds: () => [
    Buffer.of(0, 0, 16, 0, 1, 0, 1, 2),
    Buffer.of(0, 0, 100, 0, 8, 0xff, 0, 0),
    Buffer.of(0, 0x10, 0, 0, 12, 0, 0xff, 7, 0, 0x40, 3, 0, 2, 9, 9, 9),
    Buffer.of(0, 0x60, 0, 1, 0, 1, 2, 3, 1, 0x30, 7, 0, 200, 0xff, 0, 0xff, 0, 0x90, 0, 0x10, 0, 0, 0, 0),
  ],
  open: openDamage,
  perSecond: 2,
};

async function openDamage(): Promise<FuzzSession> {
  const directory = await mkdtemp(join(tmpdir(), 'axbridge-damage-'));
  const good = join(directory, 'good.db');
  const key = MasterKey.random();
  await fill(good, key);
  const bytes = await readFile(good);
  let serial = 0;
  return {
    take: async (input) => {
      serial += 1;
      const path = join(directory, `${serial}.db`);
      const damaged = damage(bytes, input);
      await writeFile(path, damaged);
      try {
        await use(path, key, damaged);
      } finally {
        for (const end of ['', '-wal', '-shm']) await rm(`${path}${end}`, { force: true });
      }
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function fill(path: string, key: MasterKey): Promise<void> {
  const store = await SqliteBindingStore.open({ path, key });
  await addCity(store, 20);
  const wishes = Array.from({ length: PAIRS }, (_, n) =>
    wish({ a: party(2 * n), b: party(2 * n + 1), x: x(n % 20) }),
  );
  for (const result of await store.bindMany(wishes)) bound(result);
  await store.close();
  await cp(path, `${path}.copy`);
}

function damage(bytes: Buffer, input: Buffer): Buffer {
  const damaged = Buffer.from(bytes);
  for (let at = 0; at + 8 <= input.length; at += 8) {
    const place = input.readUIntBE(at, 3) % damaged.length;
    const length = Math.min(1 + input.readUInt16BE(at + 3), damaged.length - place);
    damaged.fill(input.subarray(at + 5, at + 8), place, place + length);
  }
  // An odd end cuts the file.
  return input.length % 8 === 0
    ? damaged
    : damaged.subarray(0, Math.floor((damaged.length * (input.at(-1) ?? 0)) / 256));
}

async function use(path: string, key: MasterKey, before: Buffer): Promise<void> {
  let store: SqliteBindingStore;
  try {
    store = await SqliteBindingStore.open({ path, key, busyTimeoutMs: 200 });
  } catch (error) {
    mustBeOurs(error);
    must((await readFile(path)).equals(before), 'a database that was refused has been changed');
    return;
  }
  try {
    for (let n = 0; n < PAIRS; n += 1) callOf(store, n);
    await store.bind(wish({ a: party(900), b: party(901) })).then(
      () => undefined,
      (error: unknown) => mustBeOurs(error),
    );
  } finally {
    await store.close();
  }
}

function callOf(store: SqliteBindingStore, n: number): void {
  let reached: string;
  try {
    reached = reach(store, party(2 * n), x(n % 20), START);
  } catch (error) {
    mustBeOurs(error);
    return;
  }
  must(!/^[0-9]+$/.test(reached) || reached === party(2 * n + 1).reveal(), 'a wrong person');
}

function mustBeOurs(error: unknown): void {
  if (error instanceof StoreError || error instanceof AxbridgeError) return;
  throw error;
}
