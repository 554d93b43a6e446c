import type { EpochUs } from '../domain/cdr/leg-record.ts';
import type { Recording, RecordingFormat, RecordingId } from '../domain/recording/recording.ts';
import type { SpooledRecording } from './recording-spool.ts';

/** What sound is made smaller with, if with anything. */
export type RecordingEncoder = 'none' | 'opusenc' | 'lame';

export interface KeepOrder {
  readonly id: RecordingId;
  /** Its day is the folder's. */
  readonly at: EpochUs;
  readonly file: SpooledRecording;
  readonly encoder: RecordingEncoder;
}

/** A sealed file in its place, on stable storage. */
export interface KeptFile {
  readonly format: RecordingFormat;
  /** Of the sound file in it. */
  readonly bytes: number;
  /** What opens it: of this file only. */
  readonly key: Uint8Array;
  /** Why it is a WAV although it was to be made smaller. */
  readonly encoderFailure: string | null;
}

/** The sound of a recording, to be read in any part. */
export interface OpenRecording {
  /** The bytes from `first` to `last`, both included, in pieces. @throws StoreError `store-corrupt` while it is read */
  read(first: number, last: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Where recordings lie sealed. */
export interface RecordingVault {
  /** Seals a file of the spool, in the place of what an earlier attempt left. The file in the spool stays. */
  keep(order: KeepOrder): Promise<KeptFile>;
  /** @throws StoreError `store-corrupt` when the file is not there, or not what was kept */
  open(recording: Recording, key: Uint8Array): Promise<OpenRecording>;
  /** Without effect when it is gone. */
  remove(recording: Recording): Promise<void>;
  /** Removes what attempts that were cut short have left of days before this instant, and folders that are empty. */
  tidy(before: EpochUs, isKept: (id: RecordingId) => boolean): Promise<void>;
}
