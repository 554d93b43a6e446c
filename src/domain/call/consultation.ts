import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { OneCallPolicy } from '../policy/one-call.ts';
import type { RouteWebhook } from '../pool/route-webhook.ts';
import type { ArrivalDecision } from './call-input.ts';
import type { KeyedDigits, WantedDigits } from './question.ts';
import type { DialledNumber, RefusalReason } from './route.ts';

/** A webhook may have digits keyed so often in one call. */
export const MOST_QUESTIONS = 3;
export const MOST_WEBHOOK_DIGITS = 12;

/** The reasons that a webhook may reject a call for; the others tell of the dialled number, which it was asked about. */
export const SAYABLE_REASONS = [
  'no-binding',
  'binding-expired',
  'binding-cooling',
  'wrong-direction',
  'caller-withheld',
  'extension-unknown',
  'extension-missing',
  'nobody-to-return-to',
  'not-a-member',
  'pin-wrong',
  'pin-locked',
  'caller-blocked',
  'quota-reached',
  'quiet-hours',
] as const satisfies readonly RefusalReason[];

export type SayableReason = (typeof SAYABLE_REASONS)[number];

/** The pool's operator has decided these, whatever a webhook would say: it is not asked. */
const STANDING: readonly RefusalReason[] = [
  'number-unknown',
  'number-malformed',
  'number-locked',
  'caller-blocked',
  'quota-reached',
  'quiet-hours',
  'call-looped',
  'source-unknown',
  'caller-unverified',
  'too-many-calls',
];

/** A question to the webhook of a pool. */
export interface Consultation {
  readonly webhook: RouteWebhook;
  readonly number: DialledNumber;
  /** `null` when the caller's number is withheld or cannot be read. */
  readonly caller: RealNumber | null;
  /** When the caller came, or had keyed, by the switch's clock. */
  readonly at: EpochMs;
  /** Questions that the caller has answered for the webhook: 0 to `MOST_QUESTIONS`. */
  readonly attempt: number;
  /** What was keyed in answer to the last one; `null` when there was none. */
  readonly keyed: KeyedDigits | null;
}

/** Where a webhook wants a call to go, checked: nothing in it can do harm. */
export type Verdict =
  | { readonly kind: 'connect'; readonly callee: RealNumber; readonly policy: OneCallPolicy }
  | { readonly kind: 'reject'; readonly reason: SayableReason }
  /** The caller keys digits, then the webhook is asked again. */
  | ({ readonly kind: 'collect' } & WantedDigits)
  /** No good answer in time: the stored rule decides. */
  | { readonly kind: 'none' };

/** Who is to be asked about a call that the stored rule would treat so; `null` for nobody. */
export function webhookFor(
  route: ArrivalDecision,
): { readonly webhook: RouteWebhook; readonly number: DialledNumber } | null {
  if (route.kind === 'turn-away' || route.number === null) return null;
  if (route.kind === 'refuse' && STANDING.includes(route.reason)) return null;
  const { number } = route;
  const webhook = number.policy.routeWebhook;
  return webhook === null ? null : { webhook, number };
}
