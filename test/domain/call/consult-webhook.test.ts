import { describe, expect, it } from 'vitest';
import { step } from '../../../src/domain/call/call-flow.ts';
import type { CallInput } from '../../../src/domain/call/call-input.ts';
import type { CallState } from '../../../src/domain/call/call-state.ts';
import type { Verdict } from '../../../src/domain/call/consultation.ts';
import type { RefusalReason, RouteDecision } from '../../../src/domain/call/route.ts';
import { type CallPolicy, NO_POLICY } from '../../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../../src/domain/policy/number-pattern.ts';
import type { OneCallPolicy } from '../../../src/domain/policy/one-call.ts';
import { DEFAULT_POOL_POLICY } from '../../../src/domain/pool/pool.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { A, ATTEMPTS, B, binding, CALL, CALLER_LEG, INPUTS, inWords, NUMBER, QUESTION, X } from './given.ts';

const WEBHOOK = { url: 'https://example.com/route', deadlineMs: 300, secretId: 'one', formerSecret: null };
const ASKING_NUMBER = { ...NUMBER, policy: { ...DEFAULT_POOL_POLICY, routeWebhook: WEBHOOK } };
const STORED: RouteDecision = {
  kind: 'connect',
  binding: binding(),
  callerSide: 'a',
  callee: B,
  shown: X,
  number: ASKING_NUMBER,
  policy: NO_POLICY,
};

function refused(reason: RefusalReason, number: typeof NUMBER | null = ASKING_NUMBER): RouteDecision {
  return { kind: 'refuse', reason, number, binding: null };
}

function arrived(route: RouteDecision): CallInput {
  return { ...INPUTS.arrived, route };
}

function keyed(
  route: RouteDecision,
  attempt: number,
  purpose: 'webhook' | 'extension' = 'webhook',
): CallInput {
  return { ...INPUTS['digits-keyed'], route, attempt, purpose, digits: new Secret('47') };
}

function said(verdict: Verdict, attempt = 0, recentCalls = 0): CallInput {
  return { kind: 'consulted', at: 300, attempt, verdict, recentCalls };
}

const COLLECT: Verdict = { kind: 'collect', prompt: 'enter-pin', minDigits: 2, maxDigits: 4 };

/** What the inputs lead to, one after the other, and the state after them. */
function play(...inputs: readonly CallInput[]): {
  readonly words: readonly string[];
  readonly state: CallState;
} {
  let state: CallState = { tag: 'new' };
  const words: string[] = [];
  for (const input of inputs) {
    const { next, actions } = step(state, input);
    state = next;
    words.push(actions.map(inWords).join(', '));
  }
  return { words, state };
}

