import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore, type SqliteOptions } from '../../src/adapters/sqlite/sqlite-binding-store.ts';

/** A directory that is gone after the test, and stores in it that are closed before. */
export interface StoreBench {
  /** A path in the directory. */
  path(name?: string): string;
  open(options?: Partial<SqliteOptions> & { readonly name?: string }): Promise<SqliteBindingStore>;
  readonly key: MasterKey;
}

/** To be called at the top of a suite. */
export function useStoreBench(): () => Promise<StoreBench> {
  const directories: string[] = [];
  const stores: SqliteBindingStore[] = [];
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true })));
  });
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'axbridge-store-'));
    directories.push(directory);
    const ownKey = MasterKey.random();
    const path = (name = 'axbridge.db'): string => join(directory, name);
    return {
      path,
      key: ownKey,
      open: async ({ name = 'axbridge.db', ...options } = {}) => {
        const settings = { path: path(name), key: ownKey, busyTimeoutMs: 200, ...options };
        const store = await SqliteBindingStore.open(settings);
        stores.push(store);
        return store;
      },
    };
  };
}
