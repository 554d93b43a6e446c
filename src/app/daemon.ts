import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { CdrStore } from '../ports/cdr-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { CallDesk } from './call-desk.ts';
import type { CallFleet } from './call-fleet.ts';
import type { CdrDesk } from './cdr/cdr-desk.ts';

/** Between two looks at whether the calls that need us are settled, in milliseconds. */
const DRAIN_STEP_MS = 50;
/** How long calls that are being set up may hold up a stop, in milliseconds. Calls that are talking never do. */
const DRAIN_LIMIT_MS = 10_000;
const HOUSEKEEPING_MS = 600_000;
const PURGE_BATCH = 5_000;

export interface DaemonOptions {
  readonly store: BindingStore;
  readonly cdrs: CdrStore;
  readonly records: CdrDesk;
  /** What keeps recordings, where there is something that does. */
  readonly recordings?: { start(): void; stop(): Promise<void> };
  /** What writes events, where there is something that does. */
  readonly events?: { start(): void; stop(): Promise<void> };
  /** Exchanges the keys of the store when they are old. @returns whether it did */
  readonly renewKeys?: () => Promise<boolean>;
  readonly desk: CallDesk;
  readonly clock: Clock;
  readonly log: Log;
  readonly historyMs: () => number;
  /** How long call records are kept. */
  readonly cdrHistoryMs: () => number;
}

/**
 * The daemon's life: running, draining, stopped. A stop is quick because calls live in the switch: only calls that are still being
 * set up are waited for, since they may need a prompt from us; conversations go on without us.
 */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #ended = Promise.withResolvers<AxbridgeError | null>();
  #phase: 'running' | 'draining' | 'stopped' = 'running';
  #fleet: CallFleet | null = null;
  #beforeClose: () => Promise<void> = async () => undefined;

  constructor(options: DaemonOptions) {
    this.#options = options;
  }

  get draining(): boolean {
    return this.#phase !== 'running';
  }

  /** Resolves when the daemon has stopped: with `null`, or with what made it stop by itself. */
  get ended(): Promise<AxbridgeError | null> {
    return this.#ended.promise;
  }

  start(fleet: CallFleet): void {
    this.#fleet = fleet;
    fleet.start();
    this.#options.records.start();
    this.#options.recordings?.start();
    this.#options.events?.start();
    this.#housekeep();
  }

  /** What has to end before the store is closed. */
  beforeClose(work: () => Promise<void>): void {
    this.#beforeClose = work;
  }

  /** A first request drains, a second one lets go at once. Acknowledged writes are kept either way. */
  requestStop(because: AxbridgeError | null = null): void {
    if (this.#phase === 'stopped') return;
    if (this.#phase === 'draining') {
      this.#phase = 'stopped';
      return;
    }
    this.#phase = 'draining';
    this.#options.log.info({ because: because?.code ?? 'requested' }, 'stopping');
    void this.#stop(because);
  }

  /** A switch refuses us: waiting cures nothing, and a daemon that only waits would look healthy. */
  onSwitchRefused(node: string, because: string): void {
    this.requestStop(new AxbridgeError('switch-refused', `${node}: ${because.replaceAll('-', ' ')}`));
  }

  async #stop(because: AxbridgeError | null): Promise<void> {
    try {
      await this.#drained();
      await this.#fleet?.stop();
      await this.#options.desk.settled();
      await this.#options.events?.stop();
      await this.#options.records.stop();
      await this.#options.recordings?.stop();
      await this.#beforeClose();
      await this.#options.store.close();
      this.#ended.resolve(because);
    } catch (cause) {
      this.#ended.resolve(because ?? new AxbridgeError('internal', 'the stop failed', { cause }));
    }
  }

  async #drained(): Promise<void> {
    const { clock, desk } = this.#options;
    // Counted in steps: the time of day may be set meanwhile.
    for (let leftMs = DRAIN_LIMIT_MS; leftMs > 0; leftMs -= DRAIN_STEP_MS) {
      if (this.#phase !== 'draining' || !desk.calls.some(needsUs)) break;
      await new Promise<void>((resolve) => clock.after(DRAIN_STEP_MS, resolve));
    }
    this.#phase = 'stopped';
  }

  #housekeep(): void {
    if (this.#phase !== 'running') return;
    void this.#purge().finally(() => this.#options.clock.after(HOUSEKEEPING_MS, () => this.#housekeep()));
  }

  /** Forgets what has ended long ago. Bindings stop resolving without it; this only gives the space back. */
  async #purge(): Promise<void> {
    const { store, cdrs, clock, historyMs, cdrHistoryMs } = this.#options;
    const at = clock.now();
    await this.#inBatches('bindings', () => store.purge(at - historyMs(), at, PURGE_BATCH));
    await this.#inBatches('call records', () => cdrs.purge((at - cdrHistoryMs()) * 1000, PURGE_BATCH));
    await this.#renewKeys();
  }

  /** What was forgotten is unreadable for good when the keys that sealed it are gone. */
  async #renewKeys(): Promise<void> {
    const { renewKeys, log } = this.#options;
    try {
      if ((await renewKeys?.()) === true) log.info({}, 'everything is sealed by fresh keys');
    } catch (error) {
      if (this.#phase === 'running') log.error({ err: error }, 'the keys of the store could not be renewed');
    }
  }

  async #inBatches(what: string, purge: () => Promise<number>): Promise<void> {
    try {
      let purged = PURGE_BATCH;
      while (purged === PURGE_BATCH && this.#phase === 'running') purged = await purge();
    } catch (error) {
      this.#options.log.error({ err: error }, `old ${what} could not be forgotten`);
    }
  }
}

function needsUs(call: CallDesk['calls'][number]): boolean {
  const { tag } = call.state;
  return tag !== 'talking' && tag !== 'surveying' && tag !== 'ended';
}
