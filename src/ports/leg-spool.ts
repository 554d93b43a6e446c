import type { LegRecord } from '../domain/cdr/leg-record.ts';

/** A leg's record where the switch left it. */
export interface SpooledLeg {
  /** Of the file; to be given back to `remove`. */
  readonly name: string;
  readonly leg: LegRecord;
}

/** Where the switch leaves the record of each leg that has ended, whether we are there or not. */
export interface LegSpool {
  /** Records that are whole, at most `limit`. What cannot be read for a minute is put aside, and stands in nobody's way. */
  read(limit: number): Promise<readonly SpooledLeg[]>;
  /** To be called when the records are kept elsewhere for good. */
  remove(names: readonly string[]): Promise<void>;
  /** Tells that a look may be worth while. Only a hint: changes may go untold. @returns what ends it */
  watch(onChange: () => void): () => void;
}
