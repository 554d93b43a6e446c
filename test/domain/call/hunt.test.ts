import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../src/domain/call/call-flow.ts';
import type { CallInput } from '../../../src/domain/call/call-input.ts';
import type { CallState } from '../../../src/domain/call/call-state.ts';
import type { HangupCause } from '../../../src/domain/call/hangup-cause.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import type { Alternates } from '../../../src/domain/policy/call-policy.ts';
import { A, B, binding, INPUTS, inWords, STATES, SUBJECT } from './given.ts';

const C = RealNumber.of('8613800138002');
const D = RealNumber.of('8613800138003');
const BEGAN = INPUTS.arrived.at;

function alternates(changes: Partial<Alternates> = {}): Alternates {
  return { a: [], b: [C, D], windowMs: 60_000, prompt: 'please-hold', ...changes };
}

function subject(list: Alternates) {
  return { ...SUBJECT, policy: { alternates: list } };
}

function arrived(list = alternates()): CallInput {
  const { route } = INPUTS.arrived;
  if (route.kind !== 'connect') throw new Error('the call in the examples connects');
  return { ...INPUTS.arrived, route: { ...route, policy: { alternates: list } } };
}

/** The telephone in this place was not reached. */
function failed(
  place: number | null,
  cause: HangupCause = 'USER_BUSY',
  changes: Partial<Extract<CallInput, { kind: 'connect-failed' }>> = {},
): CallInput {
  const hunt = place === null ? null : { place, beganAt: BEGAN };
  return { ...INPUTS['connect-failed'], cause, hunt, subject: subject(alternates()), ...changes };
}

/** What the call asks for, telephones by their last digit. */
function play(from: CallState, ...inputs: readonly CallInput[]) {
  let state = from;
  const asked: string[] = [];
  for (const input of inputs) {
    const { next, actions } = step(state, input);
    state = next;
    for (const action of actions)
      asked.push(action.do === 'connect' ? `call ${action.callee.reveal().at(-1)}` : inWords(action));
  }
  return { state, asked };
}

const ALL = ['call 1', 'note-routed', 'call 2', 'call 3', 'refuse callee-busy USER_BUSY'];

