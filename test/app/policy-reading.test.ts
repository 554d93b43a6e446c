import { beforeEach, describe, expect, it } from 'vitest';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import type { PolicyInput } from '../../src/app/policy-input.ts';
import { readCallPolicy } from '../../src/app/policy-reading.ts';
import { policyView } from '../../src/app/policy-view.ts';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { type CallPolicy, NO_POLICY } from '../../src/domain/policy/call-policy.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';
const C = '13800138002';
const reader = phoneNumberReader(chinaPlan());

const EVERYTHING: PolicyInput = {
  maxCallSeconds: 1800,
  ringTimeoutSeconds: 25,
  endingSoon: { beforeEndSeconds: 60, to: 'a' },
  callerPrompt: 'please-hold',
  calleePrompt: 'recording-consent',
  alternates: { a: [C], b: [], windowSeconds: 90, prompt: 'please-hold' },
  callers: { allow: null, deny: ['+86170*', C], of: 'b' },
  quota: { calls: 3, talkSeconds: 600, callsAMinute: 2 },
  quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' },
  releaseAfterCalls: 2,
  graceSeconds: 300,
  strangers: {
    withheld: 'pin',
    otherPhone: 'pin',
    pins: { a: '4711', b: '0815' },
    attempts: 3,
    lockOutSeconds: 600,
    remember: true,
  },
  recording: { mode: 'stereo', consent: { prompt: 'recording-consent', to: 'b' } },
  survey: { prompt: 'survey-question', keys: '135', timeoutSeconds: 3, of: 'both' },
};

const read = (input: PolicyInput, before: CallPolicy = NO_POLICY): CallPolicy =>
  readCallPolicy(input, reader, before);

function problemOf(input: unknown): string {
  try {
    read(input as PolicyInput);
    return 'nothing';
  } catch (error) {
    return error instanceof AxbridgeError ? `${error.code} ${error.message}` : String(error);
  }
}

describe('a policy as it is written', () => {
  it('comes back as it went in, its PINs excepted', () => {
    const { strangers, callers, alternates, ...rest } = policyView(read(EVERYTHING), true);
    const { strangers: _s, callers: _c, alternates: _a, ...written } = EVERYTHING;
    expect(rest).toEqual(written);
    expect(callers).toEqual({ allow: null, deny: ['+86170*', '+8613800138002'], of: 'b' });
    expect(alternates).toMatchObject({ a: ['+8613800138002'], windowSeconds: 90 });
    expect(strangers).toMatchObject({ pins: { a: true, b: true }, lockOutSeconds: 600, attempts: 3 });
  });

  it('shows no number and no PIN', () => {
    const shown = JSON.stringify(policyView(read(EVERYTHING), false));
    expect(shown).not.toMatch(/13800138002|4711|0815/);
    expect(shown).toContain('+86170*');
  });

  it('is refused where what is shown is sent back masked', () => {
    const { callers } = policyView(read(EVERYTHING), false);
    expect(problemOf({ callers })).toMatch(/^number-invalid .*policy\.callers\.deny\[1\]/);
  });

  it('changes only the parts that are named, and loses those that are null', () => {
    const before = read({ maxCallSeconds: 60, graceSeconds: 5 });
    const after = read({ maxCallSeconds: null, ringTimeoutSeconds: 20 }, before);
    expect(after).toEqual({ graceMs: 5000, ringTimeoutMs: 20_000 });
  });

  it.each([
    ['callers.deny[3]', { callers: { deny: ['+861*', '+862*', A, '12'] } }],
    ['callers.allow[0]', { callers: { allow: ['138*'] } }],
    ['callers.deny', { callers: { deny: Array.from({ length: 1001 }, () => '+86170*') } }],
    ['alternates.b', { alternates: { b: Array.from({ length: 11 }, () => A) } }],
    ['alternates.a[1]', { alternates: { a: [A, 'x'] } }],
    ['quietHours.zone', { quietHours: { from: '22:00', to: '07:00', zone: 'Mars/Olympus' } }],
    ['quietHours.from', { quietHours: { from: '24:00', to: '07:00', zone: 'UTC' } }],
    ['quietHours.to', { quietHours: { from: '07:00', to: '07:00', zone: 'UTC' } }],
    ['maxCallSeconds', { maxCallSeconds: 0 }],
    ['maxCallSeconds', { maxCallSeconds: 1.5 }],
    ['graceSeconds', { graceSeconds: Number.NaN }],
    ['quota.callsAMinute', { quota: { callsAMinute: 101 } }],
    ['strangers.pins.a', { strangers: { withheld: 'pin', pins: { a: '123' } } }],
    ['strangers.pins.b', { strangers: { withheld: 'pin', pins: { a: '1234', b: '1234' } } }],
    ['strangers.pins', { strangers: { withheld: 'pin', pins: {} } }],
    ['strangers.pins', { strangers: { pins: { a: '1234' } } }],
    ['recording.consent', { recording: { mode: 'none', consent: { prompt: 'recording-consent' } } }],
    ['survey.keys', { survey: { keys: '1233' } }],
    ['survey.keys', { survey: { keys: '12#' } }],
    ['survey.timeoutSeconds', { survey: { timeoutSeconds: 16 } }],
  ])('is refused with the place %s', (place, input) => {
    const problem = problemOf(input);
    expect(problem).toContain(`policy.${place}:`);
    expect(problem).not.toMatch(/13800138|1234/);
  });
});

