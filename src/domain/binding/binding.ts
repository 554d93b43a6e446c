import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';

declare const bindingId: unique symbol;

/** A positive integer that the store gives out and never uses again. */
export type BindingId = number & { readonly [bindingId]: true };

/**
 * - `two-way`: A calling X reaches B and B calling X reaches A (patent S0, two-way binding).
 * - `reverse`: only B calling X reaches A; for callbacks, where one X serves one A towards many B (patent S0, reverse binding).
 */
export type BindingMode = 'two-way' | 'reverse';

/** Why a binding stopped before its expiry. */
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** `replaced`: it had ended by time, and one of its parties got the same X again. */
export const RELEASE_REASONS = ['requested', 'after-call', 'replaced'] as const;

/** The life of a binding; durations in milliseconds. */
export interface BindingTerms {
  /** The instant from which it resolves no more; `null` lives until it is released. */
  readonly expiresAt: EpochMs | null;
  /** Released so long after the latest call on it ended; `null` never. */
  readonly afterCallMs: number | null;
  /** Every call moves the expiry to at least so long from then; `null` leaves the expiry alone. */
  readonly slidingMs: number | null;
}

/** The relation A-X-B. (party, X) belongs to at most one live binding at a time. */
export interface Binding extends BindingTerms {
  readonly id: BindingId;
  readonly mode: BindingMode;
  readonly a: RealNumber;
  readonly b: RealNumber;
  readonly x: PrivacyNumber;
  /** The pool that X is in; empty once X was removed from the pools. */
  readonly pool: string;
  readonly createdAt: EpochMs;
  /** When the running after-call timer releases it; `null` while no timer runs. Starts when a call ends; stops when the pair is bound again. */
  readonly afterCallReleaseAt: EpochMs | null;
  /** `null` while nobody released it; a binding that expired keeps `null`. */
  readonly releasedAt: EpochMs | null;
  readonly releaseReason: ReleaseReason | null;
  /** The platform's own reference (an order number); at most 128 characters, no meaning to us. */
  readonly reference: string | null;
}
