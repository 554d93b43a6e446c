import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { copyDatabase } from './copy-database.ts';

const LIST = 'backup.json';
const MAX_LIST_BYTES = 64 * 1024;

/** What a backup has of a site: the names of the files in it. */
export const BACKUP_FILES = { access: 'access.db', store: 'axbridge.db' } as const;

export type BackupPart = keyof typeof BACKUP_FILES;

const contents = z.strictObject({
  axbridge: z.string().max(64),
  takenAt: z.iso.datetime(),
  files: z
    .array(
      z.strictObject({
        name: z.enum([BACKUP_FILES.access, BACKUP_FILES.store]),
        bytes: z.int().min(1),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1)
    .max(2),
});

/** What `backup.json` says. */
export type BackupContents = z.infer<typeof contents>;

export interface BackupRequest {
  /** Must not be there; appears when the backup is whole. */
  readonly directory: string;
  readonly databases: Readonly<Record<BackupPart, string>>;
  readonly version: string;
  readonly now: number;
  /** Of all databases together, in pages. */
  readonly onPages?: (done: number, of: number) => void;
}

/**
 * Copies the databases of a site, a daemon running or not, into a directory (mode 0700) that appears when all of them are there.
 * The tenants' database comes first, so that nothing in it has seen more events than there are.
 * @throws AxbridgeError `file-exists`, `file-unwritable` @throws StoreError
 */
export async function makeBackup(request: BackupRequest): Promise<BackupContents> {
  const directory = resolve(request.directory);
  if (existsSync(directory)) throw new AxbridgeError('file-exists', directory);
  const draft = `${directory}.incomplete`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await chmod(draft, 0o700);
    const made = await fill(draft, request);
    await sync(draft);
    await rename(draft, directory);
    await sync(dirname(directory));
    return made;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (isFileError(error)) throw new AxbridgeError('file-unwritable', directory, { cause: error });
    throw error;
  }
}

async function fill(draft: string, request: BackupRequest): Promise<BackupContents> {
  const { databases, version, now, onPages } = request;
  const files: BackupContents['files'] = [];
  for (const part of ['access', 'store'] as const) {
    const name = BACKUP_FILES[part];
    const copy = join(draft, name);
    if (await copyDatabase(databases[part], copy, onPages)) files.push({ name, ...(await measure(copy)) });
    else if (part === 'store') throw new AxbridgeError('file-unreadable', databases[part]);
  }
  const made = { axbridge: version, takenAt: new Date(now).toISOString(), files };
  const list = join(draft, LIST);
  await writeFile(list, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await sync(list);
  return made;
}

/** @throws AxbridgeError `backup-invalid` */
export async function readBackup(directory: string): Promise<BackupContents> {
  const path = join(directory, LIST);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new AxbridgeError('backup-invalid', `${path} cannot be read`);
  if (text.length > MAX_LIST_BYTES) throw new AxbridgeError('backup-invalid', `${path} is too long`);
  const parsed = contents.safeParse(jsonOf(text));
  if (!parsed.success || !parsed.data.files.some(({ name }) => name === BACKUP_FILES.store))
    throw new AxbridgeError('backup-invalid', `${path} is not what axbridge writes`);
  return parsed.data;
}

/** How long a file is, and the SHA-256 of what is in it. */
export async function measure(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Brings a file, or the names in a directory, to stable storage. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
