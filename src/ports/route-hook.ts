import type { SayableReason } from '../domain/call/consultation.ts';
import type { CallId } from '../domain/call/leg.ts';
import type { WantedDigits } from '../domain/call/question.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { OneCallPolicy } from '../domain/policy/one-call.ts';
import type { RouteWebhook } from '../domain/pool/route-webhook.ts';
import type { Secret } from '../domain/secret.ts';

/** What tenants may have asked. */
export interface WebhookRules {
  /** Loopback, private networks and whatever else is not the internet. */
  readonly allowPrivateAddresses: boolean;
  readonly allowPlainHttp: boolean;
}

/** What a tenant's URL is told of a call. */
export interface RouteQuestion {
  readonly call: CallId;
  readonly webhook: RouteWebhook;
  /** As the tenant names it. */
  readonly pool: string;
  /** As the store names it: questions are counted by it. */
  readonly poolKey: string;
  readonly x: PrivacyNumber;
  /** `null` when the number is withheld or cannot be read. */
  readonly caller: RealNumber | null;
  /** When the caller came, or had keyed. */
  readonly at: EpochMs;
  /** Questions that the caller has answered for the webhook. */
  readonly attempt: number;
  /** What was keyed in answer to the last one; `null` when there was none. */
  readonly digits: Secret | null;
}

/** What a URL answered: read, but the callee is still anybody's text. */
export type HookAnswer =
  | { readonly action: 'connect'; readonly callee: string; readonly policy: OneCallPolicy }
  | { readonly action: 'reject'; readonly reason: SayableReason }
  | ({ readonly action: 'collect' } & WantedDigits);

/**
 * Why there is no answer.
 * - `slow`: not complete by the deadline
 * - `unreachable`: no connection, or it broke
 * - `address-refused`: the name stands for no address that may be asked
 * - `plain-http`: not HTTPS, and that is not allowed
 * - `bad-status`: the answer is not 200 to 299; redirects are not followed
 * - `too-large`, `malformed`: the answer's body
 * - `too-many`: so many questions of the pool are open that no more are asked
 */
export type HookFailure =
  | 'slow'
  | 'unreachable'
  | 'address-refused'
  | 'plain-http'
  | 'bad-status'
  | 'too-large'
  | 'malformed'
  | 'too-many';

export type HookReply =
  | { readonly ok: true; readonly answer: HookAnswer }
  /** The detail names a status or a field, never what was sent or received. */
  | { readonly ok: false; readonly because: HookFailure; readonly detail: string | null };

/** Asks the URLs of tenants. A slow one delays nobody but the call it was asked about, and that only until the deadline. */
export interface RouteHook {
  /** Resolves by the deadline, whatever the URL does. Never rejects. */
  ask(question: RouteQuestion): Promise<HookReply>;
  /** Lets go of connections; what is open is unanswered. */
  close(): void;
}
