import { existsSync } from 'node:fs';
import { cp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SqliteAccessStore } from '../../src/adapters/access/sqlite-access-store.ts';
import { makeBackup } from '../../src/adapters/backup/backup-directory.ts';
import { checkBackup, restoreBackup } from '../../src/adapters/backup/restore-backup.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { openForWriting } from '../../src/adapters/sqlite/connection.ts';
import { DATABASE_FILES, restoreMark } from '../../src/adapters/sqlite/database-place.ts';
import { APPLICATION_ID, migrate } from '../../src/adapters/sqlite/schema.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import { addCity, bound, party, reach, START, wish } from '../contract/binding-store.fixtures.ts';
import { type StoreBench, useStoreBench } from './temporary-store.ts';

const NOW = Date.UTC(2026, 0, 31, 8);

interface Place {
  readonly store: string;
  readonly access: string;
}

function placeOf(bench: StoreBench): Place {
  return { store: bench.path(), access: bench.path('access.db') };
}

function backUp(bench: StoreBench, directory = bench.path('backup')) {
  return makeBackup({ directory, databases: placeOf(bench), version: '0.1.0', now: NOW });
}

function restore(bench: StoreBench, directory = bench.path('backup'), keys = [bench.key]) {
  const request = { directory, databases: placeOf(bench), keys, now: NOW };
  return restoreBackup({ ...request, beforeChange: async () => undefined });
}

/** A store of some bindings, open. */
async function filled(bench: StoreBench, count = 200) {
  const store = await bench.open();
  await addCity(store, 50);
  const wishes = Array.from({ length: count }, (_, n) => wish({ a: party(2 * n), b: party(2 * n + 1) }));
  const bindings = (await store.bindMany(wishes)).map(bound);
  return { store, bindings };
}

type OpenStore = Awaited<ReturnType<StoreBench['open']>>;

function reached(store: OpenStore, bindings: readonly Binding[]): number {
  return bindings.filter(({ a, b, x }) => reach(store, a, x, START) === b?.reveal()).length;
}

