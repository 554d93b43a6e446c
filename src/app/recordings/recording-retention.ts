import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { RecordingStore } from '../../ports/recording-store.ts';
import type { RecordingVault } from '../../ports/recording-vault.ts';

const EVERY_MS = 600_000;
/** Files that are removed between two commits. */
const BATCH = 200;

export interface RecordingRetentionOptions {
  readonly store: RecordingStore;
  readonly vault: RecordingVault;
  readonly clock: Clock;
  readonly log: Log;
  readonly retentionMs: () => number;
}

/** Shreds what is older than it is to be kept: first the key of a day, with which all is said, then the files. */
export class RecordingRetention {
  readonly #options: RecordingRetentionOptions;
  #timer: Timer | null = null;
  #working: Promise<void> | null = null;
  #stopped = false;

  constructor(options: RecordingRetentionOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, log } = this.#options;
    this.#working = this.run()
      .catch((error: unknown) => log.error({ err: error }, 'old recordings could not be shredded'))
      .finally(() => {
        this.#working = null;
        if (!this.#stopped) this.#timer = clock.after(EVERY_MS, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#working;
  }

  async run(): Promise<void> {
    const { store, vault, clock, log, retentionMs } = this.#options;
    const before = (clock.now() - retentionMs()) * 1000;
    const days = await store.shredDays(before);
    if (days > 0) log.info({ days }, 'recordings were shredded');
    await this.#removeFiles();
    await vault.tidy(before, (id) => store.recording(id) !== null);
  }

  async #removeFiles(): Promise<void> {
    const { store, vault } = this.#options;
    while (!this.#stopped) {
      const gone = store.shredded(BATCH);
      for (const recording of gone) await vault.remove(recording);
      await store.forget(gone.map(({ id }) => id));
      if (gone.length < BATCH) return;
    }
  }
}
