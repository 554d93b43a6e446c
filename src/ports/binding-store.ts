import type { TenantId } from '../domain/access/tenant.ts';
import type {
  Amendment as DomainAmendment,
  AmendRefusal as DomainAmendRefusal,
} from '../domain/binding/amendment.ts';
import type {
  BindRefusal as DomainBindRefusal,
  BindRequest as DomainBindRequest,
} from '../domain/binding/bind-request.ts';
import type { Binding, BindingId, ReleaseReason } from '../domain/binding/binding.ts';
import type { BindingMode } from '../domain/binding/binding-mode.ts';
import type { EndedTalk } from '../domain/binding/binding-use.ts';
import type { Contact, RouteFacts } from '../domain/call/route-facts.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { CallPolicy } from '../domain/policy/call-policy.ts';
import type { ProvedTelephone } from '../domain/policy/proved-telephone.ts';
import type { PoolRefusal as DomainPoolRefusal, NewNumbers } from '../domain/pool/catalogue-change.ts';
import type { NumberRange, Pool } from '../domain/pool/pool.ts';
import type { PoolUsage as DomainPoolUsage } from '../domain/pool/pool-usage.ts';

export type BindRequest = DomainBindRequest;
export type BindRefusal = DomainBindRefusal;
export type Amendment = DomainAmendment;
export type AmendRefusal = DomainAmendRefusal;
export type PoolRefusal = DomainPoolRefusal;
export type PoolUsage = DomainPoolUsage;

export type BindResult =
  | {
      readonly ok: true;
      readonly binding: Binding;
      /** The pair was bound already: its terms were renewed, and a running after-call timer stopped. */
      readonly existing: boolean;
    }
  | { readonly ok: false; readonly refusal: BindRefusal };

export type ReleaseResult =
  | { readonly ok: true; readonly binding: Binding }
  | { readonly ok: false; readonly reason: 'not-found' | 'already-ended' };

export type AmendResult =
  | { readonly ok: true; readonly binding: Binding }
  | { readonly ok: false; readonly refusal: AmendRefusal };

export interface Group {
  readonly name: string;
  readonly members: number;
}

export type GroupResult =
  | { readonly ok: true; readonly group: Group }
  | { readonly ok: false; readonly reason: 'group-unknown' | 'group-in-use' | 'group-too-large' };

/** A privacy number that is in a pool. */
export interface NumberUse {
  readonly x: PrivacyNumber;
  readonly pool: string;
  readonly areaCode: string | null;
  readonly locked: boolean;
  /** Live bindings that have it as X or Y, by mode, among its latest `MAX_COUNTED_BINDINGS` as the one and as the other. */
  readonly live: ReadonlyMap<BindingMode, number>;
}

/** So many bindings of a number are looked at when they are counted, so that calls do not wait for it. */
export const MAX_COUNTED_BINDINGS = 1000;

/** Members that a group may have. */
export const MAX_GROUP_MEMBERS = 10_000;

export type PoolResult<T = Pool> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: PoolRefusal };

export interface BindingQuery {
  readonly party?: RealNumber;
  readonly x?: PrivacyNumber;
  readonly pool?: string;
  /** Bindings whose X is in this range, in whatever pool it is, was, or is no more. */
  readonly numbers?: NumberRange;
  /** Also those that ended. */
  readonly ended?: boolean;
  readonly at: EpochMs;
  /** Ascending ids greater than this one. */
  readonly after?: BindingId;
  readonly limit: number;
}

/** The bindings of a pool, number by number and by ascending ids on each. */
export interface PoolBindingsQuery {
  readonly pool: string;
  /** Also those that ended. */
  readonly ended: boolean;
  readonly at: EpochMs;
  /** Behind this one, whether it is still there or not. */
  readonly after: BindingPlace | null;
  readonly limit: number;
}

export interface BindingPlace {
  readonly x: PrivacyNumber;
  readonly id: BindingId;
}

/** At most `limit` bindings. There may be fewer, and even none, before `next` is `null`: ended ones that are left out cost time too. */
export interface PoolBindings {
  readonly bindings: readonly Binding[];
  readonly next: BindingPlace | null;
}

/**
 * Where bindings live. One contract suite (`test/contract/binding-store.contract.ts`) holds for every implementation.
 *
 * A promise that resolves is a promise kept: the write is on stable storage (`kill -9` and power cuts included) and every later
 * read sees it. A promise that rejects with `StoreError` changed nothing, or says that the outcome is not known.
 */
