import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { PinTries } from '../policy/pin.ts';
import type { BindingDetails } from './binding-details.ts';
import type { BindingMode } from './binding-mode.ts';
import type { BindingUse } from './binding-use.ts';

declare const bindingId: unique symbol;

/** A positive integer that the store gives out and never uses again. */
export type BindingId = number & { readonly [bindingId]: true };

/** Why a binding stopped before its expiry. */
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/**
 * The place in this list is what a store writes: the list only grows, at its end. `replaced`: it had ended by time, and one of its
 * parties got the same X again. `amended`: stands for a party that gave way to another in a binding that goes on (`departedRecord`).
 * `calls-used`: its policy released it after so many calls.
 */
export const RELEASE_REASONS = ['requested', 'after-call', 'replaced', 'amended', 'calls-used'] as const;

/** The life of a binding; durations in milliseconds. */
export interface BindingTerms {
  /** The instant from which it resolves no more; `null` lives until it is released. */
  readonly expiresAt: EpochMs | null;
  /** Released so long after the latest call on it ended; `null` never. */
  readonly afterCallMs: number | null;
  /** Every call moves the expiry to at least so long from then; `null` leaves the expiry alone. */
  readonly slidingMs: number | null;
}

/** What a binding got from its policy when it was bound, because its numbers must not be given away before. */
export interface BindingGrace {
  /** So long after its expiry B can still call A, and nobody else anybody; 0 without. */
  readonly graceMs: number;
}

/** The parts of a binding that never change, X and Y excepted. */
export interface BindingPlaces {
  /** `axe`: the digits that reach A; one length for all extensions of an X. */
  readonly extension: string | null;
  /** `axg`: the name of the group whose members reach A. */
  readonly group: string | null;
}

/** The relation A-X-B. (party, X) belongs to at most one live binding at a time. */
export interface Binding extends BindingTerms, BindingPlaces, BindingGrace {
  readonly id: BindingId;
  readonly mode: BindingMode;
  /** How often its parties were changed: what was begun with others of them can tell. */
  readonly revision: number;
  readonly a: RealNumber;
  /** In the open modes whom A reaches when there is nobody else to call back; `null`: nobody. */
  readonly b: RealNumber | null;
  readonly x: PrivacyNumber;
  /** `axyb`: what B sees and dials instead of X; `null` in all other modes. */
  readonly y: PrivacyNumber | null;
  readonly details: BindingDetails;
  /** The pool that X is in; empty once X was removed from the pools. */
  readonly pool: string;
  readonly createdAt: EpochMs;
  /** When the running after-call timer releases it; `null` while no timer runs. Starts when a call ends; stops when the pair is bound again. */
  readonly afterCallReleaseAt: EpochMs | null;
  /** `null` while nobody released it; a binding that expired keeps `null`. */
  readonly releasedAt: EpochMs | null;
  readonly releaseReason: ReleaseReason | null;
  readonly use: BindingUse;
  readonly pinTries: PinTries;
  /** The platform's own reference (an order number); at most 128 characters, no meaning to us. */
  readonly reference: string | null;
}
