import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallAction } from '../../../src/domain/call/call-action.ts';
import { step } from '../../../src/domain/call/call-flow.ts';
import type { CallInput } from '../../../src/domain/call/call-input.ts';
import type { CallState } from '../../../src/domain/call/call-state.ts';
import type { LegId } from '../../../src/domain/call/leg.ts';
import {
  ATTEMPTS,
  CALLEE_LEG,
  CALLER_LEG,
  INPUTS,
  inWords,
  NUMBER,
  QUESTION,
  STATES,
  SUBJECT,
} from './given.ts';

/** Feeds inputs to a new call and gives back where it ended up and all that it asked for. */
function play(...inputs: readonly CallInput[]): {
  readonly state: CallState;
  readonly asked: readonly string[];
} {
  let state: CallState = { tag: 'new' };
  const asked: string[] = [];
  for (const input of inputs) {
    const { next, actions } = step(state, input);
    state = next;
    asked.push(...actions.filter((action) => action.do !== 'ignore').map(inWords));
  }
  return { state, asked };
}

const calleeEnded = { ...INPUTS['leg-ended'], leg: CALLEE_LEG, byFarEnd: false };

describe('direct dial and return call', () => {
  it('connects, notes the conversation and reports it', () => {
    const { state, asked } = play(
      INPUTS.arrived,
      INPUTS.ringing,
      INPUTS.answered,
      calleeEnded,
      INPUTS['leg-ended'],
    );
    expect(state).toEqual({ tag: 'ended', outcome: 'answered' });
    expect(asked).toEqual(['connect', 'note-routed', 'note-ended', 'report answered']);
  });

  it('starts no after-call timer when nobody answered', () => {
    const { asked } = play(INPUTS.arrived, INPUTS.ringing, INPUTS['leg-ended']);
    expect(asked).toEqual(['connect', 'note-routed', 'report caller-gave-up']);
  });

  it('tells the caller why, when the callee is not reached', () => {
    const failed = { ...INPUTS['connect-failed'], cause: 'NO_ANSWER' } as const;
    const { asked } = play(INPUTS.arrived, failed, { ...INPUTS['leg-ended'], byFarEnd: false });
    expect(asked).toEqual([
      'connect',
      'note-routed',
      'refuse callee-no-answer NO_ANSWER',
      'report no-answer',
    ]);
  });

  it('never repeats an order that may have been carried out', () => {
    const doubtful = { ...INPUTS['order-failed'], failure: 'unknown-outcome' } as const;
    expect(play(INPUTS.arrived, doubtful, INPUTS.arrived).asked).toEqual(['connect', 'note-routed']);
  });

  it.each([
    ['connecting', 'connect'],
    ['asking', 'ask'],
    ['refusing', 'refuse'],
  ] as const)('begins anew when the link went before the order of a call that is %s', (tag, order) => {
    const lost = { ...INPUTS['order-failed'], order, failure: 'link-lost' } as const;
    expect(step(STATES[tag], lost)).toEqual({ next: { tag: 'new' }, actions: [] });
  });

  it('leaves a conversation alone when the link goes', () => {
    const lost = { ...INPUTS['order-failed'], failure: 'link-lost' } as const;
    expect(step(STATES.talking, lost).next).toBe(STATES.talking);
  });

  it('leaves a caller who has gone to the end of the leg', () => {
    const gone = { ...INPUTS['order-failed'], failure: 'leg-gone' } as const;
    expect(play(INPUTS.arrived, gone, INPUTS['leg-ended']).state).toEqual({
      tag: 'ended',
      outcome: 'caller-gave-up',
    });
  });

  it('refuses with the treatment of the pool', () => {
    const refusals = { 'no-binding': { prompt: 'wrong-direction', cause: 'CALL_REJECTED' } };
    const number = { ...NUMBER, policy: { ...NUMBER.policy, refusals } };
    const route = { kind: 'refuse', reason: 'no-binding', number, binding: null } as const;
    expect(play({ ...INPUTS.arrived, route }).asked).toEqual(['refuse wrong-direction CALL_REJECTED']);
  });

  it('says that nobody can be reached when there is no gateway', () => {
    expect(play({ ...INPUTS.arrived, attempts: [] }).asked[0]).toBe(
      'refuse callee-unreachable SUBSCRIBER_ABSENT',
    );
  });

  it('takes sound before the answer neither for ringing nor for the answer', () => {
    const early = { ...INPUTS.ringing, earlyMedia: true };
    expect(play(INPUTS.arrived, early, INPUTS.bridged).state.tag).toBe('connecting');
  });
});

