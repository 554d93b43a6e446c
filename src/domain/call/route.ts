import type { Binding } from '../binding/binding.ts';
import { endOf, lifeAt } from '../binding/binding-life.ts';
import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { ShownNumber } from '../number/shown-number.ts';
import type { PoolPolicy } from '../pool/pool.ts';
import type { Question } from './question.ts';

/** Which end of the binding the caller is. */
export type BindingSide = 'a' | 'b';

/** What the store knows of (caller, X). Facts only: the decision is made here, so that every store decides alike. */
export type RouteFacts =
  | { readonly found: 'number-unknown' }
  | { readonly found: 'number'; readonly number: DialledNumber }
  | {
      readonly found: 'binding';
      readonly number: DialledNumber;
      readonly binding: Binding;
      readonly side: BindingSide;
    };

export interface DialledNumber {
  readonly x: PrivacyNumber;
  readonly pool: string;
  readonly policy: PoolPolicy;
  readonly locked: boolean;
}

/** Why a call to a privacy number is not connected. Each has its own prompt and hangup cause. */
export type RefusalReason =
  | 'no-binding'
  | 'binding-expired'
  | 'binding-cooling'
  | 'wrong-direction'
  | 'caller-withheld'
  | 'caller-malformed'
  | 'number-locked'
  | 'number-unknown'
  | 'number-malformed'
  /** Nobody has the extension that was keyed. */
  | 'extension-unknown'
  | 'extension-missing'
  /** The owner of a number calls it, and there is nobody whom that reaches. */
  | 'nobody-to-return-to'
  /** The caller is not in the group that may call. */
  | 'not-a-member'
  | 'pin-wrong'
  /** Too many wrong PINs: none is asked for until the lock-out is over. */
  | 'pin-locked'
  | 'caller-blocked'
  | 'quota-reached'
  | 'quiet-hours';

export type RouteDecision =
  | {
      readonly kind: 'connect';
      readonly binding: Binding;
      readonly callerSide: BindingSide;
      readonly callee: RealNumber;
      /** What the callee sees. */
      readonly shown: ShownNumber;
      readonly number: DialledNumber;
    }
  /** The caller must key digits first; then the route is decided anew with them. */
  | {
      readonly kind: 'ask';
      readonly question: Question;
      readonly number: DialledNumber;
      readonly binding: Binding | null;
    }
  | {
      readonly kind: 'refuse';
      readonly reason: RefusalReason;
      readonly number: DialledNumber | null;
      readonly binding: Binding | null;
    };

/** Who a call of this caller to this X reaches at this instant, or why nobody (patent S0, steps 103 and 302). */
export function decideRoute(facts: RouteFacts, at: EpochMs): RouteDecision {
  if (facts.found === 'number-unknown') return refuse('number-unknown', null, null);
  if (facts.found === 'number')
    return refuse(facts.number.locked ? 'number-locked' : 'no-binding', facts.number, null);
  const { binding, number, side } = facts;
  const life = lifeAt(binding, at);
  if (life !== 'live') return refuse(lateReason(binding, life, number, at), number, binding);
  if (binding.mode === 'reverse' && side === 'a') return refuse('wrong-direction', number, binding);
  const callee = side === 'a' ? binding.b : binding.a;
  return { kind: 'connect', binding, callerSide: side, callee, shown: number.x, number };
}

/** A released binding is `cooling` inside its cool-down; after that, and on a locked number, the past is not mentioned. */
function lateReason(
  binding: Binding,
  life: 'expired' | 'released',
  number: DialledNumber,
  at: EpochMs,
): RefusalReason {
  const end = endOf(binding) ?? at;
  const cooling = at < end + number.policy.coolDownMs;
  if (life === 'expired') return 'binding-expired';
  if (cooling) return 'binding-cooling';
  return number.locked ? 'number-locked' : 'no-binding';
}

function refuse(
  reason: RefusalReason,
  number: DialledNumber | null,
  binding: Binding | null,
): Extract<RouteDecision, { kind: 'refuse' }> {
  return { kind: 'refuse', reason, number, binding };
}
