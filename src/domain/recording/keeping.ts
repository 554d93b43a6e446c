import type { WavReading } from './wav.ts';

/** A file whose call is over is taken when nothing was written to it for so long. */
const QUIET_MS = 1_000;
/**
 * One whose lengths do not fit will not be finished any more after this: the switch writes to one that it has open each second
 * (`RECORDING_BUFFER` of its orders).
 */
const CUT_MS = 5_000;
/** After so long without a word of its call it is a recording of no known call. */
export const ORPHAN_MS = 600_000;

export interface FileFacts {
  readonly wav: WavReading['kind'];
  /** Since the file was written to. */
  readonly quietMs: number;
  /** The call has its record. */
  readonly isSettled: boolean;
}

/** What becomes of a file in the spool. `drop`: there is no sound in it. */
export type Keeping = 'wait' | 'keep' | 'keep-as-orphan' | 'drop';

export function keepingOf({ wav, quietMs, isSettled }: FileFacts): Keeping {
  const isDone = isSettled ? quietMs >= (wav === 'whole' ? QUIET_MS : CUT_MS) : quietMs >= ORPHAN_MS;
  if (!isDone) return 'wait';
  if (wav === 'empty') return 'drop';
  return isSettled ? 'keep' : 'keep-as-orphan';
}
