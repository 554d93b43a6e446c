import type { Binding, BindingId } from '../binding/binding.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { CallId } from './leg.ts';
import type { BindingSide } from './route.ts';

/** `masked` came in for an X (direct dial or return call); `callback` we began ourselves. */
export type CallFlow = 'masked' | 'callback';

/** Of a binding as it is when a call begins. */
export function markOf({
  id,
  revision,
}: Pick<Binding, 'id' | 'revision'>): Pick<CallMark, 'binding' | 'revision'> {
  return revision === 0 ? { binding: id } : { binding: id, revision };
}

/** What a call is about, in a form that travels with its legs and so outlives the daemon. Holds no real number. */
export interface CallMark {
  readonly call: CallId;
  /** `null` for a call that a webhook connected: nothing is stored of it, and nobody may be guessed for it. */
  readonly binding: BindingId | null;
  /** Of the binding, where its parties were changed before the call began. */
  readonly revision?: number;
  /** The side of the binding that came first: the caller, or the party that a callback calls first. */
  readonly firstSide: BindingSide;
  /** The privacy number that both sides see, unless `showsFirst`. */
  readonly x: PrivacyNumber;
  readonly flow: CallFlow;
  /** Callback: the second party sees the real number of the first instead of X. Never the other way round. */
  readonly showsFirst?: true;
}
