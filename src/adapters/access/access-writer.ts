import type { Worker } from 'node:worker_threads';
import { StoreError } from '../../ports/store-error.ts';
import { startThread } from '../sqlite/thread.ts';
import type { AccessMessage, AccessOrder, AccessThreadSettings } from './access-order.ts';

/** So many orders at most share a commit, so that the first does not wait for all the others. */
const BATCH_ORDERS = 1000;

interface Waiting {
  readonly order: AccessOrder;
  resolve(changes: number): void;
  reject(error: StoreError): void;
}

/** The main thread's end of the writer. While a batch is being committed, the next one gathers. Every order settles. */
export class AccessWriter {
  readonly #thread: Worker;
  readonly #ready = Promise.withResolvers<void>();
  #gathering: Waiting[] = [];
  #committing: readonly Waiting[] = [];
  #closed: StoreError | null = null;

  private constructor(settings: AccessThreadSettings) {
    this.#thread = startThread(new URL('./access-thread', import.meta.url), settings);
    this.#thread.on('message', (message: AccessMessage) => this.#receive(message));
    this.#thread.on('error', (error) => this.#lose(error.message));
    this.#thread.on('exit', () => this.#lose('the thread that writes ended'));
  }

  /** @throws StoreError what kept the thread from opening the database */
  static async start(settings: AccessThreadSettings): Promise<AccessWriter> {
    const writer = new AccessWriter(settings);
    await writer.#ready.promise;
    return writer;
  }

  /** Resolves after the commit, with the number of rows that changed. @throws StoreError */
  order(order: AccessOrder): Promise<number> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#gathering.push({ order, resolve, reject });
      if (this.#committing.length === 0) this.#commit();
    });
  }

  /** Lets the orders that wait be carried out, then ends the thread. */
  async close(): Promise<void> {
    if (this.#closed !== null) return;
    this.#closed = new StoreError('store-closed', 'the store was closed');
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    if (this.#committing.length === 0) this.#thread.postMessage(null);
    await ended;
  }

  #receive(message: AccessMessage): void {
    if (message.kind === 'ready') this.#ready.resolve();
    if (message.kind === 'failed') {
      const error = new StoreError(message.failure.code, message.failure.detail);
      this.#ready.reject(error);
      for (const waiting of this.#committing) waiting.reject(error);
    }
    if (message.kind === 'done')
      for (const [place, waiting] of this.#committing.entries()) waiting.resolve(message.changes[place] ?? 0);
    this.#committing = [];
    this.#commit();
  }

  #commit(): void {
    this.#committing = this.#gathering.splice(0, BATCH_ORDERS);
    if (this.#committing.length > 0) this.#thread.postMessage(this.#committing.map(({ order }) => order));
    else if (this.#closed !== null) this.#thread.postMessage(null);
  }

  /** Without the thread nobody can tell what became of the orders that were under way. */
  #lose(why: string): void {
    const error = new StoreError('store-unknown-outcome', why);
    this.#closed ??= error;
    this.#ready.reject(error);
    for (const waiting of [...this.#committing, ...this.#gathering]) waiting.reject(error);
    this.#committing = [];
    this.#gathering = [];
  }
}
