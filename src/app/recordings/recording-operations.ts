import type { RecordingFormat } from '../../domain/recording/recording.ts';

/** Which recordings are asked for. */
export interface RecordingInput {
  /** That began at or after this: an instant, or a duration back from now such as `24h`. */
  readonly since?: string | undefined;
  /** That began before this. */
  readonly until?: string | undefined;
  readonly call?: string | undefined;
  readonly binding?: number | undefined;
  readonly pool?: string | undefined;
  readonly held?: boolean | undefined;
  /** Where the page before this one ended. */
  readonly after?: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** One recording; it holds no number. */
export interface RecordingView {
  readonly recording: string;
  /** `null` for an orphan: nothing is known of its call. */
  readonly call: string | null;
  readonly tenant: string;
  readonly pool: string | null;
  readonly binding: number | null;
  /** With microseconds. */
  readonly beganAt: string;
  readonly durationMs: number;
  readonly bytes: number;
  readonly format: RecordingFormat;
  readonly channels: number;
  readonly salvaged: boolean;
  /** `null`: it goes when its time is over. */
  readonly heldSince: string | null;
}

export interface RecordingPage {
  readonly recordings: readonly RecordingView[];
  /** `null` after the last page. */
  readonly next: string | null;
}

/** A part of the sound. */
export interface RecordingPart {
  readonly base64: string;
}

/** Recordings, for whoever runs the installation. */
export interface RecordingOperations {
  recordings(input: RecordingInput): Promise<RecordingPage>;
  /** @throws AxbridgeError `recording-not-found` */
  recording(input: { readonly recording: string }): Promise<RecordingView>;
  /** The bytes from `first` to `last`, both included; at most 1 MiB. @throws AxbridgeError `recording-not-found`, `store-corrupt` */
  readRecording(input: {
    readonly recording: string;
    readonly first: number;
    readonly last: number;
  }): Promise<RecordingPart>;
  /** Holds it, or lets it go. @throws AxbridgeError `recording-not-found` */
  holdRecording(input: { readonly recording: string; readonly held: boolean }): Promise<null>;
  /** Destroys its key, then its file. @throws AxbridgeError `recording-not-found`, `recording-held` */
  deleteRecording(input: { readonly recording: string }): Promise<null>;
}
