import type { BindingMode } from '../domain/binding/binding-mode.ts';
import type { CallOutcome } from '../domain/call/call-outcome.ts';
import type { CdrOperations } from './cdr-operations.ts';
import type { PolicyInput, PolicyView } from './policy-input.ts';
import type { RecordingOperations } from './recordings/recording-operations.ts';
import type { RouteOperations } from './route-operations.ts';
import type { TenantPolicyOperations } from './tenant-policy-operations.ts';
import type { WebhookOperations } from './webhook-operations.ts';

/*
 * Everything that people and platforms can ask axbridge for, in plain data: the CLI, the control socket and the HTTP API offer the
 * same operations. Instants are ISO 8601 in UTC, durations `90s`, `24h`, `7d` or `none`. Operations reject with AxbridgeError.
 */

/** A binding to be made, as it is written. */
export interface BindInput {
  readonly a: string;
  /** Left out only in the open modes, where it is whom A reaches when nobody called. */
  readonly b?: string | undefined;
  /** The privacy number to use; left out, the pool chooses. */
  readonly x?: string | undefined;
  /** `axyb`: the number that B sees; left out, the pool chooses. */
  readonly y?: string | undefined;
  /** Needed when there are several pools and no `x`. */
  readonly pool?: string | undefined;
  readonly areaCode?: string | undefined;
  /** Areas to take the number from when that one has none, in this order; left out, as the pool says. */
  readonly areaFallback?: readonly string[] | undefined;
  readonly mode?: BindingMode | undefined;
  /** `axe`: the extension; left out, one of `extensionDigits` (default 4) is chosen. */
  readonly extension?: string | undefined;
  readonly extensionDigits?: number | undefined;
  /** `axg`: the name of the group. */
  readonly group?: string | undefined;
  /** Open modes: how long A can call back whoever called last; a duration or `none`. */
  readonly callBack?: string | undefined;
  /** `axe`: who keyed in the extension need not do so again while `callBack` lasts. */
  readonly rememberCallers?: boolean | undefined;
  /** A duration from now, an instant, or `none`; default: as configured (24 h). */
  readonly expires?: string | undefined;
  /** A duration, or `none` (default). */
  readonly afterCall?: string | undefined;
  /** A duration, or `none` (default). */
  readonly sliding?: string | undefined;
  readonly reference?: string | undefined;
  /** The platform's own data, as JSON text. */
  readonly userData?: string | undefined;
  /** How calls on it are treated. */
  readonly policy?: PolicyInput | undefined;
}

/** What shall be otherwise in a live binding; what is left out stays. */
export interface AmendInput {
  readonly id: number;
  readonly a?: string | undefined;
  /** `null` for nobody, in the open modes. */
  readonly b?: string | null | undefined;
  /** Of `two-way`, `a-to-b` and `b-to-a` one for another. */
  readonly mode?: BindingMode | undefined;
  /** A duration from now, an instant, or `none`. */
  readonly expires?: string | undefined;
  readonly afterCall?: string | undefined;
  readonly sliding?: string | undefined;
  /** Empty for none. */
  readonly reference?: string | undefined;
  /** JSON text; empty for none. */
  readonly userData?: string | undefined;
  /** Parts that are left out stay, parts that are null go. */
  readonly policy?: PolicyInput | undefined;
}

/** A binding as it is shown. Numbers are masked unless real ones were asked for. */
export interface BindingView {
  readonly id: number;
  readonly mode: BindingMode;
  readonly a: string;
  readonly b: string | null;
  readonly x: string;
  readonly y: string | null;
  readonly extension: string | null;
  readonly group: string | null;
  /** A duration, or `none`. */
  readonly callBack: string;
  readonly rememberCallers: boolean;
  readonly pool: string;
  readonly state: 'live' | 'expired' | 'released';
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly afterCall: string;
  readonly sliding: string;
  readonly endedAt: string | null;
  readonly reference: string | null;
  /** JSON text. */
  readonly userData: string | null;
  /** Said for this binding; its pool's defaults are not in it. */
  readonly policy: PolicyView;
}

