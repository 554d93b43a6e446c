import type { Binding, BindingId } from '../binding/binding.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { BindingSide, DialledNumber } from './route.ts';

/** What the store knows of (caller, X). Facts only: `decideRoute` decides, so that every store decides alike. */
export type RouteFacts =
  | { readonly found: 'number-unknown' }
  | {
      readonly found: 'number';
      readonly number: DialledNumber;
      /** `null` when the caller could not be read. */
      readonly caller: RealNumber | null;
      /** The caller's latest binding on the number. */
      readonly own: OwnBinding | null;
      readonly open: OpenReads;
    };

/** A binding that names the caller. */
export interface OwnBinding {
  readonly binding: Binding;
  readonly side: BindingSide;
}

/** A number that a binding keeps, and the instant that belongs to it. */
export interface Contact {
  readonly number: RealNumber;
  readonly at: EpochMs;
}

/** Of bindings through which callers come whom nobody named; each is read only when the decision needs it. */
export interface OpenReads {
  /** The binding on the number that lives at the instant, else the latest one; any of those with extensions. */
  bindingAt(at: EpochMs): Binding | null;
  /** The latest one with the extension. */
  withExtension(extension: string): Binding | null;
  /** The one with an extension by which the caller was put through last, and when. */
  remembered(): { readonly binding: Binding; readonly at: EpochMs } | null;
  /** The binding that takes PINs on the number and lives at the instant. */
  withPinsAt(at: EpochMs): Binding | null;
  /** The party of the binding for which the caller may call, because he proved by its PIN that he is it. */
  rememberedSide(binding: BindingId): BindingSide | null;
  isMember(group: string, party: RealNumber): boolean;
  /** Who called A on the binding last, and when. */
  lastCaller(binding: BindingId): Contact | null;
  /** Whom A reaches for now; `at` is the end of that. */
  temporaryCallee(binding: BindingId): Contact | null;
}
