import { existsSync, statSync } from 'node:fs';
import { StoreError } from '../../ports/store-error.ts';
import type { StoreWatch } from '../../ports/store-watch.ts';
import { MasterKey } from '../sealing/master-key.ts';
import { createKeyFile, nextKeyFile, promoteNextKey, readKeyFile } from '../system/key-file.ts';
import { SqliteBindingStore } from './sqlite-binding-store.ts';

export interface KeyedStoreOptions {
  readonly path: string;
  readonly keyFile: string;
  /** The key itself in base64 or hexadecimal, from the environment: the file is not looked at then. */
  readonly keyText?: string | null;
  readonly busyTimeoutMs?: number;
  readonly watch?: StoreWatch | null;
}

/**
 * Opens the store with its key from the environment or from the key file, which is made together with a new database.
 * @throws StoreError `key-missing` when there is a database but no key; see `SqliteBindingStore.open` for others
 */
export async function openKeyedStore(options: KeyedStoreOptions): Promise<SqliteBindingStore> {
  const { keyFile, keyText = null, ...rest } = options;
  if (keyText !== null)
    return await SqliteBindingStore.open({
      ...rest,
      key: MasterKey.parse(keyText, 'the key in the environment'),
    });
  const key = readKeyFile(keyFile) ?? newKey(options);
  const nextKey = readKeyFile(nextKeyFile(keyFile));
  const store = await SqliteBindingStore.open({ ...rest, key, nextKey });
  // The process died between the first commit of a rotation and the exchange of the files.
  if (nextKey !== null && store.isCurrentKey(nextKey)) promoteNextKey(keyFile);
  return store;
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
  if (!store.rotationPending()) {
    const nextKey = readKeyFile(nextKeyFile(keyFile)) ?? createKeyFile(nextKeyFile(keyFile));
    await store.beginRotation(nextKey);
    promoteNextKey(keyFile);
  }
  await store.continueRotation(onProgress);
}

function newKey({ path, keyFile }: KeyedStoreOptions): MasterKey {
  if (existsSync(path) && statSync(path).size > 0)
    throw new StoreError(
      'key-missing',
      `${keyFile} is not there: without it the numbers in ${path} cannot be read by anybody`,
    );
  return createKeyFile(keyFile);
}
