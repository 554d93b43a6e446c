import { copyFileSync, existsSync } from 'node:fs';
import { chmod, chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { StoreError } from '../../ports/store-error.ts';
import { checkAccessVersion } from '../access/access-schema.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { DATABASE_FILES, restoreMark } from '../sqlite/database-place.ts';
import { checkPages } from '../sqlite/deep-check.ts';
import { loadKeyRing } from '../sqlite/key-table.ts';
import { checkVersion } from '../sqlite/schema.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';
import { BACKUP_FILES, type BackupPart, measure, readBackup, sync } from './backup-directory.ts';

export interface RestoreRequest {
  readonly directory: string;
  readonly databases: Readonly<Record<BackupPart, string>>;
  /** Those that are in place now; one of them has to open the backup. */
  readonly keys: readonly MasterKey[];
  readonly now: number;
  /** Asked for the last time before anything is changed. @throws AxbridgeError */
  readonly beforeChange: () => Promise<void>;
}

export interface Restored {
  /** ISO 8601: what was acknowledged before is in the backup. */
  readonly takenAt: string;
  /** The databases that are of the backup now; of a check alone, none. */
  readonly restored: readonly string[];
  /** Where the files went that were there before. */
  readonly setAside: readonly string[];
}

interface Incoming {
  readonly part: BackupPart;
  readonly draft: string;
  readonly target: string;
}

/**
 * Looks through a backup without changing anything.
 * @throws AxbridgeError `backup-invalid` @throws StoreError `store-corrupt`, `store-newer`, `key-wrong`
 */
export async function checkBackup(request: Omit<RestoreRequest, 'beforeChange'>): Promise<Restored> {
  const { takenAt, incoming } = await take(request);
  await dispose(incoming);
  return { takenAt, restored: [], setAside: [] };
}

/**
 * Puts the databases of a backup in their places, and what was there aside, under names of their own. The backup is copied and looked
 * through first. From the first change to the last a mark keeps every axbridge from opening half of it; run again, it is completed.
 * @throws AxbridgeError, StoreError as `checkBackup`
 */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { takenAt, incoming } = await take(request);
  try {
    await request.beforeChange();
  } catch (error) {
    await dispose(incoming);
    throw error;
  }
  const stamp = new Date(request.now).toISOString().replaceAll(/[-:.]/g, '');
  for (const { target } of incoming) await writeFile(restoreMark(target), '', { mode: 0o600 });
  await syncPlaces(incoming);
  const setAside: string[] = [];
  for (const { target } of incoming) setAside.push(...(await putAside(target, stamp)));
  for (const { draft, target } of incoming) await rename(draft, target);
  await syncPlaces(incoming);
  for (const { target } of incoming) await rm(restoreMark(target));
  await syncPlaces(incoming);
  return { takenAt, restored: incoming.map(({ target }) => target), setAside };
}

/** Copies of the backup's files beside the places where they belong, each looked through. */
async function take({ directory, databases, keys }: Omit<RestoreRequest, 'beforeChange'>): Promise<{
  readonly takenAt: string;
  readonly incoming: readonly Incoming[];
}> {
  const { takenAt, files } = await readBackup(directory);
  const incoming: Incoming[] = [];
  try {
    for (const { name, ...wanted } of files) {
      const part = name === BACKUP_FILES.store ? 'store' : 'access';
      const one = { part, target: databases[part], draft: `${databases[part]}.incoming` } as const;
      incoming.push(one);
      await copyIn(join(directory, name), one.draft);
      const { bytes, sha256 } = await measure(one.draft);
      if (bytes !== wanted.bytes || sha256 !== wanted.sha256)
        throw new AxbridgeError('backup-invalid', `${join(directory, name)} is not as it was written`);
      lookThrough(one, keys);
    }
    return { takenAt, incoming };
  } catch (error) {
    await dispose(incoming);
    throw error;
  }
}

/** Of the owner of the directory, also when root restores. */
async function copyIn(from: string, draft: string): Promise<void> {
  await rm(draft, { force: true });
  try {
    await writeFile(draft, '', { mode: 0o600, flag: 'wx' });
    copyFileSync(from, draft);
    await chmod(draft, 0o600);
    const { uid, gid } = await stat(dirname(draft));
    if (process.getuid?.() === 0) await chown(draft, uid, gid);
    await sync(draft);
  } catch (error) {
    if (!existsSync(from)) throw new AxbridgeError('backup-invalid', `${from} is missing`, { cause: error });
    throw new AxbridgeError('file-unwritable', draft, { cause: error });
  }
}

function lookThrough({ part, draft }: Incoming, keys: readonly MasterKey[]): void {
  try {
    const db = new SqliteDatabase(draft, { readonly: true });
    try {
      checkPages(db, draft);
      if (part === 'access') checkAccessVersion(db, draft);
      else if (checkVersion(db, draft) > 0) loadKeyRing(db, keys);
      else throw new StoreError('store-corrupt', `${draft} has nothing in it`);
    } finally {
      db.close();
    }
  } catch (error) {
    throw storeErrorOf(error, 'read');
  }
}

/** @returns where they went */
async function putAside(target: string, stamp: string): Promise<readonly string[]> {
  const moved: string[] = [];
  for (const end of DATABASE_FILES) {
    if (!existsSync(`${target}${end}`)) continue;
    const aside = `${target}.before-${stamp}${end}`;
    await rename(`${target}${end}`, aside);
    moved.push(aside);
  }
  return moved;
}

async function dispose(incoming: readonly Incoming[]): Promise<void> {
  for (const { draft } of incoming) await rm(draft, { force: true });
}

async function syncPlaces(incoming: readonly Incoming[]): Promise<void> {
  for (const place of new Set(incoming.map(({ target }) => dirname(target)))) await sync(place);
}
