import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import SqliteDatabase, { type Database } from 'better-sqlite3';

/** What the thread is asked. */
export type CheckpointWish = 'checkpoint' | 'close';

/** How the thread is started. */
export interface CheckpointSettings {
  readonly path: string;
}

/** Wishes that have come meanwhile are one wish. */
function latest(port: MessagePort, first: CheckpointWish): CheckpointWish {
  let wish = first;
  for (;;) {
    const next: { message: CheckpointWish } | undefined = receiveMessageOnPort(port);
    if (next === undefined || wish === 'close') return wish;
    wish = next.message;
  }
}

function serve(port: MessagePort, { path }: CheckpointSettings): void {
  let db: Database | null = null;
  port.on('message', (first: CheckpointWish) => {
    if (latest(port, first) === 'close') {
      db?.close();
      port.close();
      return;
    }
    try {
      db ??= new SqliteDatabase(path, { fileMustExist: true });
      db.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // The writer has to do it by itself sooner or later, and tells what is wrong.
    }
  });
}

if (parentPort !== null) serve(parentPort, workerData);