export interface BindingStore {
  /** Creates the pool when it is new, sets the policy when one is given, and adds the range. */
  addNumbers(request: NewNumbers): Promise<PoolResult>;
  /** Locks or unlocks a range (`null`: all numbers) of a pool; parts of ranges too. */
  setLocked(pool: string, range: NumberRange | null, locked: boolean): Promise<PoolResult>;
  /** Removes a range (`null`: the pool) when no live or cooling binding holds one of its numbers. */
  removeNumbers(pool: string, range: NumberRange | null, at: EpochMs): Promise<PoolResult<null>>;
  /** Names of all pools, in their order. Synchronous and cheap: from what the reader knows already. */
  poolNames(): readonly string[];
  /** A pool with its ranges, `null` when there is none of that name. Synchronous and cheap. */
  pool(name: string): Pool | null;
  /** What the tenant says of the calls of all its pools. Synchronous and cheap. */
  tenantCalls(tenant: TenantId): CallPolicy;
  /** Says it anew; a policy that says nothing takes it back. Holds for calls from then on. Of no use for secrets: it is not sealed. */
  setTenantCalls(tenant: TenantId, calls: CallPolicy): Promise<void>;
  /** `null` for a number that is in no pool. */
  numberUse(x: PrivacyNumber, at: EpochMs): NumberUse | null;
  poolUsage(at: EpochMs): Promise<readonly PoolUsage[]>;

  bind(request: BindRequest): Promise<BindResult>;
  /** As so many `bind` in their order, with one commit; a refused one does not stop the others. */
  bindMany(requests: readonly BindRequest[]): Promise<readonly BindResult[]>;
  /** Ends a binding that lives, or its grace. */
  release(id: BindingId, reason: ReleaseReason, at: EpochMs): Promise<ReleaseResult>;
  /**
   * Changes a live binding in place, all or nothing; calls that are up go on. A party that is changed for another is in its cool-down
   * on the number from then on and resolves no more. Stops a running after-call timer. PINs that are said anew have no wrong tries.
   */
  amend(id: BindingId, amendment: Amendment, at: EpochMs): Promise<AmendResult>;
  /**
   * A call was routed on the binding: slides its expiry when it has a sliding one. In the open modes a caller who is not A is kept
   * as the one whom A calls back, and as one who keyed in the extension. @param caller `null` when it could not be read
   * @param isCounted a quota counts it; default: no
   * @param revision of the binding when the call began: one of other parties than now only counts; default: that of now
   */
  callRouted(
    id: BindingId,
    at: EpochMs,
    caller: RealNumber | null,
    isCounted?: boolean,
    revision?: number,
  ): Promise<void>;
  /**
   * An answered call on the binding ended: starts its after-call timer when it has one and is still live, counts, and releases it with
   * the last call that it is for. @param talk default: nothing is counted
   */
  callEnded(id: BindingId, at: EpochMs, talk?: EndedTalk): Promise<void>;
  /** A wrong PIN was keyed on a live binding: it counts, and locks out as its policy says. */
  wrongPin(id: BindingId, at: EpochMs): Promise<void>;
  /**
   * The telephone may call for the party until the binding ends, the party gives way to another or its PIN is another: if the policy
   * remembers telephones, and not too many. Keeps nothing when the PIN is not the party's any more.
   */
  rememberTelephone(id: BindingId, proved: ProvedTelephone, at: EpochMs): Promise<void>;
  /** Open modes: whom A reaches before anybody else until `until`; `null` ends that. */
  setTemporaryCallee(id: BindingId, callee: Contact | null, at: EpochMs): Promise<ReleaseResult>;

  /** Creates the group or replaces its members; takes effect for calls from then on. At most `MAX_GROUP_MEMBERS`. */
  putGroup(name: string, members: readonly RealNumber[]): Promise<GroupResult>;
  /** Adds and removes members of a group that exists; who is in already, or not, is no error. */
  changeGroup(name: string, add: readonly RealNumber[], remove: readonly RealNumber[]): Promise<GroupResult>;
  /** Removes a group that no live binding names. */
  removeGroup(name: string, at: EpochMs): Promise<GroupResult>;
  /** Names of all groups that begin with the prefix, with the number of their members, in order of their names. */
  groups(prefix: string): readonly Group[];
  /** In no order that means anything; `null` when there is no such group. */
  groupMembers(name: string): readonly RealNumber[] | null;

  /**
   * Forgets bindings that ended before `endedBefore` and are out of their cool-down, at most `limit` of them, and how others were before
   * that.
   */
  purge(endedBefore: EpochMs, at: EpochMs, limit: number): Promise<number>;

  /**
   * The hot path: what is known of (caller, X). Synchronous, from memory or a local file, never from a network.
   * `dialled` are the readings of the dialled digits in order of preference; the first that is in a pool counts.
   */
  routeFacts(caller: RealNumber | null, dialled: readonly PrivacyNumber[]): RouteFacts;
  /**
   * The same at an instant that has been, from the log of how bindings were: exact for bindings, while pools and their numbers, groups and
   * what bindings keep (last callers, temporary callees, telephones) are as they are now. `null` for an instant of which nothing is known
   * any more. What was purged since is not in it; nobody was reached by it then. Costs more than `routeFacts`.
   */
  routeFactsAt(caller: RealNumber | null, dialled: readonly PrivacyNumber[], at: EpochMs): RouteFacts | null;
  binding(id: BindingId): Binding | null;
  bindings(query: BindingQuery): readonly Binding[];
  /** Costs by what it reads, however many bindings there are in this pool and in others. */
  bindingsOfPool(query: PoolBindingsQuery): PoolBindings;

  close(): Promise<void>;
}
