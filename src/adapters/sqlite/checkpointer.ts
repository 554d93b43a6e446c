import type { Worker } from 'node:worker_threads';
import type { CheckpointSettings, CheckpointWish } from './checkpoint-thread.ts';
import { startThread } from './thread.ts';
import type { WriteReply } from './write-order.ts';
import { rowsOf } from './write-results.ts';

/** After so many rows, and not more often than this in milliseconds, the log is brought into the database. */
const ROWS = 1000;
const EVERY_MS = 500;

/**
 * Brings the write-ahead log into the database while the writer goes on, in a thread that starts with the first press. The writer does it
 * by itself whenever the log has grown for long (`connection.ts`), and nobody's commit is told of meanwhile: the less there is
 * left to do, the shorter that is. Waits for nobody, and holds up nobody (`PASSIVE`: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
 */
export class Checkpointer {
  readonly #settings: CheckpointSettings;
  #thread: Worker | null = null;
  #rows = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: CheckpointSettings) {
    this.#settings = settings;
  }

  /** After each commit. */
  committed(replies: readonly WriteReply[]): void {
    for (const reply of replies) this.#rows += rowsOf(reply);
    const now = performance.now();
    if (this.#rows < ROWS || now - this.#askedAt < EVERY_MS) return;
    this.#rows = 0;
    this.#askedAt = now;
    this.#thread ??= this.#start();
    this.#thread.postMessage('checkpoint' satisfies CheckpointWish);
  }

  /** When it has done what it is at. To be waited for before the writer empties the log. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    thread.postMessage('close' satisfies CheckpointWish);
    await ended;
  }

  #start(): Worker {
    const thread = startThread(new URL('./checkpoint-thread', import.meta.url), this.#settings);
    const lose = (): void => {
      if (this.#thread === thread) this.#thread = null;
    };
    thread.on('error', lose);
    thread.on('exit', lose);
    thread.unref();
    return thread;
  }
}
