import type { EpochMs } from '../domain/instant.ts';
import type { WavReading } from '../domain/recording/wav.ts';

/** A file that the switch writes, or has written. */
export interface SpooledRecording {
  /** The UUID that it is named after: of the call. */
  readonly name: string;
  /** Tells this file, as it is, from another one of its name and from what it was before. */
  readonly mark: string;
  readonly bytes: number;
  readonly changedAt: EpochMs;
  readonly wav: WavReading;
}

/** Where the switch writes recordings, in the clear, whether we are there or not. */
export interface RecordingSpool {
  /** Of all files that are there. */
  names(): Promise<readonly string[]>;
  /** `null` when it is gone. */
  look(name: string): Promise<SpooledRecording | null>;
  /** To be called when it is kept elsewhere for good. One that has changed since it was looked at stays. */
  remove(file: SpooledRecording): Promise<void>;
}
