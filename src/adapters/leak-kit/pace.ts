import { setTimeout as sleep } from 'node:timers/promises';
import { isOpenMode } from '../../domain/binding/binding-mode.ts';
import type { PlannedCall } from './combination.ts';

const MINUTE_MS = 60_000;
/** Of what a daemon lets through: some calls are made twice, and a minute of ours is not one of its own. */
const SHARE = 0.7;

/** Keeps a test below the limits that the daemon has for callers, so that it is not taken for a flood itself. */
export class Pace {
  readonly #betweenMs: number;
  #nextAt = 0;

  /** @param strangersAMinute calls to one number by callers whom no binding names; `null` without a limit */
  constructor(strangersAMinute: number | null) {
    this.#betweenMs = strangersAMinute === null ? 0 : MINUTE_MS / Math.max(1, strangersAMinute * SHARE);
  }

  /** Waits until the call may be made. All numbers are counted as one, because the test does not choose which of them it is given. */
  async before({ flow }: PlannedCall): Promise<void> {
    if (this.#betweenMs === 0 || !isOpenMode(flow.mode) || flow.begins !== 'b') return;
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#betweenMs;
    await sleep(at - now);
  }
}