/** Every file of the directory but backups, by name. */
async function contentOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(directory, { withFileTypes: true })).filter((one) => one.isFile());
  const contents = names.map(
    async ({ name }) => [name, await readFile(join(directory, name), 'hex')] as const,
  );
  return new Map((await Promise.all(contents)).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

describe('a backup', () => {
  const useBench = useStoreBench();

  it('has all that was acknowledged before it began, though binds go on, and is its owner’s alone', async () => {
    const bench = await useBench();
    const { store } = await filled(bench, 800);
    const acknowledged: BindingId[] = [];
    let isOver = false;
    const binding = (async () => {
      for (let n = 5_000; !isOver; n += 1)
        acknowledged.push(bound(await store.bind(wish({ a: party(2 * n), b: party(2 * n + 1) }))).id);
    })();
    while (acknowledged.length < 20) await new Promise((resolve) => setImmediate(resolve));
    const before = [...acknowledged];
    await backUp(bench);
    isOver = true;
    await binding;
    expect(acknowledged.length).toBeGreaterThan(before.length);
    const modes = [
      bench.path('backup'),
      ...(await readdir(bench.path('backup'))).map((name) => bench.path(`backup/${name}`)),
    ];
    expect(modes.map((path) => basename(path))).toEqual(['backup', 'axbridge.db', 'backup.json']);
    for (const path of modes) expect((await stat(path)).mode & 0o077).toBe(0);
    const copy = await bench.open({ name: 'backup/axbridge.db' });
    expect(before.filter((id) => copy.binding(id) === null)).toEqual([]);
    expect(copy.bindings({ at: START, limit: 10_000 }).length).toBeGreaterThanOrEqual(800 + before.length);
  });

  it('is restored with what was there set aside, and tenants come back with the bindings', async () => {
    const bench = await useBench();
    const { store, bindings } = await filled(bench);
    const access = await SqliteAccessStore.open(bench.path('access.db'));
    const note = {
      at: NOW,
      tenant: 'default',
      actor: 'test',
      action: 'a',
      subject: 's',
      outcome: 'done',
      request: null,
    };
    await access.note(note as Parameters<typeof access.note>[0]);
    await backUp(bench);
    const later = bound(await store.bind(wish({ a: party(9_000), b: party(9_001) })));
    await access.note(note as Parameters<typeof access.note>[0]);
    await Promise.all([access.close(), store.close()]);
    const before = await readFile(bench.path());
    const { setAside, restored } = await restore(bench);
    expect(restored.map((path) => basename(path)).toSorted()).toEqual(['access.db', 'axbridge.db']);
    const aside = setAside.find((path) => path.endsWith('axbridge.db.before-20260131T080000000Z'));
    expect((await readFile(aside ?? '')).equals(before)).toBe(true);
    for (const path of restored) expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await bench.open();
    expect(reached(again, bindings)).toBe(bindings.length);
    expect(again.binding(later.id)).toBe(null);
    expect(bound(await again.bind(wish({ a: party(9_002), b: party(9_003) }))).id).toBeGreaterThan(0);
    const tenants = await SqliteAccessStore.open(bench.path('access.db'));
    expect(tenants.audit('default' as Parameters<typeof tenants.audit>[0], 0, 10)).toHaveLength(1);
    await tenants.close();
  });

  it('that is not whole, of another key, of a later version or of another program changes nothing', async () => {
    const bench = await useBench();
    const { store } = await filled(bench);
    await backUp(bench);
    await store.close();
    const good = bench.path('backup');
    const spoilt = async (name: string, spoil: (directory: string) => Promise<unknown>): Promise<string> => {
      const directory = bench.path(name);
      await cp(good, directory, { recursive: true });
      await spoil(directory);
      return directory;
    };
    const flip = async (directory: string) => {
      const file = await open(join(directory, 'axbridge.db'), 'r+');
      await file.write(Buffer.of(0x2a), 0, 1, 9_000);
      await file.close();
    };
    const cases: readonly (readonly [string, string])[] = [
      [await spoilt('no-list', (directory) => rm(join(directory, 'backup.json'))), 'backup-invalid'],
      [
        await spoilt('odd-list', (directory) => writeFile(join(directory, 'backup.json'), '{"files":[]}')),
        'backup-invalid',
      ],
      [await spoilt('no-file', (directory) => rm(join(directory, 'axbridge.db'))), 'backup-invalid'],
      [
        await spoilt('cut', (directory) => truncate(join(directory, 'axbridge.db'), 20_000)),
        'backup-invalid',
      ],
      [await spoilt('flipped', flip), 'backup-invalid'],
      [bench.path('nowhere'), 'backup-invalid'],
    ];
    const before = await contentOf(dirname(bench.path()));
    for (const [directory, code] of cases)
      await expect(restore(bench, directory), directory).rejects.toMatchObject({ code });
    await expect(restore(bench, good, [MasterKey.random()])).rejects.toMatchObject({ code: 'key-wrong' });
    await expect(
      checkBackup({ directory: good, databases: placeOf(bench), keys: [bench.key], now: NOW }),
    ).resolves.toMatchObject({ restored: [], setAside: [] });
    expect(await contentOf(dirname(bench.path()))).toEqual(before);
  });

  it('is not made of a damaged database, nor over something that is there', async () => {
    const bench = await useBench();
    const { store } = await filled(bench);
    await backUp(bench);
    await expect(backUp(bench)).rejects.toMatchObject({ code: 'file-exists' });
    await store.close();
    const { size } = await stat(bench.path());
    const file = await open(bench.path(), 'r+');
    for (let at = 8 * 4096; at < size; at += 2 * 4096) await file.write(Buffer.alloc(900, 0x2a), 0, 900, at);
    await file.close();
    await expect(backUp(bench, bench.path('second'))).rejects.toMatchObject({ code: 'store-corrupt' });
    expect((await readdir(dirname(bench.path()))).filter((name) => name.startsWith('second'))).toEqual([]);
  });

  it('whose restore was cut short keeps everybody out until it is run again', async () => {
    const bench = await useBench();
    const { store, bindings } = await filled(bench);
    await backUp(bench);
    await store.close();
    await writeFile(restoreMark(bench.path()), '');
    await rm(bench.path());
    await expect(bench.open()).rejects.toMatchObject({ code: 'store-restoring' });
    await expect(backUp(bench, bench.path('other'))).rejects.toMatchObject({ code: 'store-restoring' });
    await restore(bench);
    expect(reached(await bench.open(), bindings)).toBe(bindings.length);
  });
});

interface Damage {
  /** With the log of a killed process, or after a stop. */
  readonly left: 'killed' | 'stopped';
  readonly damage: (path: string) => Promise<unknown>;
}

/** Ways in which a database is lost. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'whose first page is overwritten': { left: 'stopped', damage: (path) => overwrite(path, 0, 100) },
  'whose catalogue is overwritten': { left: 'stopped', damage: (path) => overwrite(path, 100, 2_000) },
  'that was cut in the middle': { left: 'stopped', damage: (path) => truncate(path, 4096 * 30) },
  'that is empty': { left: 'stopped', damage: (path) => truncate(path, 0) },
  'that is empty, and has a log': { left: 'killed', damage: (path) => truncate(path, 0) },
  'that is gone while its log is there': { left: 'killed', damage: (path) => rm(path) },
  'that is of another program': {
    left: 'stopped',
    damage: async (path) => {
      await rm(path);
      const db = new SqliteDatabase(path);
      db.exec('CREATE TABLE theirs (id)');
      db.close();
    },
  },
  'whose log is overwritten': {
    left: 'killed',
    damage: (path) => overwrite(`${path}-wal`, 32 + 3 * 4120, 50),
  },
  'whose log was cut': { left: 'killed', damage: (path) => truncate(`${path}-wal`, 32 + 4120) },
  'whose log is gone': { left: 'killed', damage: (path) => rm(`${path}-wal`) },
};

async function overwrite(path: string, at: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(bytes, 0x2a), 0, bytes, at);
  await file.close();
}

/** As the thread that writes opens it, without the thread. */
function openWriter(path: string): void {
  const db = openForWriting(path, { owner: APPLICATION_ID, busyTimeoutMs: 200 });
  try {
    migrate(db, path);
  } finally {
    db.close();
  }
}

/** What is in the files; the index of a log, which is made anew, and an empty log are nothing. */
async function heldIn(directory: string): Promise<readonly string[]> {
  const contents = [...(await contentOf(directory))].filter(
    ([name, content]) => !name.endsWith('-shm') && content !== '',
  );
  return contents.map(([, content]) => content).toSorted();
}

describe('a database', () => {
  const useBench = useStoreBench();

  it('that is damaged in any way is refused and left as it is, and the backup brings all of it back', async () => {
    const bench = await useBench();
    const { store, bindings } = await filled(bench);
    await backUp(bench);
    // As a kill leaves them: most of the bindings in the log.
    for (const end of DATABASE_FILES) await cp(`${bench.path()}${end}`, `${bench.path('killed')}${end}`);
    await store.close();
    await cp(bench.path(), bench.path('stopped'));
    for (const [name, { left, damage }] of Object.entries(DAMAGES)) {
      const other = await useBench();
      for (const end of DATABASE_FILES)
        if (existsSync(`${bench.path(left)}${end}`))
          await cp(`${bench.path(left)}${end}`, `${other.path()}${end}`);
      await damage(other.path());
      const before = await heldIn(dirname(other.path()));
      const isRefused = expect.objectContaining({ name: 'StoreError', code: 'store-corrupt' });
      expect(() => openWriter(other.path()), name).toThrow(isRefused);
      expect(await heldIn(dirname(other.path())), name).toEqual(before);
      const { setAside } = await restore(other, bench.path('backup'), [bench.key]);
      const kept = await Promise.all(
        setAside.filter((path) => !path.endsWith('-shm')).map((path) => readFile(path, 'hex')),
      );
      expect(kept.filter((content) => content !== '').toSorted(), name).toEqual(before);
      expect(
        (await readFile(other.path())).equals(await readFile(bench.path('backup/axbridge.db'))),
        name,
      ).toBe(true);
      expect(() => openWriter(other.path()), name).not.toThrow();
    }
    await restore(bench);
    expect(reached(await bench.open(), bindings)).toBe(bindings.length);
  });
});