describe('a party with further telephones', () => {
  it('is called on one after the other, and then the caller hears why nobody comes', () => {
    expect(play(STATES.new, arrived(), failed(0), failed(1), failed(2)).asked).toEqual(ALL);
  });

  it('is noted as called once', () => {
    const { asked } = play(STATES.new, arrived(), failed(0), failed(1), INPUTS.answered);
    expect(asked.filter((one) => one === 'note-routed')).toHaveLength(1);
  });

  it.each([
    ['USER_BUSY', 'call 2'],
    ['NO_ANSWER', 'call 2'],
    ['SUBSCRIBER_ABSENT', 'call 2'],
    ['NORMAL_TEMPORARY_FAILURE', 'call 2'],
    ['CALL_REJECTED', 'refuse callee-rejected CALL_REJECTED'],
    ['UNALLOCATED_NUMBER', 'refuse callee-unassigned UNALLOCATED_NUMBER'],
    ['SWITCH_CONGESTION', 'refuse switch-busy SWITCH_CONGESTION'],
    ['INCOMPATIBLE_DESTINATION', 'refuse switch-failure NORMAL_TEMPORARY_FAILURE'],
  ] as const)('after %s: %s', (cause, expected) => {
    expect(play(STATES.new, arrived(), failed(0, cause)).asked.at(-1)).toBe(expected);
  });

  it('rings the next telephone anew, and keeps when the first one rang', () => {
    const { state } = play(STATES.new, arrived(), INPUTS.ringing, failed(0));
    expect(state).toMatchObject({ tag: 'connecting', times: { ringingAt: 200 } });
    const ringing = step(state, { ...INPUTS.ringing, at: 300 }).next;
    expect(ringing).toMatchObject({ tag: 'ringing', hunt: { place: 1 }, times: { ringingAt: 200 } });
  });

  it('is called on no further telephone when the window is over', () => {
    const late = failed(0, 'NO_ANSWER', { at: BEGAN + 60_000 });
    const inTime = failed(0, 'NO_ANSWER', { at: BEGAN + 59_999 });
    expect(play(STATES.new, arrived(), late).asked.at(-1)).toBe('refuse callee-no-answer NO_ANSWER');
    expect(play(STATES.new, arrived(), inTime).asked.at(-1)).toBe('call 2');
  });

  it('is called on no further telephone when the binding has ended meanwhile', () => {
    const ended = failed(0, 'USER_BUSY', { bound: false });
    expect(play(STATES.new, arrived(), ended).asked.at(-1)).toBe('refuse callee-busy USER_BUSY');
  });

  it('is not called on a telephone that was taken off the list meanwhile', () => {
    const shorter = failed(0, 'USER_BUSY', { subject: subject(alternates({ b: [D] })) });
    expect(play(STATES.new, arrived(), shorter).asked.at(-1)).toBe('call 3');
  });

  it('is called no more when the caller has gone', () => {
    const { state, asked } = play(STATES.new, arrived(), failed(0), INPUTS['leg-ended'], failed(1));
    expect(asked.slice(3)).toEqual(['report caller-gave-up', 'ignore']);
    expect(state.tag).toBe('ended');
  });

  it('hears of a telephone that failed once only, however often the switch tells of it', () => {
    const { state, asked } = play(STATES.new, arrived(), failed(0), failed(0));
    expect(asked).toEqual(['call 1', 'note-routed', 'call 2', 'ignore']);
    expect(state).toMatchObject({ hunt: { place: 1 } });
  });

  it.each([
    ['a call that is known by nothing', STATES.new],
    ['a call that was found', step(STATES.new, { ...INPUTS.found, stage: 'connecting' }).next],
  ])('is called on after a restart of the daemon, from where it was: %s', (_, state) => {
    expect(play(state, failed(1)).asked).toEqual(['call 3']);
    expect(play(state, failed(2)).asked).toEqual(['refuse callee-busy USER_BUSY']);
    expect(play(state, failed(null)).asked).toEqual(['refuse callee-busy USER_BUSY']);
    expect(play(state, failed(0, 'USER_BUSY', { bound: false })).asked).toEqual([
      'refuse callee-busy USER_BUSY',
    ]);
  });

  it('gives its telephones to no call that goes to somebody else', () => {
    const { route } = INPUTS.arrived;
    if (route.kind !== 'connect') throw new Error('the call in the examples connects');
    const stranger = RealNumber.of('8613900139000');
    const open = { ...route, callee: stranger, binding: binding({ mode: 'ax' }) };
    const call = { ...INPUTS.arrived, route: { ...open, policy: { alternates: alternates() } } };
    const { state, asked } = play(STATES.new, call);
    expect(asked).toEqual(['call 0', 'note-routed']);
    expect(state).toMatchObject({ hunt: null });
  });

  it('has those of its own side only', () => {
    const others = alternates({ a: [C, D], b: [] });
    const busy = failed(null, 'USER_BUSY', { subject: subject(others) });
    expect(play(STATES.new, arrived(others), busy).asked.at(-1)).toBe('refuse callee-busy USER_BUSY');
  });

  it('is never called on one number twice, nor on one that the binding does not name', () => {
    const some = fc.array(fc.constantFrom(A, B, C, D), { maxLength: 6 });
    fc.assert(
      fc.property(some, fc.array(some, { minLength: 1, maxLength: 8 }), (list, later) => {
        let { state } = play(STATES.new, arrived(alternates({ b: list })));
        const rung = [B.reveal()];
        for (const now of later) {
          if (state.tag !== 'connecting') break;
          const changed = { subject: subject(alternates({ b: now })) };
          const { next, actions } = step(state, failed(state.hunt?.place ?? null, 'USER_BUSY', changed));
          for (const action of actions)
            if (action.do === 'connect') {
              expect(now.some((one) => one.equals(action.callee))).toBe(true);
              rung.push(action.callee.reveal());
            }
          state = next;
        }
        expect(new Set(rung).size).toBe(rung.length);
      }),
    );
  });
});
