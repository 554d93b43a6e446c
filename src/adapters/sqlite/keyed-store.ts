import { existsSync } from 'node:fs';
import { StoreError } from '../../ports/store-error.ts';
import type { StoreWatch } from '../../ports/store-watch.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { createKeyFile, nextKeyFile, promoteNextKey, readKeyFile } from '../system/key-file.ts';
import { SqliteBindingStore } from './sqlite-binding-store.ts';

export interface KeyedStoreOptions {
  readonly path: string;
  readonly keyFile: string;
  /** The key, and perhaps the one before, the newer first: the file is not looked at then. */
  readonly given?: readonly MasterKey[] | null;
  readonly busyTimeoutMs?: number;
  readonly watch?: StoreWatch | null;
  /** As of `SqliteBindingStore.open`. */
  readonly companyMs?: number;
}

/**
 * Opens the store with the key that is given, or from the key file, which is made together with a new database.
 * @throws StoreError `key-missing` when there is a database but no key; see `SqliteBindingStore.open` for others
 */
export async function openKeyedStore(options: KeyedStoreOptions): Promise<SqliteBindingStore> {
  const { keyFile, given = null, ...rest } = options;
  if (given !== null) {
    const [first, second = null] = given;
    if (first === undefined) throw new StoreError('key-missing', 'no key was given');
    return await SqliteBindingStore.open({ ...rest, key: first, nextKey: second });
  }
  const key = readKeyFile(keyFile) ?? newKey(options);
  const nextKey = readKeyFile(nextKeyFile(keyFile));
  const store = await SqliteBindingStore.open({ ...rest, key, nextKey });
  // The process died between the first commit of a rotation and the exchange of the files.
  if (nextKey !== null && store.isCurrentKey(nextKey)) promoteNextKey(keyFile);
  return store;
}

/**
 * The keys that are in place: the one of the database, and while a rotation begins the next one as well.
 * @throws StoreError `key-missing`, `key-malformed`, `key-unsafe`
 */
export function masterKeys({
  path,
  keyFile,
  given = null,
}: Pick<KeyedStoreOptions, 'path' | 'keyFile' | 'given'>): readonly MasterKey[] {
  if (given !== null) return given;
  const key = readKeyFile(keyFile);
  if (key === null) throw missingKey(path, keyFile);
  const nextKey = readKeyFile(nextKeyFile(keyFile));
  return nextKey === null ? [key] : [key, nextKey];
}

/**
 * Gives the store a new key and its key file the new content. Resumes a rotation that was cut short at any point.
 * @param onProgress bindings sealed anew so far
 */
export async function rotateKeyFile(
  store: SqliteBindingStore,
  keyFile: string,
  onProgress: (bindings: number) => void = () => {},
): Promise<void> {
  await finishRenewal(store);
  if (!store.rotationPending()) {
    const nextKey = readKeyFile(nextKeyFile(keyFile)) ?? createKeyFile(nextKeyFile(keyFile));
    await store.beginRotation(nextKey);
    promoteNextKey(keyFile);
  }
  await store.continueRotation(onProgress);
}

/** Fresh keys of the same master key are no new key: what was begun with them is completed first. */
export async function finishRenewal(store: SqliteBindingStore): Promise<void> {
  if (store.rotationPending() && store.keyState().isRenewing) await store.continueRotation();
}

function newKey({ path, keyFile }: KeyedStoreOptions): MasterKey {
  if (existsSync(path)) throw missingKey(path, keyFile);
  return createKeyFile(keyFile);
}

function missingKey(path: string, keyFile: string): StoreError {
  return new StoreError(
    'key-missing',
    `${keyFile} is not there: without it the numbers in ${path} cannot be read by anybody`,
  );
}
