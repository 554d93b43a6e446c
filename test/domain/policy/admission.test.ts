import { describe, expect, it } from 'vitest';
import { UNUSED } from '../../../src/domain/binding/binding-use.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import {
  type AskedCall,
  limitedByUse,
  policyRefusal,
  useRefusal,
} from '../../../src/domain/policy/admission.ts';
import type { CallerLists, CallPolicy, Quota } from '../../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../../src/domain/policy/number-pattern.ts';
import { POLICY_LEVELS, type SaidPolicy } from '../../../src/domain/policy/policy-level.ts';

/** 2026-01-01T12:00 in Shanghai. */
const NOON = Date.UTC(2026, 0, 1, 4);
const CALL: AskedCall = {
  caller: RealNumber.of('8613800138000'),
  side: 'a',
  use: UNUSED,
  recentCalls: 0,
  at: NOON,
};

function lists(changes: { allow?: readonly string[]; deny?: readonly string[]; of?: CallerLists['of'] }) {
  const patterns = (texts: readonly string[]) =>
    texts.map((text) => NumberPattern.parse(text)).filter((pattern) => pattern !== undefined);
  const { allow, deny = [], of = 'both' } = changes;
  return {
    callers: { allow: allow === undefined ? null : patterns(allow), deny: patterns(deny), of },
  } satisfies CallPolicy;
}

function quota(changes: Partial<Quota>): CallPolicy {
  return { quota: { calls: null, talkMs: null, callsAMinute: null, ...changes } };
}

/** The first is said for the binding, the next for its pool, the last for its tenant. */
function said(policies: readonly CallPolicy[]): readonly SaidPolicy[] {
  return POLICY_LEVELS.flatMap((level, at) => {
    const policy = policies[at];
    return policy === undefined ? [] : [{ level, policy }];
  });
}

describe('what policies say against a call', () => {
  it.each<[string, readonly CallPolicy[], Partial<AskedCall>, string | null]>([
    ['nothing where they say nothing', [{}, {}], {}, null],
    ['a number that is denied', [lists({ deny: ['+8613800138000'] })], {}, 'caller-blocked'],
    ['another number that is denied', [lists({ deny: ['+8613800138001'] })], {}, null],
    ['a beginning that is denied', [lists({ deny: ['+86138*'] })], {}, 'caller-blocked'],
    ['a beginning that fits no more', [lists({ deny: ['+86138001380000*'] })], {}, null],
    ['who is not allowed', [lists({ allow: ['+86170*'] })], {}, 'caller-blocked'],
    ['nobody is allowed', [lists({ allow: [] })], {}, 'caller-blocked'],
    ['who is allowed', [lists({ allow: ['+86170*', '+86138*'] })], {}, null],
    ['allowed and denied', [lists({ allow: ['+86138*'], deny: ['+8613800138000'] })], {}, 'caller-blocked'],
    ['lists for the other side', [lists({ deny: ['+86138*'], of: 'b' })], {}, null],
    ['lists for this side', [lists({ deny: ['+86138*'], of: 'b' })], { side: 'b' }, 'caller-blocked'],
    ['a caller who is not known', [lists({ deny: ['+86170*'] })], { caller: null }, 'caller-blocked'],
    ['denied by the pool only', [{}, lists({ deny: ['+86138*'] })], {}, 'caller-blocked'],
    [
      'allowed by the binding, denied by the pool',
      [lists({ allow: ['+8613800138000'] }), lists({ deny: ['+86138*'] })],
      {},
      'caller-blocked',
    ],
    [
      'denied by the binding, allowed by the pool',
      [lists({ deny: ['+8613800138000'] }), lists({ allow: ['+86*'] })],
      {},
      'caller-blocked',
    ],
    ['calls left', [quota({ calls: 2 })], { use: { ...UNUSED, calls: 1 } }, null],
    ['no calls left', [quota({ calls: 2 })], { use: { ...UNUSED, calls: 2 } }, 'quota-reached'],
    ['no call at all', [quota({ calls: 0 })], {}, 'quota-reached'],
    ['talk left', [quota({ talkMs: 60_000 })], { use: { ...UNUSED, talkMs: 59_000 } }, null],
    [
      'less than a second left',
      [quota({ talkMs: 60_000 })],
      { use: { ...UNUSED, talkMs: 59_001 } },
      'quota-reached',
    ],
    ['a second call in a minute', [quota({ callsAMinute: 2 })], { recentCalls: 1 }, null],
    ['a third one', [quota({ callsAMinute: 2 })], { recentCalls: 2 }, 'quota-reached'],
    [
      'a quota of the binding before that of the pool',
      [quota({ calls: 2 }), quota({ calls: 1 })],
      { use: { ...UNUSED, calls: 1 } },
      null,
    ],
    ['the quota of the pool', [{}, quota({ calls: 0 })], {}, 'quota-reached'],
    [
      'quiet hours',
      [{ quietHours: { fromMinute: 720, toMinute: 721, zone: 'Asia/Shanghai' } }],
      {},
      'quiet-hours',
    ],
    [
      'quiet hours that are over',
      [{ quietHours: { fromMinute: 719, toMinute: 720, zone: 'Asia/Shanghai' } }],
      {},
      null,
    ],
    [
      'quiet hours over midnight, in another zone',
      [{ quietHours: { fromMinute: 1380, toMinute: 300, zone: 'UTC' } }],
      {},
      'quiet-hours',
    ],
    [
      'the caller before the hour, and the hour before the quota',
      [
        {
          ...lists({ deny: ['+86*'] }),
          ...quota({ calls: 0 }),
          quietHours: { fromMinute: 0, toMinute: 1439, zone: 'UTC' },
        },
      ],
      {},
      'caller-blocked',
    ],
  ])('%s', (_name, levels, changes, refusal) => {
    expect(policyRefusal(said(levels), { ...CALL, ...changes })?.reason ?? null).toBe(refusal);
  });

  it('does not ask for callers where nobody calls X', () => {
    const policy = { ...lists({ allow: [] }), ...quota({ calls: 1 }) };
    const levels = said([{}, policy]);
    expect(useRefusal(levels, CALL)).toBeNull();
    expect(useRefusal(levels, { ...CALL, use: { ...UNUSED, calls: 1 } })).toEqual({
      reason: 'quota-reached',
      level: 'pool',
    });
  });
});

describe('the longest talk', () => {
  it.each<[string, CallPolicy, number, number | undefined]>([
    ['is the policy’s own without a quota', { maxCallMs: 5_000 }, 9_000, 5_000],
    ['is nothing where nothing is said', {}, 9_000, undefined],
    ['is what the quota leaves', quota({ talkMs: 10_000 }), 4_000, 6_000],
    ['is the shorter of both', { maxCallMs: 5_000, ...quota({ talkMs: 10_000 }) }, 4_000, 5_000],
    [
      'is what is left, also of a longer one',
      { maxCallMs: 9_000, ...quota({ talkMs: 10_000 }) },
      4_000,
      6_000,
    ],
    ['is a second at least', quota({ talkMs: 10_000 }), 12_000, 1_000],
  ])('%s', (_name, policy, talkMs, maxCallMs) => {
    expect(limitedByUse(policy, { ...UNUSED, talkMs }).maxCallMs).toBe(maxCallMs);
  });
});
