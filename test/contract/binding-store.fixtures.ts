import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { KeyedDigits } from '../../src/domain/call/question.ts';
import { decideRoute } from '../../src/domain/call/route.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import { type PrivacyNumber, privacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { ShownNumber } from '../../src/domain/number/shown-number.ts';
import type { NumberRange, PoolPolicy } from '../../src/domain/pool/pool.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { BindingStore, BindResult } from '../../src/ports/binding-store.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** The instant at which most examples begin: 2026-01-01T00:00:00Z. */
export const START: EpochMs = Date.UTC(2026, 0, 1);

/** The n-th example party: +86138001380xx and on. */
export function party(n: number): RealNumber {
  return RealNumber.of(String(8_613_800_138_000 + n));
}

/** The n-th example privacy number: +8617000000xxx and on. */
export function x(n: number): PrivacyNumber {
  return privacy(`+${8_617_000_000_000 + n}`);
}

export function privacy(text: string): PrivacyNumber {
  const number = privacyNumber(text);
  if (number === undefined) throw new Error(`no privacy number: ${text}`);
  return number;
}

export function range(first: number, last = first): NumberRange {
  return { first: x(first), last: x(last) };
}

/** A two-way wish of party 1 and 2 on pool `city`, for a day. */
export function wish(changes: Partial<BindRequest> = {}): BindRequest {
  const at = changes.at ?? START;
  return {
    mode: 'two-way',
    a: party(1),
    b: party(2),
    pool: 'city',
    x: null,
    y: null,
    extension: null,
    group: null,
    details: NO_DETAILS,
    areaCode: null,
    areaFallback: null,
    reference: null,
    expiresAt: at + DAY,
    afterCallMs: null,
    slidingMs: null,
    ...changes,
    at,
  };
}

/** Adds pool `city` with `count` numbers from X 0 on. */
export async function addCity(
  store: BindingStore,
  count: number,
  policy: Partial<PoolPolicy> = {},
): Promise<void> {
  const added = await store.addNumbers({ pool: 'city', range: range(0, count - 1), areaCode: null, policy });
  if (!added.ok) throw new Error(added.reason);
}

/** The binding of a bind that must have succeeded. */
export function bound(result: BindResult): Binding {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.binding;
}

/** The refusal of a bind that must have failed. */
export function refusal(result: BindResult): Extract<BindResult, { ok: false }>['refusal'] {
  if (result.ok) throw new Error('a binding came to be');
  return result.refusal;
}

/** What a caller keys when asked for an extension. */
export function extension(digits: string, attempt = 1): KeyedDigits {
  return { purpose: 'extension', attempt, digits: new Secret(digits) };
}

/** Digits of who a call reaches, or the reason why it reaches nobody, or what the caller is asked for. */
export function reach(
  store: BindingStore,
  caller: RealNumber | null,
  to: PrivacyNumber,
  at: EpochMs,
  keyed: KeyedDigits | null = null,
): string {
  const decision = decideRoute(store.routeFacts(caller, [to]), at, keyed);
  if (decision.kind === 'connect') return decision.callee.reveal();
  return decision.kind === 'ask' ? `asked for ${decision.question.purpose}` : decision.reason;
}

/** What the callee sees of a call that must be connected. */
export function shownTo(
  store: BindingStore,
  caller: RealNumber,
  to: PrivacyNumber,
  at: EpochMs,
): ShownNumber {
  const decision = decideRoute(store.routeFacts(caller, [to]), at);
  if (decision.kind !== 'connect') throw new Error(`not connected: ${decision.kind}`);
  return decision.shown;
}
