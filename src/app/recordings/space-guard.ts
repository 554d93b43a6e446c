import { maySpend } from '../../domain/recording/space-step.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FreeSpace, LookAtSpace, RecordingPermit } from '../../ports/recording-space.ts';

/** Between two looks. */
const LOOK_MS = 5_000;

export interface SpaceGuardOptions {
  readonly look: LookAtSpace;
  readonly leastBytes: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stops recording before the disk is full; calls go on. */
export class SpaceGuard implements RecordingPermit {
  readonly #options: SpaceGuardOptions;
  #may = true;
  #seen: readonly FreeSpace[] = [];
  #timer: Timer | null = null;

  constructor(options: SpaceGuardOptions) {
    this.#options = options;
  }

  mayRecord(): boolean {
    return this.#may;
  }

  /** As it was seen last. */
  get space(): readonly FreeSpace[] {
    return this.#seen;
  }

  /** Resolves when there was a first look. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = this.#options.clock.after(LOOK_MS, () => void this.start());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  async look(): Promise<void> {
    const { look, leastBytes, log } = this.#options;
    let because: string | null = null;
    this.#seen = await look().catch((error: unknown) => {
      because = error instanceof Error ? error.message : String(error);
      return [];
    });
    const freeBytes = because === null ? Math.min(...this.#seen.map((one) => one.freeBytes)) : null;
    const may = maySpend(this.#may, freeBytes, leastBytes());
    if (may === this.#may) return;
    this.#may = may;
    const facts = { freeBytes, leastBytes: leastBytes(), because };
    if (may) log.info(facts, 'there is room again: calls are recorded');
    else log.warn(facts, 'room for recordings is short: calls go on and are not recorded');
  }
}
