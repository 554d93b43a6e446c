import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { KeepOrder, KeptFile } from '../../ports/recording-vault.ts';
import { type KeepPlaces, keepFile } from './keep-file.ts';

/** To the thread. */
export interface KeepMessage {
  readonly ticket: number;
  readonly order: KeepOrder;
}

/** From it. */
export type KeepReply =
  | { readonly ticket: number; readonly kept: KeptFile }
  | { readonly ticket: number; readonly failure: string };

/** Reads, encodes and seals files where no call waits for it. */
function serve(port: MessagePort, places: KeepPlaces): void {
  const post = (reply: KeepReply): void => port.postMessage(reply);
  port.on('message', ({ ticket, order }: KeepMessage) => {
    keepFile(places, order).then(
      (kept) => post({ ticket, kept }),
      (error: unknown) => post({ ticket, failure: error instanceof Error ? error.message : String(error) }),
    );
  });
}

if (parentPort === null) throw new Error('recordings are sealed in a thread');
serve(parentPort, workerData);
