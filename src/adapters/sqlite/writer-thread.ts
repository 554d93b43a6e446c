import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../ports/store-error.ts';
import { MasterKey } from '../sealing/master-key.ts';
import { openForWriting } from './connection.ts';
import { gatheredGroup } from './group-gathering.ts';
import { ensureGeneration } from './key-table.ts';
import { APPLICATION_ID, migrate } from './schema.ts';
import { storeErrorOf } from './store-failure.ts';
import type { ThreadMessage, WriteMessage, WriterOrders, WriterSettings } from './write-order.ts';
import { WriteSession } from './write-session.ts';

/** The only writer of a process: takes all orders that wait, commits once, answers. */
function serve(port: MessagePort, { path, masters, busyTimeoutMs, maxBytes }: WriterSettings): void {
  const post = (message: ThreadMessage): void => port.postMessage(message);
  try {
    const keys = masters.map((master) => MasterKey.ofBytes(master));
    const [first] = keys;
    if (first === undefined) throw new StoreError('key-missing', path);
    const db = openForWriting(path, { owner: APPLICATION_ID, busyTimeoutMs, maxBytes });
    migrate(db, path);
    db.transaction(() => ensureGeneration(db, first)).immediate();
    const session = new WriteSession(db, keys);
    port.on('message', (message: WriterOrders) => {
      const isOpen = serveWaiting(port, message, (group) => {
        const beganAt = performance.now();
        const replies = session.run(group);
        const seconds = (performance.now() - beganAt) / 1000;
        post({ kind: 'replies', replies, seconds, told: session.takeTold() });
      });
      if (isOpen) return;
      // The reader of this process is still there, so closing alone would leave everything in the log.
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      port.close();
    });
    post({ kind: 'ready' });
  } catch (error) {
    const { code, detail } = storeErrorOf(error, 'write');
    post({ kind: 'failed', failure: { code, detail: detailWith(path, detail) } });
    port.close();
  }
}

/** @returns false when the store is to be closed, which is always the last message. */
function serveWaiting(
  port: MessagePort,
  first: WriterOrders,
  run: (group: readonly WriteMessage[]) => void,
): boolean {
  for (let next: WriterOrders | undefined = first; next !== undefined; next = received(port)) {
    const { orders, isLast } = gatheredGroup(next, () => received(port), sleep);
    if (orders.length > 0) run(orders);
    if (isLast) return false;
  }
  return true;
}

const NOBODY_WAKES = new Int32Array(new SharedArrayBuffer(4));

/** Of this thread, which has nothing else to do. */
function sleep(ms: number): void {
  Atomics.wait(NOBODY_WAKES, 0, 0, ms);
}

function received(port: MessagePort): WriterOrders | undefined {
  const waiting: { message: WriterOrders } | undefined = receiveMessageOnPort(port);
  return waiting?.message;
}

function detailWith(path: string, detail: string): string {
  return detail.includes(path) ? detail : `${path}: ${detail}`;
}

if (parentPort === null) throw new StoreError('store-failed', 'the writer is started as a thread');
serve(parentPort, workerData);
