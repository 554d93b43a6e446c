import type { TenantId } from '../../domain/access/tenant.ts';
import type { AmendRefusal } from '../../domain/binding/amendment.ts';
import type { BindRefusal, BindRequest } from '../../domain/binding/bind-request.ts';
import type { ReleaseReason } from '../../domain/binding/binding.ts';
import type { BindingRecord } from '../../domain/binding/binding-record.ts';
import type { EndedTalk } from '../../domain/binding/binding-use.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PolicyForm } from '../../domain/policy/policy-form.ts';
import type { NewNumbers, PoolRefusal } from '../../domain/pool/catalogue-change.ts';
import type { NumberRange } from '../../domain/pool/pool.ts';
import type { Group } from '../../ports/binding-store.ts';
import type { StoreErrorCode } from '../../ports/store-error.ts';
import type { BindingRow } from './binding-row.ts';
import type { PlainPolicy } from './catalogue-table.ts';
import type { CdrAnswers, CdrOrder } from './cdr-wire.ts';
import type { EventAnswers, EventOrder } from './event-wire.ts';
import type { ToldEvents } from './event-writer.ts';
import type { GroupProblem } from './group-table.ts';
import type { RecordingAnswers, RecordingOrder } from './recording-wire.ts';
import type { WireAmendment } from './wire-amendment.ts';

/** A bind request as it crosses to the writer thread: an object with private fields would arrive empty. */
export interface WireBind extends Omit<BindRequest, 'a' | 'b' | 'details'> {
  readonly a: string;
  readonly b: string | null;
  /** As `printDetails` writes them. */
  readonly details: string;
}

/** A `NewNumbers` likewise. */
export type WireNumbers = Omit<NewNumbers, 'policy'> & { readonly policy: PlainPolicy | null };

/** A `Contact` likewise. */
export interface WireContact {
  readonly number: string;
  readonly at: EpochMs;
}

/** What the writer thread is asked for. */
export type WriteOrder =
  | CdrOrder
  | RecordingOrder
  | EventOrder
  | { readonly kind: 'bind'; readonly requests: readonly WireBind[] }
  | { readonly kind: 'release'; readonly id: number; readonly reason: ReleaseReason; readonly at: EpochMs }
  | {
      readonly kind: 'amend';
      readonly id: number;
      readonly amendment: WireAmendment;
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'call-routed';
      readonly id: number;
      readonly at: EpochMs;
      readonly caller: string | null;
      readonly isCounted: boolean;
      readonly revision: number | undefined;
    }
  | { readonly kind: 'call-ended'; readonly id: number; readonly at: EpochMs; readonly talk: EndedTalk }
  | { readonly kind: 'wrong-pin'; readonly id: number; readonly at: EpochMs }
  | {
      readonly kind: 'remember-telephone';
      readonly id: number;
      readonly proved: { readonly side: 'a' | 'b'; readonly telephone: string; readonly pin: string };
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'set-temporary-callee';
      readonly id: number;
      readonly callee: WireContact | null;
      readonly at: EpochMs;
    }
  | { readonly kind: 'put-group'; readonly name: string; readonly members: readonly string[] }
  | {
      readonly kind: 'change-group';
      readonly name: string;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly kind: 'remove-group'; readonly name: string; readonly at: EpochMs }
  | {
      readonly kind: 'purge';
      readonly endedBefore: EpochMs;
      readonly at: EpochMs;
      readonly limit: number;
    }
  | { readonly kind: 'purge-versions'; readonly before: EpochMs; readonly limit: number }
  | { readonly kind: 'add-numbers'; readonly request: WireNumbers }
  | {
      readonly kind: 'set-locked';
      readonly pool: string;
      readonly range: NumberRange | null;
      readonly locked: boolean;
    }
  | {
      readonly kind: 'remove-numbers';
      readonly pool: string;
      readonly range: NumberRange | null;
      readonly at: EpochMs;
    }
  | { readonly kind: 'set-tenant-calls'; readonly tenant: TenantId; readonly calls: PolicyForm }
  | {
      readonly kind: 'begin-rotation';
      readonly master: Uint8Array;
      readonly generation: number;
      readonly salt: Uint8Array;
    }
  | { readonly kind: 'rotate'; readonly limit: number };

/** One bind: what was written or renewed, or why nothing was. */
export type BindOutcome =
  | {
      readonly record: BindingRecord;
      readonly existing: boolean;
      /** The binding's A is the request's B. */
      readonly swapped: boolean;
    }
  | { readonly refusal: BindRefusal };

/** The answers, by the kind of the order. */
export interface WriteAnswers extends CdrAnswers, EventAnswers, RecordingAnswers {
  readonly bind: readonly BindOutcome[];
  readonly release: BindingRow | 'not-found' | 'already-ended';
  readonly amend: BindingRow | AmendRefusal;
  readonly 'call-routed': null;
  readonly 'call-ended': null;
  readonly 'wrong-pin': null;
  readonly 'remember-telephone': null;
  readonly 'set-temporary-callee': BindingRow | 'not-found' | 'already-ended';
  readonly 'put-group': Group | GroupProblem;
  readonly 'change-group': Group | GroupProblem;
  readonly 'remove-group': Group | GroupProblem;
  readonly purge: number;
  readonly 'purge-versions': number;
  readonly 'add-numbers': PoolRefusal | null;
  readonly 'set-locked': PoolRefusal | null;
  readonly 'remove-numbers': PoolRefusal | null;
  readonly 'set-tenant-calls': null;
  readonly 'begin-rotation': null;
  /** How many bindings, or numbers that they keep, were sealed anew; 0 when the rotation is complete. */
  readonly rotate: number;
}

export type WriteAnswer = WriteAnswers[WriteOrder['kind']];

/** To the writer thread. */
export interface WriteMessage {
  readonly ticket: number;
  readonly order: WriteOrder;
}

/** Orders of one turn of the main thread, or the last message of all. */
export type WriterOrders = readonly WriteMessage[] | 'close';

/** From the writer thread, after the commit. */
export type WriteReply =
  | { readonly ticket: number; readonly answer: WriteAnswer }
  | { readonly ticket: number; readonly failure: WireFailure };

/** A `StoreError` as it crosses between threads. */
export interface WireFailure {
  readonly code: StoreErrorCode;
  readonly detail: string;
}

/** The first message of a thread, then its replies. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly failure: WireFailure }
  /** Of one group; `seconds` are those of its transaction, `told` the events of each of its commits. */
  | {
      readonly kind: 'replies';
      readonly replies: readonly WriteReply[];
      readonly seconds: number;
      readonly told: readonly ToldEvents[];
    };

/** How the writer thread is started. */
export interface WriterSettings {
  readonly path: string;
  /** The key, and the next one where there is one. */
  readonly masters: readonly Uint8Array[];
  readonly busyTimeoutMs: number;
  readonly maxBytes: number | null;
}
