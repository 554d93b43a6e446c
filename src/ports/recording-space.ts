/** Asked by the call path whether a call may be recorded: answered at once, from what was seen last. */
export interface RecordingPermit {
  /** False while space is short: the call goes on without a recording. */
  mayRecord(): boolean;
}

/** How much room is left where recordings are written, and where they are kept. */
export interface FreeSpace {
  /** `spool` or `directory`. */
  readonly place: string;
  readonly freeBytes: number;
}

/** @throws Error when it cannot be told */
export type LookAtSpace = () => Promise<readonly FreeSpace[]>;
