import type { PrivacyNumber } from '../number/privacy-number.ts';
import { type CallPolicy, NO_POLICY } from '../policy/call-policy.ts';
import type { RouteWebhook } from './route-webhook.ts';

/** Spoken language of the prompts. */
export type PromptLanguage = 'en' | 'zh';

/** What an operator decides for a pool. Durations in milliseconds. */
export interface PoolPolicy {
  /** A party gets no X again within so long after its binding on that X ended; 0 switches the cool-down off. */
  readonly coolDownMs: number;
  /** A pair that meets again gets its earlier X back when that is possible. */
  readonly sticky: boolean;
  readonly language: PromptLanguage;
  /** How calls on bindings of the pool are treated where the binding itself says nothing. */
  readonly calls: CallPolicy;
  /** Own treatment of refused calls, by reason; a reason that is not named gets the built-in treatment. */
  readonly refusals: Readonly<Record<string, RefusalTreatment>>;
  /** Who is asked for each call where it goes; `null` nobody: the bindings decide alone. */
  readonly routeWebhook: RouteWebhook | null;
  /** The pool is low while its headroom is below so many of a hundred of its unlocked numbers; `null` it is never called low. */
  readonly lowWaterPercent: number | null;
  /** Area codes from which a bind that names an area gets a number when that area has none, in this order. */
  readonly areaFallback: readonly string[];
}

/** How a refused caller is sent away. */
export interface RefusalTreatment {
  /** Name of a prompt (`no-binding`), or `null` for none. */
  readonly prompt: string | null;
  /** Hangup cause as FreeSWITCH names it (Q.850), such as `UNALLOCATED_NUMBER`. */
  readonly cause: string;
}

/** A run of consecutive numbers of one length, both ends included. */
export interface NumberRange {
  readonly first: PrivacyNumber;
  readonly last: PrivacyNumber;
}

/** A range as a pool holds it. */
export interface PoolRange extends NumberRange {
  readonly areaCode: string | null;
  /** No new bindings; old ones live on. */
  readonly locked: boolean;
}

/** A named set of privacy numbers. */
export interface Pool {
  readonly name: string;
  readonly policy: PoolPolicy;
  readonly ranges: readonly PoolRange[];
}

/** Seven days, the cool-down where nothing else is said. */
export const DEFAULT_COOL_DOWN_MS = 7 * 24 * 3600 * 1000;

export const DEFAULT_POOL_POLICY: PoolPolicy = {
  coolDownMs: DEFAULT_COOL_DOWN_MS,
  sticky: false,
  language: 'zh',
  calls: NO_POLICY,
  refusals: {},
  routeWebhook: null,
  lowWaterPercent: 10,
  areaFallback: [],
};
