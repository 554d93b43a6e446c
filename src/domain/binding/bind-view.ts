import type { EpochMs } from '../instant.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { BindingRecord, PairRecord } from './binding-record.ts';

/** What a store must be able to tell about one party. Bindings in which the party owns nothing do not count. */
export interface PartyRecords {
  /** The party's latest binding on the number. */
  latestOn(number: NumberId): BindingRecord | null;
  /** Its latest binding on each number that it ever had, purged ones excepted. */
  latestOnEach(): ReadonlyMap<NumberId, BindingRecord>;
}

/** A party that nobody named. */
export const NOBODY: PartyRecords = { latestOn: () => null, latestOnEach: () => new Map() };

/** What a store knows of a request. Read lazily, inside the transaction that carries the plan out. */
export interface BindView {
  readonly catalogue: NumberCatalogue;
  readonly a: PartyRecords;
  readonly b: PartyRecords;
  /** Bindings between the two that nobody released, newest first: live ones, and ones that ended by time. */
  unreleasedOfPair(): readonly PairRecord[];
  /** The latest released bindings between the two; a few are enough, read for sticky pools only. */
  releasedOfPair(): readonly PairRecord[];
  /** 32 bits for the pair, the same whichever is A. */
  spreadOfPair(): number;
  /** 32 bits for A. */
  spreadOfA(): number;
  /** Bindings that have the number as X or Y, without those that ended at the instant or before. */
  allOn(number: NumberId, endsAfter: EpochMs): Iterable<BindingRecord>;
  /** Those of them in the open modes, newest first. */
  openOn(number: NumberId, endsAfter: EpochMs): Iterable<BindingRecord>;
  /** Bindings that take PINs on the number, or did: those that end after the instant, and those that nobody released. */
  pinsOn(number: NumberId, endsAfter: EpochMs): Iterable<BindingRecord>;
  /** Bindings that have the number as X or Y and that nobody released, ended by time or not. */
  unreleasedOn(number: NumberId): Iterable<BindingRecord>;
  /** Those of them in the open modes. */
  unreleasedOpenOn(number: NumberId): Iterable<BindingRecord>;
  /** The latest binding with the extension on the number. */
  latestWithExtension(number: NumberId, extension: string): BindingRecord | null;
  /** The first number from `first` to `last` on which there is or was an extension. */
  nextWithExtensions(first: NumberId, last: NumberId): NumberId | null;
  hasGroup(name: string): boolean;
}
