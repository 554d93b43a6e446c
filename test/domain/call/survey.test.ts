import { describe, expect, it } from 'vitest';
import { step } from '../../../src/domain/call/call-flow.ts';
import type { CallInput } from '../../../src/domain/call/call-input.ts';
import type { CallState, CallSubject } from '../../../src/domain/call/call-state.ts';
import { isAskedAfterTalk } from '../../../src/domain/call/survey.ts';
import { otherWayRound } from '../../../src/domain/policy/call-policy.ts';
import type { SurveyPolicy } from '../../../src/domain/policy/survey-policy.ts';
import { CALLEE_LEG, CALLER_LEG, INPUTS, inWords, STATES, SUBJECT } from './given.ts';

const SURVEY: SurveyPolicy = { prompt: 'survey-question', keys: '12345', timeoutMs: 5_000, of: 'caller' };

function subject(of: SurveyPolicy['of'], firstSide: 'a' | 'b' = 'a'): CallSubject {
  const survey = { ...SURVEY, of };
  return { ...SUBJECT, mark: { ...SUBJECT.mark, firstSide }, policy: { survey } };
}

function play(of: SurveyPolicy['of'], ...inputs: readonly CallInput[]): readonly [CallState, ...string[]] {
  let state: CallState = { ...STATES.talking, subject: subject(of) };
  const asked: string[] = [];
  for (const input of inputs) {
    const { next, actions } = step(state, input);
    state = next;
    asked.push(...actions.map(inWords));
  }
  return [state, ...asked];
}

const callerEnded = INPUTS['leg-ended'];
const calleeEnded = { ...callerEnded, leg: CALLEE_LEG };

describe('who is asked after a talk', () => {
  it.each([
    ['caller', 'a', true, false],
    ['caller', 'b', true, false],
    ['a', 'a', true, false],
    ['a', 'b', false, true],
    ['b', 'a', false, true],
    ['b', 'b', true, false],
    ['both', 'b', true, true],
  ] as const)('%s when %s called: the first leg %s, the called one %s', (of, side, first, called) => {
    expect(isAskedAfterTalk(subject(of, side), 'first')).toBe(first);
    expect(isAskedAfterTalk(subject(of, side), 'called')).toBe(called);
  });

  it('is the same person when the parties are named the other way round', () => {
    const recording = { mode: 'stereo', consent: { prompt: 'recording-consent', to: 'a' } } as const;
    const turned = otherWayRound({ survey: { ...SURVEY, of: 'a' }, recording });
    expect(turned).toMatchObject({ survey: { of: 'b' }, recording: { consent: { to: 'b' } } });
    expect(otherWayRound({ survey: SURVEY }).survey?.of).toBe('caller');
  });
});

describe('a call whose policy asks after the talk', () => {
  it('is asked on when the other has gone: the talk is noted at once, and the end reported after it', () => {
    const [state, ...asked] = play('caller', calleeEnded);
    expect([state.tag, ...asked]).toEqual(['surveying', 'note-ended']);
    expect(play('caller', calleeEnded, callerEnded)).toMatchObject([
      { tag: 'ended', outcome: 'answered' },
      'note-ended',
      'report answered',
    ]);
  });

  it('is over at once when he who is to be asked goes first, and when the other had gone before', () => {
    expect(play('caller', callerEnded)[0].tag).toBe('ended');
    expect(play('b', calleeEnded)[0]).toMatchObject({ tag: 'talking', peer: null });
    expect(play('b', calleeEnded, callerEnded)[0].tag).toBe('ended');
  });

  it('waits for the callee who is asked, and for nobody else', () => {
    expect(play('b', callerEnded)[0]).toMatchObject({ tag: 'surveying', leg: CALLEE_LEG });
    expect(play('b', callerEnded, callerEnded)[0].tag).toBe('surveying');
    expect(play('b', callerEnded, calleeEnded)[0].tag).toBe('ended');
  });

  it('takes the end of an earlier attempt for no end of the talk', () => {
    const earlier = { ...calleeEnded, leg: '00000000-0000-4000-8000-00000000000c' as typeof CALLEE_LEG };
    expect(play('caller', earlier)[0]).toMatchObject({ tag: 'talking', peer: CALLEE_LEG });
  });

  it('sends both away when an operator ends it, first him who would be asked', () => {
    const hangUps = (of: SurveyPolicy['of']): readonly unknown[] => {
      const state = { ...STATES.talking, subject: subject(of) };
      return step(state, INPUTS['hang-up-requested']).actions;
    };
    const hangUp = (leg: string) => ({ do: 'hang-up', leg, cause: 'MANAGER_REQUEST' });
    expect(hangUps('caller')).toEqual([hangUp(CALLER_LEG)]);
    expect(hangUps('both')).toEqual([hangUp(CALLEE_LEG), hangUp(CALLER_LEG)]);
  });

  it('that is found in the question tells of the end of the talk when it is over', () => {
    const found = { ...INPUTS.found, stage: 'surveying' } as const;
    const { next } = step({ tag: 'new' }, found);
    expect(step(next, callerEnded).actions.map(inWords)).toEqual(['note-ended', 'report answered']);
  });
});