describe('the policy of a binding', () => {
  let board: Switchboard;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009' });
  });

  it('is kept with it, and gone when the pair is bound without one', async () => {
    const bound = await board.bindings.bind({
      a: A,
      b: B,
      policy: { maxCallSeconds: 60 },
      showNumbers: false,
    });
    expect(bound.policy).toEqual({ maxCallSeconds: 60 });
    expect((await board.bindings.bind({ a: A, b: B, showNumbers: false })).policy).toEqual({});
  });

  it('has no PINs in modes in which strangers come through, or two numbers are dialled', async () => {
    const policy: PolicyInput = { strangers: { withheld: 'pin', pins: { a: '1234' } } };
    for (const mode of ['ax', 'axyb'] as const)
      await expect(
        board.bindings.bind({ a: A, b: B, mode, policy, showNumbers: false }),
      ).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringContaining('policy.strangers'),
      });
  });

  it.each(['ax', 'a-to-b'] as const)(
    'has no grace in mode %s, in which B calls nobody back',
    async (mode) => {
      const policy: PolicyInput = { graceSeconds: 60 };
      await expect(
        board.bindings.bind({ a: A, b: B, mode, policy, showNumbers: false }),
      ).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringContaining('policy.graceSeconds'),
      });
      await board.bindings.addPool({ pool: 'main', calls: policy });
      await board.bindings.bind({ a: A, b: B, mode, showNumbers: false });
    },
  );

  it('keeps callers away by the lists of the binding and by those of the pool, and says so when asked', async () => {
    await board.bindings.addPool({ pool: 'main', calls: { callers: { deny: ['+86139*'], of: 'b' } } });
    const ofPool = await board.bindings.bind({ a: A, b: '13900139000', showNumbers: false });
    const policy: PolicyInput = { callers: { allow: ['13900139001'] } };
    const ofBoth = await board.bindings.bind({ a: A, b: '13900139001', policy, showNumbers: false });
    const asked = async (caller: string, { x }: { readonly x: string }) => {
      const { decision, reason, explanation } = await board.bindings.route({ caller, x, showNumbers: false });
      return { decision, reason, explanation };
    };
    const blocked = { decision: 'refuse', reason: 'caller-blocked' };
    expect(await asked('13900139000', ofPool)).toMatchObject(blocked);
    expect(await asked(A, ofPool)).toMatchObject({ decision: 'connect', reason: null });
    expect(await asked('13900139001', ofBoth)).toMatchObject(blocked);
    expect(await asked(A, ofBoth)).toMatchObject(blocked);
    expect((await asked(A, ofBoth)).explanation).toContain('a list of callers keeps this caller away');
  });

  it('tells of a grace when asked', async () => {
    const policy: PolicyInput = { graceSeconds: 60 };
    const { x } = await board.bindings.bind({ a: A, b: B, expires: '1s', policy, showNumbers: false });
    board.clock.advance(1_000);
    const asked = (caller: string) => board.bindings.route({ caller, x, showNumbers: false });
    expect(await asked(B)).toMatchObject({
      decision: 'connect',
      explanation: expect.stringMatching(
        /has expired, but B may still call A back until .*; the caller is its party B/,
      ),
    });
    expect(await asked(A)).toMatchObject({ decision: 'refuse', reason: 'binding-expired' });
    board.clock.advance(60_000);
    expect(await asked(B)).toMatchObject({ decision: 'refuse', reason: 'binding-expired' });
  });

  it('refuses a callback before anything is bound, in quiet hours and when the calls are used up', async () => {
    const wanted = { a: A, b: B, pool: 'main' };
    await board.bindings.addPool({ pool: 'main', calls: { quota: { calls: 0 } } });
    const refused = (detail: string) =>
      expect(board.bindings.bindForCallback(wanted)).rejects.toMatchObject({
        code: 'policy-refuses',
        detail,
      });
    await refused('quota-reached');
    const quietHours = { from: '00:00', to: '23:59', zone: 'UTC' };
    await board.bindings.addPool({ pool: 'main', calls: { quietHours } });
    await refused('quiet-hours');
    expect(board.store.bindings({ at: board.clock.now(), limit: 1, ended: true })).toEqual([]);
    await board.bindings.addPool({ pool: 'main', calls: { quietHours: null, quota: null } });
    expect((await board.bindings.bindForCallback(wanted)).binding.mode).toBe('reverse');
  });

  it('falls back on that of the pool, which names no telephones', async () => {
    const calls: PolicyInput = { maxCallSeconds: 60, ringTimeoutSeconds: 20 };
    expect(await board.bindings.addPool({ pool: 'main', calls })).toMatchObject({ calls });
    const changed = await board.bindings.addPool({ pool: 'main', calls: { ringTimeoutSeconds: null } });
    expect(changed.calls).toEqual({ maxCallSeconds: 60 });
    const callers = [{ deny: [A] }, { allow: ['+86170*', '+86138001*'] }].map((lists) => ({
      callers: lists,
    }));
    for (const part of [...callers, { alternates: { a: [A] } }, { strangers: { pins: {} } }])
      await expect(board.bindings.addPool({ pool: 'main', calls: part })).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringMatching(
          /policy\.(callers\.(deny|allow)\[[01]\]|alternates|strangers): pools and tenants hold no/,
        ),
      });
    const { x } = await board.bindings.bind({
      a: A,
      b: B,
      policy: { maxCallSeconds: 30 },
      showNumbers: false,
    });
    const { decision } = board.router.route(A, x, board.clock.now());
    expect(decision).toMatchObject({ kind: 'connect', policy: { maxCallMs: 30_000 } });
  });
});
