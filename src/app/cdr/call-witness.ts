import type { BegunCall, SeenEnd } from '../../domain/cdr/call-record.ts';

/** Who is told of calls that begin and end. */
export interface CallWitness {
  begun(call: BegunCall): Promise<void>;
  ended(end: SeenEnd): void;
}
