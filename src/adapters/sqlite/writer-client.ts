import type { Worker } from 'node:worker_threads';
import type { TenantId } from '../../domain/access/tenant.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { StoreWatch } from '../../ports/store-watch.ts';
import { Checkpointer } from './checkpointer.ts';
import type { ToldEvents } from './event-writer.ts';
import { startThread } from './thread.ts';
import type {
  ThreadMessage,
  WriteAnswer,
  WriteAnswers,
  WriteMessage,
  WriteOrder,
  WriteReply,
  WriterSettings,
} from './write-order.ts';
import { resultsOf, rowsOf } from './write-results.ts';

/** Rows of replies: about a millisecond's work of the HTTP API. */
const ROWS_A_TURN = 16;
/** `with-others`: nobody waits for it, so it may share its commit with what is ordered soon after it. */
export type OrderPace = 'at-once' | 'with-others';

/** How the writer is told of orders, and who watches. */
export interface OrderingOptions {
  readonly watch?: StoreWatch | null;
  /** How long an order `with-others` waits for them at most. 0: no longer than the turn in which it was given. */
  readonly companyMs?: number;
}

interface Waiting {
  resolve(answer: WriteAnswer): void;
  reject(error: StoreError): void;
}

/** The main thread's end of the writer: every order settles, whatever becomes of the thread. */
export class WriterClient {
  readonly #thread: Worker;
  readonly #watch: StoreWatch | null;
  readonly #companyMs: number;
  readonly #checkpointer: Checkpointer;
  readonly #waiting = new Map<number, Waiting>();
  /** Of commits that have been made, not told yet. */
  readonly #replies: WriteReply[] = [];
  readonly #eventWatchers = new Set<(tenants: ReadonlySet<TenantId>) => void>();
  /** Orders of this turn. */
  #unsent: WriteMessage[] = [];
  #flushing: NodeJS.Immediate | null = null;
  #waitingForOthers: NodeJS.Timeout | null = null;
  #lastTicket = 0;
  #closed = false;

  private constructor(
    thread: Worker,
    { path }: WriterSettings,
    { watch = null, companyMs = 0 }: OrderingOptions,
  ) {
    this.#thread = thread;
    this.#watch = watch;
    this.#companyMs = companyMs;
    this.#checkpointer = new Checkpointer({ path });
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind !== 'replies') return;
      watch?.committed(message.seconds);
      if (!this.#closed) this.#checkpointer.committed(message.replies);
      const isBusy = this.#replies.length > 0;
      this.#replies.push(...message.replies);
      if (!isBusy) this.#settleInTurns();
      for (const told of message.told) this.#tell(told);
    });
    thread.on('error', (error) => this.#lose(error.message));
    thread.on('exit', () => this.#lose('the writer thread ended'));
  }

  /** @throws StoreError what kept the thread from opening the database */
  static async start(settings: WriterSettings, options: OrderingOptions = {}): Promise<WriterClient> {
    const thread = startThread(new URL('./writer-thread', import.meta.url), settings);
    const client = new WriterClient(thread, settings, options);
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

  /** Resolves after the commit. Orders are carried out in their order, whatever their pace. @throws StoreError */
  order<O extends WriteOrder>(order: O, pace: OrderPace = 'at-once'): Promise<WriteAnswers[O['kind']]> {
    if (this.#closed) return Promise.reject(new StoreError('store-closed', 'the store was closed'));
    this.#lastTicket += 1;
    const ticket = this.#lastTicket;
    return new Promise((resolve, reject) => {
      // The thread answers an order with the answer of its kind (`WriteSession`).
      const waiting = {
        resolve: (answer: WriteAnswer) => resolve(answer as WriteAnswers[O['kind']]),
        reject,
      };
      this.#waiting.set(ticket, this.#watch === null ? waiting : watched(order, waiting, this.#watch));
      this.#unsent.push({ ticket, order });
      this.#sendSoon(pace);
    });
  }

  /** Orders of one turn of the event loop go in one message: each message costs both threads. */
  #sendSoon(pace: OrderPace): void {
    if (pace === 'with-others' && this.#companyMs > 0)
      this.#waitingForOthers ??= setTimeout(() => this.#flush(), this.#companyMs);
    else this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#flushing ?? undefined);
    clearTimeout(this.#waitingForOthers ?? undefined);
    this.#flushing = null;
    this.#waitingForOthers = null;
    if (this.#unsent.length === 0) return;
    this.#thread.postMessage(this.#unsent);
    this.#unsent = [];
  }

  /** Told after each commit whose events it added. @returns how to stop */
  onEvents(onAdded: (tenants: ReadonlySet<TenantId>) => void): () => void {
    // One who watches twice is told twice.
    const tell = (tenants: ReadonlySet<TenantId>): void => onAdded(tenants);
    this.#eventWatchers.add(tell);
    return () => this.#eventWatchers.delete(tell);
  }

  /** Lets the orders that wait be carried out, then ends the thread. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    this.#flush();
    await this.#checkpointer.close();
    this.#thread.postMessage('close');
    await ended;
  }

  #tell({ tenants, types }: ToldEvents): void {
    for (const [type, count] of types) this.#watch?.told(type, count);
    for (const tell of this.#eventWatchers) tell(tenants);
  }

  /** Each reply sets an answer of the HTTP API to work. Between a few of them calls get their turn: they share this thread. */
  #settleInTurns(): void {
    for (let rows = 0; rows < ROWS_A_TURN; ) {
      const reply = this.#replies.shift();
      if (reply === undefined) return;
      this.#settle(reply);
      rows += rowsOf(reply);
    }
    if (this.#replies.length > 0) setImmediate(() => this.#settleInTurns());
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
    void this.#checkpointer.close();
    for (const reply of this.#replies.splice(0)) this.#settle(reply);
    for (const waiting of this.#waiting.values())
      waiting.reject(new StoreError('store-unknown-outcome', why));
    this.#waiting.clear();
  }
}

/** Tells the watch of an order, and of what becomes of it. */
function watched(order: WriteOrder, waiting: Waiting, watch: StoreWatch): Waiting {
  const beganAt = watch.now();
  watch.ordered();
  return {
    resolve: (answer) => {
      watch.settled(order.kind, resultsOf(order, answer), watch.now() - beganAt);
      waiting.resolve(answer);
    },
    reject: (error) => {
      watch.settled(order.kind, [error.code], watch.now() - beganAt);
      waiting.reject(error);
    },
  };
}
