import type { BindingId } from '../domain/binding/binding.ts';
import type { CallId, LegId } from '../domain/call/leg.ts';
import type { BegunCall, CallRecord } from '../domain/cdr/call-record.ts';
import type { CdrOutcome } from '../domain/cdr/cdr-outcome.ts';
import type { EpochUs, LegRecord } from '../domain/cdr/leg-record.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';

/** A place in the order of the records: by the instant at which their calls began. */
export interface CdrPlace {
  readonly at: EpochUs;
  readonly id: number;
}

export interface CdrQuery {
  /** Calls that began at or after this. */
  readonly since?: EpochUs;
  /** Calls that began before this. */
  readonly until?: EpochUs;
  /** Caller or callee. */
  readonly number?: RealNumber;
  readonly x?: PrivacyNumber;
  readonly binding?: BindingId;
  readonly outcome?: CdrOutcome;
  /** Of the pools of this tenant only. */
  readonly tenant?: string;
  /** By its name in the store. */
  readonly pool?: string;
  readonly after?: CdrPlace;
  readonly limit: number;
}

export interface FoundCdr {
  readonly place: CdrPlace;
  readonly record: CallRecord;
}

/** A call that has no record yet, or of which a leg came in after it got one. */
export interface UnsettledCall {
  readonly call: CallId;
  readonly begun: BegunCall | null;
  /** Those that no record has yet. */
  readonly legs: readonly LegRecord[];
  readonly record: CallRecord | null;
}

/** What becomes of an unsettled call. */
export interface Settlement {
  readonly call: CallId;
  /** `null`: the record that there is stays as it is, and the legs are in it. */
  readonly record: CallRecord | null;
  /** The legs that were looked at. One that came in meanwhile stays unsettled. */
  readonly legs: readonly LegId[];
}

/**
 * Where call records live. A promise that resolves is a promise kept, as in `BindingStore`. Real numbers are sealed by a key of the day
 * on which the call began; with that key all of the day goes. Contract: `test/contract/cdr-store.contract.ts`.
 */
export interface CdrStore {
  /** A call has begun, or more is known of it now. A call that has its record is left as it is. */
  begin(call: BegunCall): Promise<void>;
  /** Keeps legs until their call is settled. Each leg once, however often it comes. */
  addLegs(legs: readonly LegRecord[]): Promise<void>;
  /** Calls with legs that no record has yet; at most `limit`. */
  callsWithLegs(limit: number): readonly CallId[];
  /** Calls that began before `beganBefore` and are not settled, whether a leg of them has come or not; at most `limit`. */
  callsBegun(beganBefore: EpochUs, limit: number): readonly CallId[];
  /** What was known of a call when it began, until it is settled. */
  begun(call: CallId): BegunCall | null;
  unsettled(call: CallId): UnsettledCall;
  /** Writes the records and forgets what they were made of, in one commit. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** In the order of their places. Synchronous; ask for pages. */
  find(query: CdrQuery): readonly FoundCdr[];
  record(call: CallId): CallRecord | null;
  /** Forgets calls that began on days before the one of this instant, and the keys of those days. @returns how many */
  purge(before: EpochUs, limit: number): Promise<number>;
}