export interface BoundView extends BindingView {
  /** The same binding was there already; its terms were renewed. */
  readonly existing: boolean;
}

/** What became of one of many. */
export type BindManyResult =
  | { readonly ok: true; readonly binding: BoundView }
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface PoolInput {
  readonly pool: string;
  /** `FIRST-LAST`, or one number. */
  readonly range?: string | undefined;
  readonly areaCode?: string | undefined;
  readonly coolDown?: string | undefined;
  readonly sticky?: boolean | undefined;
  readonly language?: 'en' | 'zh' | undefined;
  /** 0 to 100; `null` for never. */
  readonly lowWaterPercent?: number | null | undefined;
  /** Areas that a bind which names an area falls back on, in this order. */
  readonly areaFallback?: readonly string[] | undefined;
  /** Own treatment of refused calls by reason. */
  readonly refusals?:
    | Readonly<Record<string, { readonly prompt: string | null; readonly cause: string }>>
    | undefined;
  /** How calls on its bindings are treated where they themselves say nothing. */
  readonly calls?: PolicyInput | undefined;
}

export interface PoolView {
  readonly pool: string;
  readonly ranges: readonly {
    readonly first: string;
    readonly last: string;
    readonly numbers: number;
    readonly areaCode: string | null;
    readonly locked: boolean;
  }[];
  readonly numbers: number;
  readonly lockedNumbers: number;
  readonly liveBindings: number;
  readonly busiestPartyPeers: number;
  /** Unlocked numbers that its busiest party has bound or is cooling from. */
  readonly busiestPartyHolds: number;
  /** Unlocked numbers that its busiest party can still get. */
  readonly headroom: number;
  /** The headroom is below `lowWaterPercent` of the unlocked numbers. */
  readonly low: boolean;
  readonly lowWaterPercent: number | null;
  /** Areas that a bind which names an area falls back on, in this order. */
  readonly areaFallback: readonly string[];
  readonly coolDown: string;
  readonly sticky: boolean;
  readonly language: 'en' | 'zh';
  readonly calls: PolicyView;
  /** Asked for each call where it goes; `null` nobody. */
  readonly routeWebhook: { readonly url: string; readonly deadlineMs: number } | null;
}

/** A privacy number in a pool. */
export interface NumberView {
  readonly x: string;
  readonly pool: string;
  readonly areaCode: string | null;
  readonly locked: boolean;
  readonly liveBindings: number;
  /** Of the live bindings. */
  readonly modes: readonly BindingMode[];
}

export interface GroupView {
  readonly group: string;
  /** How many members it has. */
  readonly size: number;
}

export interface GroupMembersView extends GroupView {
  /** In no order that means anything. Masked unless real ones were asked for. */
  readonly members: readonly string[];
}

/** Whom A of an open binding shall reach for a while. */
export interface CalleeInput {
  readonly id: number;
  readonly callee: string;
  /** A duration from now, or an instant. */
  readonly until: string;
}

export interface CalleeView {
  readonly id: number;
  /** Masked. */
  readonly callee: string;
  readonly until: string;
}

export interface CallbackInput {
  /** Called first. */
  readonly a: string;
  /** Called when A has answered. */
  readonly b: string;
  readonly x?: string | undefined;
  readonly pool?: string | undefined;
  /** What B sees: X, or the real number of A, where that is allowed. A always sees X. Default: `x`. */
  readonly display?: CallbackDisplay | undefined;
}

export const CALLBACK_DISPLAYS = ['x', 'real-a'] as const;

export type CallbackDisplay = (typeof CALLBACK_DISPLAYS)[number];

export interface CallbackView {
  readonly call: string;
  readonly binding: BoundView;
}

export type CallStage =
  | 'asking'
  | 'consulting'
  | 'calling-party'
  | 'connecting'
  | 'ringing'
  | 'talking'
  | 'surveying'
  | 'refusing'
  | 'releasing';

