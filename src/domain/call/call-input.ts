import type { EpochMs } from '../instant.ts';
import type { Secret } from '../secret.ts';
import type { CallSubject } from './call-state.ts';
import type { Verdict } from './consultation.ts';
import type { Attempt } from './dialling.ts';
import type { HangupCause } from './hangup-cause.ts';
import type { HuntPlace } from './hunt.ts';
import type { LegId } from './leg.ts';
import type { QuestionPurpose } from './question.ts';
import type { RouteDecision } from './route.ts';
import type { RoutedCaller } from './take-route.ts';

/** The orders that can fail. */
export type OrderKind = 'connect' | 'ask' | 'refuse' | 'call-party' | 'hang-up';

/**
 * `link-lost`: never sent, because there is no connection; the next one tells of the leg anew. `not-sent`: never sent, for another reason.
 * `leg-gone`: too late, its end is told by itself. `unknown-outcome`: perhaps carried out; must not be repeated.
 */
export type OrderFailure = 'link-lost' | 'not-sent' | 'leg-gone' | 'refused-by-switch' | 'unknown-outcome';

/** Where an arriving call goes, or that nobody could look: too many calls already, or no answer from the store. */
export type ArrivalDecision =
  | RouteDecision
  | { readonly kind: 'turn-away'; readonly outcome: 'switch-busy' | 'switch-failure' };

/** Everything that the world can tell a call. New identifiers come in as data: the core draws none. */
export type CallInput =
  /** A caller waits on `leg`; the route was decided a moment ago. `attempts` are for the callee, if there is one. */
  | ({ readonly kind: 'arrived'; readonly at: EpochMs } & RoutedCaller)
  /**
   * The caller answered a question, or keyed nothing; the route was decided anew with that. Holds all that a call needs to begin with,
   * because the one who asked may have been an earlier life of the daemon.
   */
  | ({
      readonly kind: 'digits-keyed';
      readonly at: EpochMs;
      /** Of the question that was answered. */
      readonly purpose: QuestionPurpose;
      readonly attempt: number;
      readonly digits: Secret;
    } & RoutedCaller)
  /** The pool's webhook was asked about the call. */
  | {
      readonly kind: 'consulted';
      readonly at: EpochMs;
      /** As the question said. */
      readonly attempt: number;
      readonly verdict: Verdict;
      /** Of this caller, on the pool's numbers without a binding, in the last minute. */
      readonly recentCalls: number;
    }
  /** Somebody asks for a callback: `party` of `subject` is called first, then its callee. */
  | {
      readonly kind: 'callback-requested';
      readonly at: EpochMs;
      readonly subject: CallSubject;
      readonly party: CallSubject['callee'];
      readonly attempts: readonly Attempt[];
    }
  /** We found the call on the switch, begun by an earlier life of the daemon. */
  | {
      readonly kind: 'found';
      readonly at: EpochMs;
      readonly subject: CallSubject;
      readonly leg: LegId;
      readonly stage: 'connecting' | 'greeting' | 'talking' | 'surveying';
      /** The callee's leg where he has answered. */
      readonly peer: LegId | null;
    }
  | {
      readonly kind: 'party-waiting';
      readonly at: EpochMs;
      readonly leg: LegId;
      /** Used by a call that we know only from its mark. */
      readonly subject: CallSubject;
      readonly attempts: readonly Attempt[];
    }
  | { readonly kind: 'party-not-reached'; readonly at: EpochMs; readonly cause: HangupCause }
  | {
      readonly kind: 'connect-failed';
      readonly at: EpochMs;
      readonly leg: LegId;
      /** As the binding is now. */
      readonly subject: CallSubject;
      readonly cause: HangupCause;
      /** Which of the callee's telephones it was; `null` when there are no others. */
      readonly hunt: HuntPlace | null;
      /** The binding still stands. */
      readonly bound: boolean;
      /** For the next telephone. */
      readonly attempts: readonly Attempt[];
    }
  | { readonly kind: 'ringing'; readonly at: EpochMs; readonly leg: LegId; readonly earlyMedia: boolean }
  | { readonly kind: 'answered'; readonly at: EpochMs; readonly leg: LegId }
  | { readonly kind: 'bridged'; readonly at: EpochMs; readonly leg: LegId; readonly peer: LegId }
  | {
      readonly kind: 'leg-ended';
      readonly at: EpochMs;
      readonly leg: LegId;
      readonly cause: HangupCause;
      readonly byFarEnd: boolean;
    }
  | {
      readonly kind: 'order-failed';
      readonly at: EpochMs;
      readonly order: OrderKind;
      readonly failure: OrderFailure;
    }
  | { readonly kind: 'hang-up-requested'; readonly at: EpochMs }
  /** The switch has none of this call's legs any more, and we did not see them go. */
  | { readonly kind: 'legs-lost'; readonly at: EpochMs };

export type CallInputKind = CallInput['kind'];
