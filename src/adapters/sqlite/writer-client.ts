import type { Worker } from 'node:worker_threads';
import { StoreError } from '../../ports/store-error.ts';
import { startThread } from './thread.ts';
import type {
  ThreadMessage,
  WriteAnswer,
  WriteAnswers,
  WriteOrder,
  WriteReply,
  WriterSettings,
} from './write-order.ts';

interface Waiting {
  resolve(answer: WriteAnswer): void;
  reject(error: StoreError): void;
}

/** The main thread's end of the writer: every order settles, whatever becomes of the thread. */
export class WriterClient {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastTicket = 0;
  #closed = false;

  private constructor(thread: Worker) {
    this.#thread = thread;
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'replies') for (const reply of message.replies) this.#settle(reply);
    });
    thread.on('error', (error) => this.#lose(error.message));
    thread.on('exit', () => this.#lose('the writer thread ended'));
  }

  /** @throws StoreError what kept the thread from opening the database */
  static async start(settings: WriterSettings): Promise<WriterClient> {
    const thread = startThread(new URL('./writer-thread', import.meta.url), settings);
    const client = new WriterClient(thread);
    await new Promise<void>((resolve, reject) => {
      thread.once('message', (message: ThreadMessage) => {
        if (message.kind === 'failed') reject(new StoreError(message.failure.code, message.failure.detail));
        else resolve();
      });
      thread.once('error', (error) => reject(new StoreError('store-failed', error.message)));
      thread.once('exit', () => reject(new StoreError('store-failed', 'the writer thread did not start')));
    });
    return client;
  }

  /** Resolves after the commit. @throws StoreError */
  order<O extends WriteOrder>(order: O): Promise<WriteAnswers[O['kind']]> {
    if (this.#closed) return Promise.reject(new StoreError('store-closed', 'the store was closed'));
    this.#lastTicket += 1;
    const ticket = this.#lastTicket;
    return new Promise((resolve, reject) => {
      // The thread answers an order with the answer of its kind (`WriteSession`).
      this.#waiting.set(ticket, { resolve: (answer) => resolve(answer as WriteAnswers[O['kind']]), reject });
      this.#thread.postMessage({ ticket, order });
    });
  }

  /** Lets the orders that wait be carried out, then ends the thread. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    this.#thread.postMessage('close');
    await ended;
  }

  #settle(reply: WriteReply): void {
    const waiting = this.#waiting.get(reply.ticket);
    this.#waiting.delete(reply.ticket);
    if ('failure' in reply) waiting?.reject(new StoreError(reply.failure.code, reply.failure.detail));
    else waiting?.resolve(reply.answer);
  }

  /** Without the thread nobody can tell what became of the orders that were under way. */
  #lose(why: string): void {
    this.#closed = true;
    for (const waiting of this.#waiting.values())
      waiting.reject(new StoreError('store-unknown-outcome', why));
    this.#waiting.clear();
  }
}
