import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../ports/store-error.ts';
import { openForWriting } from '../sqlite/connection.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';
import type { AccessBatch, AccessMessage, AccessThreadSettings } from './access-order.ts';
import { APPLICATION_ID, migrateAccess } from './access-schema.ts';
import { AccessSession } from './access-session.ts';

/** The only writer of a process: one batch, one commit, one answer. `null` closes. */
function serve(port: MessagePort, { path, busyTimeoutMs }: AccessThreadSettings): void {
  const post = (message: AccessMessage): void => port.postMessage(message);
  const fail = (error: unknown): void => {
    const { code, detail } = storeErrorOf(error, 'write');
    post({ kind: 'failed', failure: { code, detail } });
  };
  try {
    const db = openForWriting(path, { owner: APPLICATION_ID, busyTimeoutMs });
    migrateAccess(db, path);
    const session = new AccessSession(db);
    port.on('message', (batch: AccessBatch | null) => {
      if (batch === null) {
        db.close();
        port.close();
        return;
      }
      try {
        post({ kind: 'done', changes: session.run(batch) });
      } catch (error) {
        fail(error);
      }
    });
    post({ kind: 'ready' });
  } catch (error) {
    fail(error);
    port.close();
  }
}

if (parentPort === null) throw new StoreError('store-failed', 'the writer is started as a thread');
serve(parentPort, workerData);