/** A live call. */
export interface CallView {
  readonly call: string;
  readonly node: string;
  readonly flow: 'masked' | 'callback';
  readonly stage: CallStage;
  readonly x: string | null;
  readonly binding: number | null;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly beganAt: string;
  readonly answeredAt: string | null;
  readonly outcome: CallOutcome | null;
}

export interface StatusView {
  readonly version: string;
  readonly startedAt: string;
  readonly draining: boolean;
  readonly nodes: readonly {
    readonly name: string;
    readonly state: string;
    readonly because: string | null;
  }[];
  readonly liveCalls: number;
}

export interface BindingsInput {
  readonly party?: string | undefined;
  readonly x?: string | undefined;
  readonly pool?: string | undefined;
  readonly ended?: boolean | undefined;
  /** Ids greater than this one. */
  readonly after?: number | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly showNumbers: boolean;
}

/** Groups of numbers, by their names in the store. */
export interface GroupOperations {
  /** Makes the group, or replaces its members. At most 10,000. */
  putGroup(input: { readonly group: string; readonly members: readonly string[] }): Promise<GroupView>;
  /** Who is in already, or not, is no error. */
  changeGroup(input: {
    readonly group: string;
    readonly add: readonly string[];
    readonly remove: readonly string[];
  }): Promise<GroupView>;
  groups(): Promise<readonly GroupView[]>;
  group(input: { readonly group: string; readonly showNumbers: boolean }): Promise<GroupMembersView>;
  /** Refused while a live binding names it. */
  removeGroup(input: { readonly group: string }): Promise<null>;
}

/** Whom A of an open binding reaches for a while. */
export interface CalleeOperations {
  setCallee(input: CalleeInput): Promise<CalleeView>;
  clearCallee(input: { readonly id: number }): Promise<null>;
}

/** What needs the store only: offered by the daemon, and by the command line itself when no daemon runs. */
export interface StoreOperations
  extends GroupOperations,
    CalleeOperations,
    RouteOperations,
    TenantPolicyOperations,
    WebhookOperations {
  addPool(input: PoolInput): Promise<PoolView>;
  pools(): Promise<readonly PoolView[]>;
  lockPool(input: {
    readonly pool: string;
    readonly range?: string | undefined;
    readonly locked: boolean;
  }): Promise<PoolView>;
  removePool(input: { readonly pool: string; readonly range?: string | undefined }): Promise<null>;
  bind(input: BindInput & { readonly showNumbers: boolean }): Promise<BoundView>;
  /** At most 5,000 at once; one that is refused does not stop the others. */
  bindMany(input: { readonly rows: readonly BindInput[] }): Promise<readonly BindManyResult[]>;
  /** Changes a live binding in place, all or nothing; calls that are up go on. A party that gives way is in its cool-down. */
  amend(input: AmendInput & { readonly showNumbers: boolean }): Promise<BindingView>;
  /** By id, or by a party and its privacy number. */
  unbind(input: {
    readonly id?: number | undefined;
    readonly party?: string | undefined;
    readonly x?: string | undefined;
  }): Promise<BindingView>;
  bindings(input: BindingsInput): Promise<readonly BindingView[]>;
}

/** What needs a running daemon. */
export interface CallOperations {
  callback(input: CallbackInput): Promise<CallbackView>;
  calls(input: { readonly showNumbers: boolean }): Promise<readonly CallView[]>;
  hangUp(input: { readonly call: string }): Promise<null>;
  status(): Promise<StatusView>;
  /** Asks every node the same question of its API; for the doctor. */
  askNodes(input: {
    readonly command: string;
  }): Promise<readonly { readonly node: string; readonly answer: string | null }[]>;
  /** Writes with the daemon's own store and key, calls going on. */
  rotateKey(): Promise<{ readonly bindings: number }>;
}

export type Operations = StoreOperations & CdrOperations & RecordingOperations & CallOperations;
