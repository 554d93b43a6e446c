import type { Worker } from 'node:worker_threads';
import type { EpochMs } from '../../domain/instant.ts';
import type { PoolLoad } from '../../domain/pool/pool-usage.ts';
import { StoreError } from '../../ports/store-error.ts';
import { startThread } from './thread.ts';
import type { UsageMessage, UsageQuestion, UsageSettings } from './usage-thread.ts';

type Loads = ReadonlyMap<string, PoolLoad>;

/**
 * Surveys how full the pools are, in a thread that starts with the first survey and lives as long as the store: a thread for each
 * survey would start and end one every minute for as long as the daemon runs (`docs/decisions.md`, threads).
 */
export class UsageClient {
  readonly #settings: UsageSettings;
  readonly #waiting: PromiseWithResolvers<Loads>[] = [];
  #thread: Worker | null = null;
  #closed = false;

  constructor(settings: UsageSettings) {
    this.#settings = settings;
  }

  /** Surveys are made one after the other. @throws StoreError */
  loads(at: EpochMs): Promise<Loads> {
    if (this.#closed) return Promise.reject(new StoreError('store-closed', 'the store was closed'));
    this.#thread ??= this.#start();
    const survey = Promise.withResolvers<Loads>();
    this.#waiting.push(survey);
    this.#thread.postMessage(at satisfies UsageQuestion);
    return survey.promise;
  }

  /** Does not wait for a survey that is under way: nothing is lost with it but the answer. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    if (thread === null) return;
    this.#lose(thread, new StoreError('store-closed', 'the store was closed'));
    await thread.terminate();
  }

  #start(): Worker {
    const thread = startThread(new URL('./usage-thread', import.meta.url), this.#settings);
    const lose = (why: string): void => this.#lose(thread, new StoreError('store-failed', why));
    thread.on('message', (message: UsageMessage) => {
      if (this.#thread === thread) this.#settle(message);
    });
    thread.on('error', (error) => lose(error.message));
    thread.on('exit', () => lose('the thread that surveys the pools ended'));
    // A program that ends waits for no survey. Listening would keep it alive, so this comes after it.
    thread.unref();
    return thread;
  }

  #settle(message: UsageMessage): void {
    const survey = this.#waiting.shift();
    if ('failure' in message) survey?.reject(new StoreError(message.failure.code, message.failure.detail));
    else survey?.resolve(message.loads);
  }

  /** The next survey starts another thread. */
  #lose(thread: Worker, error: StoreError): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    for (const survey of this.#waiting.splice(0)) survey.reject(error);
  }
}