describe('a call to a number whose pool has a webhook', () => {
  it('waits for it, whatever the stored rule says', () => {
    for (const route of [STORED, refused('no-binding'), refused('caller-withheld')]) {
      const { next, actions } = step({ tag: 'new' }, arrived(route));
      expect(next).toMatchObject({ tag: 'consulting', leg: CALLER_LEG, attempt: 0 });
      expect(actions).toEqual([
        {
          do: 'consult',
          webhook: WEBHOOK,
          number: ASKING_NUMBER,
          caller: A,
          at: 200,
          attempt: 0,
          keyed: null,
        },
      ]);
    }
  });

  it.each(['number-locked', 'caller-blocked', 'quota-reached', 'quiet-hours'] as const)(
    'asks nobody about what the operator has decided: %s',
    (reason) => {
      expect(step({ tag: 'new' }, arrived(refused(reason))).next.tag).toBe('refusing');
    },
  );

  it('asks nobody where the number is in no pool, or its pool has no webhook', () => {
    for (const route of [refused('number-unknown', null), refused('no-binding', NUMBER)])
      expect(step({ tag: 'new' }, arrived(route)).next.tag).toBe('refusing');
  });

  it('goes to whom the webhook names, without a binding, showing X, and the store is told nothing', () => {
    const { words, state } = play(arrived(STORED), said({ kind: 'connect', callee: A, policy: {} }));
    expect(words).toEqual(['consult 0', 'connect']);
    expect(state).toMatchObject({
      tag: 'connecting',
      hunt: null,
      subject: {
        mark: { call: CALL, binding: null, firstSide: 'b', x: X, flow: 'masked' },
        callee: A,
        shown: X,
      },
    });
    const end = {
      kind: 'leg-ended',
      at: 900,
      leg: CALLER_LEG,
      cause: 'NORMAL_CLEARING',
      byFarEnd: true,
    } as const;
    const talk = { kind: 'answered', at: 800, leg: ATTEMPTS[0].leg } as const;
    const whole = play(arrived(STORED), said({ kind: 'connect', callee: A, policy: {} }), talk, end);
    expect(whole.words.slice(2)).toEqual(['', 'report answered']);
  });

  it('is treated as the pool says, but calls no further telephones: they are those of parties of bindings', () => {
    const alternates = { a: [A], b: [A], windowMs: 60_000, prompt: null };
    const calls = { maxCallMs: 60_000, alternates };
    const number = { ...ASKING_NUMBER, policy: { ...ASKING_NUMBER.policy, calls } };
    const { state } = play(arrived({ ...STORED, number }), said({ kind: 'connect', callee: B, policy: {} }));
    expect(state).toMatchObject({ hunt: null, subject: { policy: { maxCallMs: 60_000 } } });
    expect(state.tag === 'connecting' && 'alternates' in state.subject.policy).toBe(false);
  });

  it.each([
    [
      'a caller whom its list keeps away',
      { callers: { allow: null, deny: [NumberPattern.of(A)], of: 'both' } },
    ],
    ['a caller who is not on its list', { callers: { allow: [NumberPattern.of(B)], deny: [], of: 'b' } }],
  ] as const)('is refused to %s, whatever the webhook says', (_, calls) => {
    const number = { ...ASKING_NUMBER, policy: { ...ASKING_NUMBER.policy, calls } };
    const { words } = play(arrived({ ...STORED, number }), said({ kind: 'connect', callee: B, policy: {} }));
    expect(words[1]).toBe('refuse caller-blocked INCOMING_CALL_BARRED');
  });

  it('is refused in the quiet hours of the pool, by the instant of the call', () => {
    const minute = new Date(INPUTS.arrived.at).getUTCMinutes();
    const quietHours = { fromMinute: minute, toMinute: minute + 1, zone: 'UTC' };
    const number = { ...ASKING_NUMBER, policy: { ...ASKING_NUMBER.policy, calls: { quietHours } } };
    const { words } = play(arrived({ ...STORED, number }), said({ kind: 'connect', callee: B, policy: {} }));
    expect(words[1]).toBe('refuse quiet-hours NORMAL_UNSPECIFIED');
  });

  it('is treated as the webhook says of this one call, and never longer than pool or tenant allow', () => {
    const number = {
      ...ASKING_NUMBER,
      policy: { ...ASKING_NUMBER.policy, calls: { maxCallMs: 60_000, callerPrompt: 'please-hold' } },
      tenantCalls: { maxCallMs: 9_000, ringTimeoutMs: 20_000, calleePrompt: 'please-hold' },
    } as const;
    const treated = (policy: OneCallPolicy) => {
      const { state } = play(arrived({ ...STORED, number }), said({ kind: 'connect', callee: B, policy }));
      return state.tag === 'connecting' ? state.subject.policy : null;
    };
    const common = { ...number.tenantCalls, ...number.policy.calls };
    expect(treated({})).toEqual(common);
    expect(treated({ maxCallMs: 1_000, ringTimeoutMs: 1_000 })).toEqual({
      ...common,
      maxCallMs: 1_000,
      ringTimeoutMs: 1_000,
    });
    expect(treated({ maxCallMs: 61_000, ringTimeoutMs: 21_000 })).toEqual(common);
    const own = { callerPrompt: 'enter-pin', endingSoon: { beforeEndMs: 5_000, to: 'b' } } as const;
    expect(treated(own)).toEqual({ ...common, ...own });
  });

  it('is refused to a caller who called so often in a minute, and counts where the pool or tenant counts', () => {
    const quota = { calls: null, talkMs: null, callsAMinute: 2 };
    const connect: Verdict = { kind: 'connect', callee: B, policy: {} };
    const second = (recentCalls: number, tenantCalls: CallPolicy = { quota }) => {
      const route = { ...STORED, number: { ...ASKING_NUMBER, tenantCalls } };
      return play(arrived(route), said(connect, 0, recentCalls)).words[1];
    };
    expect(second(1)).toBe('connect, note-pool-call');
    expect(second(2)).toBe('refuse quota-reached BEARERCAPABILITY_NOTAUTH');
    expect(second(2, { quota: { ...quota, callsAMinute: null } })).toBe('connect');
  });

  it('is refused for the reason that the webhook gives', () => {
    const { words, state } = play(arrived(STORED), said({ kind: 'reject', reason: 'quiet-hours' }));
    expect(words[1]).toBe('refuse quiet-hours NORMAL_UNSPECIFIED');
    expect(state).toMatchObject({ tag: 'refusing', outcome: 'quiet-hours', subject: null });
  });

  it('has the caller key digits and asks again with them, three times at most', () => {
    const { words } = play(
      arrived(STORED),
      said(COLLECT),
      keyed(STORED, 1),
      said(COLLECT, 1),
      keyed(STORED, 2),
      said(COLLECT, 2),
      keyed(STORED, 3),
      said(COLLECT, 3),
    );
    expect(words).toEqual([
      'consult 0',
      'ask enter-pin 1 zh',
      'consult 1',
      'ask enter-pin 2 zh',
      'consult 2',
      'ask enter-pin 3 zh',
      'consult 3',
      'connect, note-routed',
    ]);
  });

  it('gives the webhook what was keyed, also when an earlier life of the daemon has asked for it', () => {
    const { actions } = step({ tag: 'new' }, keyed(STORED, 2));
    expect(actions).toMatchObject([{ do: 'consult', attempt: 2, keyed: { purpose: 'webhook', attempt: 2 } }]);
    const [action] = actions;
    expect(action?.do === 'consult' && action.keyed?.digits.reveal()).toBe('47');
  });

  it('goes by the stored rule without an answer: connected, refused or asked', () => {
    const ask: RouteDecision = { kind: 'ask', question: QUESTION, number: ASKING_NUMBER, binding: null };
    const none = said({ kind: 'none' });
    expect(play(arrived(STORED), none).words[1]).toBe('connect, note-routed');
    expect(play(arrived(refused('no-binding')), none).words[1]).toBe('refuse no-binding UNALLOCATED_NUMBER');
    expect(play(arrived(ask), none).words[1]).toBe('ask enter-extension 1 zh');
  });

  it('leaves the webhook alone once the caller has answered the stored rule', () => {
    const ask: RouteDecision = { kind: 'ask', question: QUESTION, number: ASKING_NUMBER, binding: null };
    const { words } = play(arrived(ask), said({ kind: 'none' }), keyed(STORED, 1, 'extension'));
    expect(words[2]).toBe('connect, note-routed');
  });

  it('takes no answer to an earlier question', () => {
    const { state } = play(arrived(STORED), said(COLLECT), keyed(STORED, 1));
    const { next, actions } = step(state, said({ kind: 'connect', callee: A, policy: {} }, 0));
    expect(next).toBe(state);
    expect(actions.map(inWords)).toEqual(['ignore']);
  });

  it('forgets the answer when the caller has gone', () => {
    const { state } = play(arrived(STORED), INPUTS['leg-ended']);
    expect(state).toEqual({ tag: 'ended', outcome: 'caller-gave-up' });
    expect(step(state, said({ kind: 'connect', callee: A, policy: {} })).next).toBe(state);
  });
});
