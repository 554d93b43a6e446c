import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { SqliteAccessStore } from '../../src/adapters/access/sqlite-access-store.ts';
import { describeEventEndpointStore } from './event-endpoint-store.contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'axbridge-endpoints-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let run = 0;

describeEventEndpointStore('the endpoints of events in SQLite', () => ({
  lasts: true,
  open: () => SqliteAccessStore.open(join(directory, `access-${run}.db`)),
  dispose: async () => {
    run += 1;
  },
}));