describe('callback', () => {
  it('calls the first party, then the callee, and ends with the first leg', () => {
    const { asked } = play(
      INPUTS['callback-requested'],
      { ...INPUTS.answered, leg: CALLER_LEG },
      INPUTS['party-waiting'],
      INPUTS.answered,
      INPUTS['leg-ended'],
    );
    expect(asked).toEqual(['call-party', 'note-routed', 'connect', 'note-ended', 'report answered']);
  });

  it('reports a first party that does not answer and calls nobody else', () => {
    const notReached = { ...INPUTS['party-not-reached'], cause: 'NO_ANSWER' } as const;
    expect(play(INPUTS['callback-requested'], notReached).asked).toEqual([
      'call-party',
      'note-routed',
      'report no-answer',
    ]);
  });

  it.each([
    ['NORMAL_TEMPORARY_FAILURE', false, ['call-party', 'note-routed', 'call-party', 'report unreachable']],
    ['NORMAL_TEMPORARY_FAILURE', true, ['call-party', 'note-routed', 'report unreachable']],
    ['USER_BUSY', false, ['call-party', 'note-routed', 'report busy']],
  ] as const)(
    'tries the first party by the next gateway only after a network failure before any ringing: %s, rang %s',
    (cause, rang, expected) => {
      const two = [...ATTEMPTS, { gateway: 'west', leg: CALLER_LEG }];
      const notReached = { ...INPUTS['party-not-reached'], cause } as const;
      const { asked } = play(
        { ...INPUTS['callback-requested'], attempts: two },
        ...(rang ? [INPUTS.ringing] : []),
        notReached,
        notReached,
      );
      expect(asked.filter((action) => action !== 'ignore')).toEqual(expected);
    },
  );

  it('ends when the first party answers and hangs up before it waits for us', () => {
    const answered = { ...INPUTS.answered, leg: CALLER_LEG };
    const { state } = play(INPUTS['callback-requested'], answered, INPUTS['leg-ended']);
    expect(state).toEqual({ tag: 'ended', outcome: 'caller-gave-up' });
  });

  it('hangs up a first party that answers after the operator has ended the call', () => {
    const { asked } = play(
      INPUTS['callback-requested'],
      INPUTS['hang-up-requested'],
      INPUTS['party-waiting'],
    );
    expect(asked).toEqual([
      'call-party',
      'note-routed',
      'hang-up MANAGER_REQUEST',
      'hang-up MANAGER_REQUEST',
    ]);
  });
});

describe('a call that an earlier life of the daemon began', () => {
  it('is connected when its first party waits', () => {
    expect(play(INPUTS['party-waiting']).asked).toEqual(['connect']);
  });

  it('is told why when its attempt failed meanwhile', () => {
    expect(play(INPUTS['connect-failed']).asked).toEqual(['refuse callee-busy USER_BUSY']);
  });

  it('goes on when it is found talking', () => {
    expect(play(INPUTS.found, INPUTS['leg-ended']).asked).toEqual(['note-ended', 'report answered']);
  });

  it('is refused when its binding is forgotten', () => {
    const forgotten = { ...INPUTS['party-waiting'], subject: { ...SUBJECT, callee: null } };
    expect(play(forgotten).asked).toEqual(['refuse no-binding UNALLOCATED_NUMBER']);
  });
});

