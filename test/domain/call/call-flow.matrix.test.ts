import { describe, expect, it } from 'vitest';
import { step } from '../../../src/domain/call/call-flow.ts';
import type { CallInputKind } from '../../../src/domain/call/call-input.ts';
import type { CallTag } from '../../../src/domain/call/call-state.ts';
import { INPUTS, inWords, STATES } from './given.ts';

/**
 * What becomes of every input in every state: the state after it and what the call asks for. A new state or input does not compile
 * until its row or column is here. `-` stands for "ignored, state unchanged".
 */
const EXPECTED: Readonly<Record<CallTag, Readonly<Record<CallInputKind, string>>>> = {
  'new': {
    arrived: 'connecting: connect, note-routed',
    'digits-keyed': 'connecting: connect, note-routed',
    consulted: '-',
    'callback-requested': 'calling-party: call-party, note-routed',
    found: 'talking',
    'party-waiting': 'connecting: connect',
    'party-not-reached': '-',
    'connect-failed': 'refusing: refuse callee-busy USER_BUSY',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': '-',
    'order-failed': '-',
    'hang-up-requested': '-',
    'legs-lost': '-',
  },
  asking: {
    arrived: '-',
    'digits-keyed': 'connecting: connect, note-routed',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': '-',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: report caller-gave-up',
    'order-failed': '-',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  consulting: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: 'connecting: connect',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': '-',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: report caller-gave-up',
    'order-failed': '-',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  'calling-party': {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': 'connecting: connect',
    'party-not-reached': 'ended: report busy',
    'connect-failed': 'refusing: refuse callee-busy USER_BUSY',
    ringing: 'calling-party',
    answered: 'calling-party',
    bridged: '-',
    'leg-ended': '-',
    'order-failed': 'ended: report switch-failure',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  connecting: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': 'refusing: refuse callee-busy USER_BUSY',
    ringing: 'ringing',
    answered: 'talking',
    bridged: '-',
    'leg-ended': 'ended: report caller-gave-up',
    'order-failed': 'refusing: refuse switch-failure NORMAL_TEMPORARY_FAILURE',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  ringing: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': 'refusing: refuse callee-busy USER_BUSY',
    ringing: '-',
    answered: 'talking',
    bridged: '-',
    'leg-ended': 'ended: report caller-gave-up',
    'order-failed': 'refusing: refuse switch-failure NORMAL_TEMPORARY_FAILURE',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  greeting: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': 'refusing: refuse callee-rejected CALL_REJECTED',
    ringing: '-',
    answered: '-',
    bridged: 'talking',
    'leg-ended': 'ended: report caller-gave-up',
    'order-failed': 'refusing: refuse switch-failure NORMAL_TEMPORARY_FAILURE',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report indeterminate',
  },
  talking: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': 'talking: hang-up NORMAL_CLEARING',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: note-ended, report answered',
    'order-failed': '-',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: note-ended, report answered',
  },
  surveying: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': 'surveying: hang-up NORMAL_CLEARING',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: report answered',
    'order-failed': '-',
    'hang-up-requested': 'surveying: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report answered',
  },
  refusing: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': 'ended: report busy',
    'connect-failed': '-',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: report busy',
    'order-failed': '-',
    'hang-up-requested': 'refusing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report busy',
  },
  releasing: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': 'releasing: hang-up MANAGER_REQUEST',
    'party-not-reached': 'ended: report hung-up-by-operator',
    'connect-failed': '-',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': 'ended: report hung-up-by-operator',
    'order-failed': '-',
    'hang-up-requested': 'releasing: hang-up MANAGER_REQUEST',
    'legs-lost': 'ended: report hung-up-by-operator',
  },
  ended: {
    arrived: '-',
    'digits-keyed': '-',
    consulted: '-',
    'callback-requested': '-',
    found: '-',
    'party-waiting': '-',
    'party-not-reached': '-',
    'connect-failed': '-',
    ringing: '-',
    answered: '-',
    bridged: '-',
    'leg-ended': '-',
    'order-failed': '-',
    'hang-up-requested': '-',
    'legs-lost': '-',
  },
};

describe('every input in every state', () => {
  for (const [tag, row] of Object.entries(EXPECTED)) {
    for (const [kind, expected] of Object.entries(row)) {
      it(`${tag} on ${kind}: ${expected === '-' ? 'ignored' : expected}`, () => {
        const state = STATES[tag as CallTag];
        const { next, actions } = step(state, INPUTS[kind as CallInputKind]);
        const words = actions.map(inWords).join(', ');
        if (expected === '-') {
          expect(next).toEqual(state);
          expect(words).toBe('ignore');
        } else {
          expect(`${next.tag}${words === '' ? '' : `: ${words}`}`).toBe(expected);
        }
      });
    }
  }

  it('says why whenever it ignores', () => {
    for (const state of Object.values(STATES))
      for (const input of Object.values(INPUTS))
        for (const action of step(state, input).actions)
          if (action.do === 'ignore') expect(action.because).toMatch(/\w+ \w+/);
  });
});
