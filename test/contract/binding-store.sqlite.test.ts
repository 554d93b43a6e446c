import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { describeBindingStore } from './binding-store.contract.ts';

describeBindingStore('the SQLite store', () => {
  let directory = '';
  return {
    open: async () => {
      directory = await mkdtemp(join(tmpdir(), 'axbridge-store-'));
      return SqliteBindingStore.open({ path: join(directory, 'axbridge.db'), key: MasterKey.random() });
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
});