describe('a call whose caller is asked for digits', () => {
  const asks = (attempt: number) =>
    ({ kind: 'ask', question: { ...QUESTION, attempt }, number: NUMBER, binding: null }) as const;
  const arrived = { ...INPUTS.arrived, route: asks(1) };
  const keyed = INPUTS['digits-keyed'];

  it('is asked in the language of the pool, and goes where the digits lead', () => {
    const { state, asked } = play(arrived, { ...INPUTS.answered, leg: CALLER_LEG }, keyed);
    expect(asked).toEqual(['ask enter-extension 1 zh', 'connect', 'note-routed']);
    expect(state).toMatchObject({ tag: 'connecting', times: { beganAt: 200, answeredAt: null } });
  });

  it('is asked again, and acts on no answer twice', () => {
    const wrong = { ...keyed, route: asks(2) };
    const { asked } = play(arrived, wrong, wrong, keyed, { ...keyed, attempt: 2 });
    expect(asked).toEqual(['ask enter-extension 1 zh', 'ask enter-extension 2 zh', 'connect', 'note-routed']);
  });

  it('takes the answer to another question for none', () => {
    expect(play(arrived, { ...keyed, purpose: 'pin' }).state.tag).toBe('asking');
  });

  it('is refused where the digits lead nowhere', () => {
    const route = { kind: 'refuse', reason: 'extension-unknown', number: NUMBER, binding: null } as const;
    const { asked } = play(arrived, { ...keyed, route }, { ...INPUTS['leg-ended'], byFarEnd: false });
    expect(asked).toEqual([
      'ask enter-extension 1 zh',
      'refuse extension-unknown INVALID_IE_CONTENTS',
      'report extension-unknown',
    ]);
  });

  it('goes on in a daemon that knows nothing of its beginning', () => {
    expect(play({ ...keyed, attempt: 3 }).asked).toEqual(['connect', 'note-routed']);
  });

  it('is over when the caller gives up, and not blamed on the caller when the switch ends it', () => {
    expect(play(arrived, INPUTS['leg-ended']).asked.at(-1)).toBe('report caller-gave-up');
    const ours = { ...INPUTS['leg-ended'], byFarEnd: false };
    expect(play(arrived, ours).asked.at(-1)).toBe('report switch-failure');
  });

  it('tells the caller, in the language of the pool, when the switch does not ask', () => {
    const policy = { ...NUMBER.policy, language: 'en' } as const;
    const english = { ...arrived, route: { ...asks(1), number: { ...NUMBER, policy } } };
    const failed = { ...INPUTS['order-failed'], order: 'ask' } as const;
    const state = step({ tag: 'new' }, english).next;
    expect(step(state, failed).actions).toMatchObject([
      { do: 'refuse', language: 'en', treatment: { prompt: 'switch-failure' } },
    ]);
    for (const failure of ['unknown-outcome', 'leg-gone'] as const)
      expect(step(state, { ...failed, failure }).next).toEqual(state);
  });
});

describe('whatever happens in whatever order', () => {
  const anyInput = fc.constantFrom<CallInput>(
    ...Object.values(INPUTS),
    calleeEnded,
    { ...INPUTS.answered, leg: CALLER_LEG },
    { ...INPUTS['order-failed'], failure: 'unknown-outcome' },
    { ...INPUTS.ringing, earlyMedia: true },
    { ...INPUTS.arrived, route: { kind: 'ask', question: QUESTION, number: NUMBER, binding: null } },
  );

  it('orders the callee to be called at most once, reports at most once, and asks nothing more after the report', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
        const { asked } = play(...inputs);
        expect(asked.filter((word) => word === 'connect').length).toBeLessThanOrEqual(1);
        expect(asked.filter((word) => word.startsWith('report')).length).toBeLessThanOrEqual(1);
        const reported = asked.findIndex((word) => word.startsWith('report'));
        if (reported >= 0) expect(reported).toBe(asked.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('connects the caller to no one but the callee of its subject', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STATES)), anyInput, (state, input) => {
        const connects = step(state, input).actions.filter(
          (action): action is Extract<CallAction, { do: 'connect' }> => action.do === 'connect',
        );
        for (const connect of connects) expect(connect.callee).toBe(connect.subject.callee);
      }),
    );
  });

  it('ends every state when the switch has lost its legs', () => {
    for (const [tag, state] of Object.entries(STATES)) {
      const { next } = step(state, INPUTS['legs-lost']);
      expect([tag, next.tag]).toEqual([tag, tag === 'new' ? 'new' : 'ended']);
    }
  });

  it('waits only for legs of its own', () => {
    const stranger = { ...INPUTS['leg-ended'], leg: '00000000-0000-4000-8000-0000000000ff' as LegId };
    for (const state of [STATES.asking, STATES.connecting, STATES.talking, STATES.refusing, STATES.releasing])
      expect(step(state, stranger).next).toEqual(state);
  });
});
