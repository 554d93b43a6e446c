import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { SqliteNumberPlanner } from '../../src/adapters/sqlite/sqlite-number-planner.ts';
import { numberPlannerContract } from './number-planner.contract.ts';

numberPlannerContract('the SQLite planner', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'axbridge-plan-'));
  const path = join(directory, 'axbridge.db');
  const store = await SqliteBindingStore.open({ path, key: MasterKey.random() });
  return {
    store,
    planner: new SqliteNumberPlanner({ path }),
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
});
