import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { describeEventLog } from './event-log.contract.ts';

let directory = '';
let store: SqliteBindingStore | null = null;

describeEventLog('events in SQLite', {
  open: async () => {
    directory = await mkdtemp(join(tmpdir(), 'axbridge-events-'));
    store = await SqliteBindingStore.open({ path: join(directory, 'axbridge.db'), key: MasterKey.random() });
    return store.events;
  },
  dispose: async () => {
    await store?.close();
    await rm(directory, { recursive: true, force: true });
  },
});
