import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Exhaustion } from '../pool/allocation.ts';
import type { BindingTerms } from './binding.ts';
import type { BindingDetails } from './binding-details.ts';
import type { BindingMode } from './binding-mode.ts';

/** A wish for a binding. Everything in it is normalised and checked before it comes here. */
export interface BindRequest extends BindingTerms {
  readonly mode: BindingMode;
  readonly a: RealNumber;
  /** Only in the open modes may there be none. */
  readonly b: RealNumber | null;
  readonly pool: string;
  /** The X to use, or `null` to let the pool choose. */
  readonly x: PrivacyNumber | null;
  /** `axyb`: the Y to use, or `null` to let the pool choose. */
  readonly y: PrivacyNumber | null;
  /** `axe`: the extension to use, or how many digits (1 to 6) the pool shall choose; `null` in all other modes. */
  readonly extension: string | number | null;
  /** `axg`: the name of the group; `null` in all other modes. */
  readonly group: string | null;
  /** Only numbers of this area and of those of `areaFallback`, or `null` for any. */
  readonly areaCode: string | null;
  /** Areas to take a number from when that one has none, in this order; `null` for those of the pool. */
  readonly areaFallback: readonly string[] | null;
  readonly reference: string | null;
  readonly details: BindingDetails;
  readonly at: EpochMs;
}

/** Why no binding came to be. */
export type BindRefusal =
  | { readonly reason: 'pool-unknown' }
  /** The X asked for is not one of the pool and its areas. */
  | { readonly reason: 'number-not-in-pool' }
  | { readonly reason: 'number-locked' }
  | { readonly reason: 'same-party' }
  /** `party` has the X bound, or is inside its cool-down; free for it again at `until` (`null`: no end known). */
  | {
      readonly reason: 'number-taken';
      readonly party: 'a' | 'b';
      readonly cooling: boolean;
      readonly until: EpochMs | null;
    }
  /** Callers whom nobody named come through on the X, or it is wanted for that while parties are bound on it or cooling. */
  | { readonly reason: 'number-shared' }
  /** Another binding takes PINs on the X, or did inside its cool-down: nobody could tell whose PIN a caller keys. */
  | { readonly reason: 'pins-taken' }
  | { readonly reason: 'group-unknown' }
  /** Another A has the extension on this X, or had it inside the cool-down. */
  | { readonly reason: 'extension-taken' }
  /** The X has extensions of another length. */
  | { readonly reason: 'extension-length' }
  /**
   * No X fits. Counts are of unlocked numbers of the pool and its areas; `exhausted` names the party that holds the most of them.
   * `freeAt`: when the first X in the way becomes free, if nothing else happens; `null` when that is not known.
   */
  | ({ readonly reason: 'pool-exhausted' } & Exhaustion);
