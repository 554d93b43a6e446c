import type { BindingId } from '../../../src/domain/binding/binding.ts';
import type { CallMark } from '../../../src/domain/call/call-mark.ts';
import type { CallId, LegId } from '../../../src/domain/call/leg.ts';
import type { BegunCall, CallContext, CallRecord } from '../../../src/domain/cdr/call-record.ts';
import { composeCall } from '../../../src/domain/cdr/compose-call.ts';
import type { LegRecord } from '../../../src/domain/cdr/leg-record.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { Secret } from '../../../src/domain/secret.ts';

/** 2026-01-31T08:00:00Z. */
export const T0 = Date.UTC(2026, 0, 31, 8) * 1000;
export const SECOND = 1_000_000;
export const A = RealNumber.of('8613800138000');
export const B = RealNumber.of('8613800138001');
export const X = '+8617000000001' as PrivacyNumber;
export const CALL = uuid(1) as CallId;
export const NOTHING_KNOWN: CallContext = {
  x: null,
  pool: null,
  mode: null,
  extension: null,
  reference: null,
  userData: null,
};

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export function leg(n: number): LegId {
  return uuid(n) as LegId;
}

export function mark(changes: Partial<CallMark> = {}): CallMark {
  return { call: CALL, binding: 7 as BindingId, firstSide: 'a', x: X, flow: 'masked', ...changes };
}

/** The caller's leg of a call that talked for ten seconds and that he ended. */
export function callerLeg(changes: Partial<LegRecord> = {}): LegRecord {
  return {
    leg: leg(1),
    call: CALL,
    role: 'first',
    mark: mark(),
    sipCallId: 'caller@example',
    gateway: null,
    party: A,
    partyText: new Secret('+8613800138000'),
    dialledText: new Secret('17000000001'),
    divertedText: null,
    outcome: null,
    recording: null,
    survey: null,
    pin: null,
    cause: 'NORMAL_CLEARING',
    q850: 16,
    sipStatus: null,
    byFarEnd: true,
    expects: [leg(2)],
    readCodec: 'PCMA',
    writeCodec: 'PCMA',
    quality: null,
    host: 'switch',
    createdAt: T0,
    routedAt: T0 + SECOND / 4,
    ringingAt: T0 + SECOND,
    earlyMediaAt: null,
    answeredAt: T0 + 5 * SECOND,
    bridgedAt: T0 + 5 * SECOND,
    endedAt: T0 + 15 * SECOND,
    ...changes,
  };
}

/** The leg to the callee in the same call. */
export function calledLeg(changes: Partial<LegRecord> = {}): LegRecord {
  return callerLeg({
    leg: leg(2),
    role: 'called',
    sipCallId: 'callee@example',
    gateway: 'east',
    party: B,
    partyText: new Secret('8613800138001'),
    dialledText: null,
    byFarEnd: false,
    expects: [],
    createdAt: T0 + SECOND / 2,
    routedAt: null,
    ...changes,
  });
}

/** An attempt to reach the callee that failed after a second. */
export function failedLeg(cause: string, changes: Partial<LegRecord> = {}): LegRecord {
  return calledLeg({
    cause,
    byFarEnd: true,
    ringingAt: null,
    answeredAt: null,
    bridgedAt: null,
    endedAt: T0 + 1.5 * SECOND,
    ...changes,
  });
}

/** The caller's leg of a call that was not answered. */
export function unansweredCaller(changes: Partial<LegRecord> = {}): LegRecord {
  return callerLeg({
    answeredAt: null,
    bridgedAt: null,
    byFarEnd: false,
    endedAt: T0 + 4 * SECOND,
    ...changes,
  });
}

export function begun(changes: Partial<BegunCall> = {}): BegunCall {
  return {
    call: CALL,
    node: 'one',
    flow: 'masked',
    beganAt: T0,
    caller: A,
    callee: B,
    x: X,
    binding: 7 as BindingId,
    direction: 'a-to-b',
    ...changes,
  };
}

export function recordOf(
  legs: readonly LegRecord[],
  changes: Partial<Parameters<typeof composeCall>[0]> = {},
): CallRecord {
  return composeCall({
    call: CALL,
    begun: null,
    legs,
    seen: null,
    context: NOTHING_KNOWN,
    revision: 1,
    ...changes,
  });
}
