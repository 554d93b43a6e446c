import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Exhaustion } from '../pool/allocation.ts';
import type { BindingMode, BindingTerms } from './binding.ts';

/** A wish for a binding. Everything in it is normalised and checked before it comes here. */
export interface BindRequest extends BindingTerms {
  readonly mode: BindingMode;
  readonly a: RealNumber;
  readonly b: RealNumber;
  readonly pool: string;
  /** The X to use, or `null` to let the pool choose. */
  readonly x: PrivacyNumber | null;
  /** Only numbers of this area, or `null` for any. */
  readonly areaCode: string | null;
  readonly reference: string | null;
  readonly at: EpochMs;
}

/** Why no binding came to be. */
export type BindRefusal =
  | { readonly reason: 'pool-unknown' }
  /** The X asked for is not one of the pool and area. */
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
  /**
   * No X fits. Counts are of unlocked numbers of the pool and area; `exhausted` names the party that holds the most of them.
   * `freeAt`: when the first X in the way becomes free, if nothing else happens; `null` when that is not known.
   */
  | ({ readonly reason: 'pool-exhausted' } & Exhaustion);
