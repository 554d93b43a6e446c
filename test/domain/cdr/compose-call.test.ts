import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANGUP_CAUSES } from '../../../src/domain/call/hangup-cause.ts';
import { DEFAULT_TREATMENTS } from '../../../src/domain/call/treatment.ts';
import { hasAllLegs } from '../../../src/domain/cdr/call-legs.ts';
import { postDialDelayUs, ringUs, talkUs } from '../../../src/domain/cdr/call-record.ts';
import { CDR_OUTCOMES, isCdrOutcome } from '../../../src/domain/cdr/cdr-outcome.ts';
import { amendCall } from '../../../src/domain/cdr/compose-call.ts';
import { billableUs, type LegRecord } from '../../../src/domain/cdr/leg-record.ts';
import {
  A,
  B,
  begun,
  CALL,
  calledLeg,
  callerLeg,
  failedLeg,
  leg,
  mark,
  recordOf,
  SECOND,
  T0,
  unansweredCaller,
  X,
} from './given.ts';

describe('the record of a call', () => {
  it('that was answered has who, when and how long', () => {
    const record = recordOf([calledLeg(), callerLeg()]);
    expect(record).toMatchObject({
      outcome: 'answered',
      hungUpBy: 'caller',
      cause: 'NORMAL_CLEARING',
      q850: 16,
      x: X,
      binding: 7,
      direction: 'a-to-b',
      gateway: 'east',
      createdAt: T0,
      invitedAt: T0 + SECOND / 2,
      talkedAt: T0 + 5 * SECOND,
      endedAt: T0 + 15 * SECOND,
    });
    expect(record.caller?.equals(A)).toBe(true);
    expect(record.callee?.equals(B)).toBe(true);
    expect(record.legs.map(({ role }) => role)).toEqual(['first', 'called']);
    expect(postDialDelayUs(record)).toBe(SECOND);
    expect(ringUs(record)).toBe(4 * SECOND);
    expect(talkUs(record)).toBe(10 * SECOND);
    expect(record.legs.map(billableUs)).toEqual([10 * SECOND, 10 * SECOND]);
  });

  it('counts talk until the first of the two has gone: the other may be asked something after it', () => {
    const asked = callerLeg({ endedAt: T0 + 25 * SECOND, byFarEnd: false, survey: '4' });
    const left = calledLeg({ endedAt: T0 + 15 * SECOND, byFarEnd: true, recording: 'stereo' });
    const record = recordOf([asked, left]);
    expect(talkUs(record)).toBe(10 * SECOND);
    expect(record).toMatchObject({
      hungUpBy: 'callee',
      survey: '4',
      calleeSurvey: null,
      recording: 'stereo',
    });
    expect(
      recordOf([
        { ...asked, survey: null },
        { ...left, survey: '1' },
      ]).calleeSurvey,
    ).toBe('1');
  });

  it('says of a call without room for a recording what its first leg says, and what came of a PIN', () => {
    const record = recordOf([callerLeg({ recording: 'refused-disk', pin: 'right' }), calledLeg()]);
    expect(record).toMatchObject({ recording: 'refused-disk', pin: 'right' });
  });

  it.each<[string, LegRecord[], object]>([
    ['the callee', [callerLeg({ byFarEnd: false }), calledLeg({ byFarEnd: true })], { hungUpBy: 'callee' }],
    [
      'both at once, and the callee first',
      [callerLeg(), calledLeg({ byFarEnd: true, endedAt: T0 + 14 * SECOND })],
      { hungUpBy: 'callee' },
    ],
    [
      'the limit',
      [callerLeg({ byFarEnd: false }), calledLeg({ cause: 'ALLOTTED_TIMEOUT', q850: null })],
      { outcome: 'maximum-length', hungUpBy: 'platform', cause: 'ALLOTTED_TIMEOUT' },
    ],
    [
      'an operator',
      [callerLeg({ byFarEnd: false, cause: 'MANAGER_REQUEST' }), calledLeg()],
      { outcome: 'answered', hungUpBy: 'platform', cause: 'MANAGER_REQUEST' },
    ],
  ])('says that a talk was ended by %s', (_, legs, end) => {
    expect(recordOf(legs)).toMatchObject({ outcome: 'answered', ...end });
  });

  it.each([
    ['began before the callee answered', 4 * SECOND, 4 * SECOND],
    ['came with the answer', 5 * SECOND, null],
    ['was noted while the answer was passed on', 5 * SECOND + 80_000, null],
  ])('has early media for the caller that %s or not', (_, at, kept) => {
    const caller = callerLeg({ earlyMediaAt: T0 + at, answeredAt: T0 + 6 * SECOND });
    const [first] = recordOf([calledLeg(), caller]).legs;
    expect(first?.earlyMediaAt).toBe(kept === null ? null : T0 + kept);
  });

  it('has no early media for a caller who was answered to key digits, and that of the first party of a callback', () => {
    const asked = { earlyMediaAt: T0 + SECOND, answeredAt: T0 + SECOND };
    expect(recordOf([calledLeg(), callerLeg(asked)]).legs[0]?.earlyMediaAt).toBeNull();
    expect(recordOf([callerLeg(asked)]).legs[0]?.earlyMediaAt).toBeNull();
    const party = callerLeg({ ...asked, gateway: 'east' });
    expect(recordOf([calledLeg(), party]).legs[0]?.earlyMediaAt).toBe(T0 + SECOND);
  });

  it('of a callee who was busy says so with his cause, though the caller got the prompt and another one', () => {
    const legs = [
      unansweredCaller({ outcome: 'busy', cause: 'USER_BUSY', byFarEnd: true }),
      failedLeg('USER_BUSY', { q850: 17, sipStatus: 486 }),
    ];
    expect(recordOf(legs)).toMatchObject({
      outcome: 'busy',
      hungUpBy: 'callee',
      cause: 'USER_BUSY',
      sipStatus: 486,
    });
  });

  it('of a caller who gave up says so, and nothing of the callee', () => {
    const legs = [
      unansweredCaller({ cause: 'ORIGINATOR_CANCEL', byFarEnd: true, sipStatus: 487 }),
      failedLeg('ORIGINATOR_CANCEL', { byFarEnd: false, ringingAt: T0 + SECOND }),
    ];
    expect(recordOf(legs)).toMatchObject({ outcome: 'caller-gave-up', hungUpBy: 'caller', sipStatus: 487 });
  });

  it('of a callee who did not wait for the end of the prompt between answer and talk is not answered', () => {
    const legs = [unansweredCaller({ outcome: 'rejected' }), calledLeg({ bridgedAt: null, byFarEnd: true })];
    const record = recordOf(legs);
    expect(record).toMatchObject({ outcome: 'rejected', talkedAt: null });
    expect(talkUs(record)).toBe(0);
    expect(billableUs(record.legs[1] ?? callerLeg())).toBeGreaterThan(0);
  });

  it('of a refused caller has the reason', () => {
    const refused = unansweredCaller({
      mark: null,
      outcome: 'no-binding',
      cause: 'UNALLOCATED_NUMBER',
      expects: [],
    });
    expect(recordOf([refused])).toMatchObject({ outcome: 'no-binding', binding: null, hungUpBy: 'platform' });
  });

  it('of a call that no daemon answered is a failure of the switch, or of the last attempt where there was one', () => {
    expect(recordOf([unansweredCaller({ mark: null, expects: [] })]).outcome).toBe('switch-failure');
    expect(recordOf([unansweredCaller(), failedLeg('NO_ANSWER')]).outcome).toBe('no-answer');
  });

  it('has each attempt of a failover in its order, and the gateway that was answered', () => {
    const first = failedLeg('NORMAL_TEMPORARY_FAILURE', { leg: leg(3), sipStatus: 503 });
    const second = calledLeg({ createdAt: T0 + 2 * SECOND, gateway: 'west' });
    const record = recordOf([second, callerLeg(), first]);
    expect(record.legs.map((one) => one.gateway)).toEqual([null, 'east', 'west']);
    expect(record).toMatchObject({ gateway: 'west', outcome: 'answered', invitedAt: first.createdAt });
  });

  it.each([2, 3])(
    'has them in their order when the clock of the switch did not move between them',
    (failed) => {
      const inOneStep = { createdAt: T0 + SECOND / 2 };
      const first = failedLeg('NORMAL_TEMPORARY_FAILURE', { leg: leg(failed), ...inOneStep });
      const second = calledLeg({ leg: leg(5 - failed), gateway: 'west', ...inOneStep });
      expect(gateways([second, first, callerLeg()])).toEqual([null, 'east', 'west']);
      const also = failedLeg('USER_BUSY', { leg: leg(5 - failed), gateway: 'west', ...inOneStep });
      const caller = unansweredCaller({ expects: [first.leg, also.leg] });
      expect(gateways([also, first, caller])).toEqual([null, 'east', 'west']);
    },
  );

  it('of a callback has both parties, and begins with the request', () => {
    const callback = mark({ flow: 'callback' });
    const first = callerLeg({ mark: callback, gateway: 'east', byFarEnd: false, dialledText: null });
    const second = calledLeg({ mark: callback, byFarEnd: true });
    const asked = begun({ flow: 'callback', beganAt: T0 - SECOND });
    const record = recordOf([first, second], { begun: asked });
    expect(record).toMatchObject({
      flow: 'callback',
      outcome: 'answered',
      hungUpBy: 'callee',
      createdAt: T0 - SECOND,
    });
    expect(record.callerText).toBeNull();
  });

  it('of a callback whose first party does not come to the telephone says why', () => {
    const callback = mark({ flow: 'callback' });
    const busy = unansweredCaller({
      mark: callback,
      gateway: 'west',
      cause: 'USER_BUSY',
      byFarEnd: true,
      expects: [],
    });
    const before = unansweredCaller({
      mark: callback,
      leg: leg(9),
      gateway: 'east',
      cause: 'NETWORK_OUT_OF_ORDER',
      createdAt: T0 - SECOND,
      expects: [],
    });
    const record = recordOf([busy, before]);
    expect(record).toMatchObject({ outcome: 'busy', hungUpBy: 'caller', gateway: 'west' });
    expect(record.legs).toHaveLength(2);
  });

  it('without legs is a failure of the switch, with what was known of it', () => {
    const seen = {
      call: CALL,
      outcome: 'answered',
      ringingAt: T0 + SECOND,
      answeredAt: T0 + 2 * SECOND,
      endedAt: T0 + 9 * SECOND,
    } as const;
    const lost = recordOf([], { begun: begun(), seen: { ...seen, lost: true } });
    expect(lost).toMatchObject({ outcome: 'switch-failure', binding: 7, node: 'one', createdAt: T0 });
    expect(talkUs(lost)).toBe(7 * SECOND);
    expect(recordOf([], { begun: begun() })).toMatchObject({ outcome: 'switch-failure', endedAt: null });
    // A switch that keeps no records: what we saw counts.
    expect(recordOf([], { begun: begun(), seen: { ...seen, lost: false } }).outcome).toBe('answered');
  });

  it('is made anew when a leg comes late, once more by one revision, and keeps what only we knew', () => {
    const early = recordOf([callerLeg({ party: null })], { begun: begun() });
    const amended = amendCall(early, [calledLeg()]);
    expect(amended).toMatchObject({ revision: 2, outcome: 'answered', node: 'one' });
    expect(amended.caller?.equals(A)).toBe(true);
    expect(amended.legs).toHaveLength(2);
  });

  it('has an outcome of the closed list and times that make sense, whatever the legs say', () => {
    const instant = fc.option(fc.integer({ min: T0, max: T0 + 100 * SECOND }));
    const any = fc.record({
      cause: fc.constantFrom(...Object.keys(HANGUP_CAUSES), 'SOMETHING_NEW'),
      byFarEnd: fc.boolean(),
      outcome: fc.option(fc.constantFrom('busy', 'no-binding', 'switch-failure')),
      role: fc.constantFrom('first', 'called'),
      flow: fc.constantFrom('masked', 'callback'),
      ringingAt: instant,
      answeredAt: instant,
      bridgedAt: instant,
      gateway: fc.option(fc.constantFrom('east', 'west')),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (drafts) => {
        const legs = drafts.map(({ flow, ...draft }, n) =>
          callerLeg({ ...draft, mark: mark({ flow }), leg: leg(n + 1) } as Partial<LegRecord>),
        );
        const record = recordOf(legs, { begun: begun() });
        expect(isCdrOutcome(record.outcome)).toBe(true);
        expect(record.legs).toHaveLength(legs.length);
        expect(talkUs(record)).toBeGreaterThanOrEqual(0);
        expect(ringUs(record)).toBeGreaterThanOrEqual(0);
        expect(hasAllLegs([])).toBe(false);
      }),
    );
  });
});

function gateways(legs: readonly LegRecord[]): readonly (string | null)[] {
  return recordOf(legs).legs.map(({ gateway }) => gateway);
}

describe('a call has all its legs', () => {
  it('when the leg that made the others is there with them', () => {
    expect(hasAllLegs([callerLeg()])).toBe(false);
    expect(hasAllLegs([calledLeg()])).toBe(false);
    expect(hasAllLegs([callerLeg(), calledLeg()])).toBe(true);
    expect(hasAllLegs([unansweredCaller({ expects: [] })])).toBe(true);
  });

  it('never by itself when the first party of a callback was not reached: another gateway may follow', () => {
    const failed = unansweredCaller({ mark: mark({ flow: 'callback' }), gateway: 'east', expects: [] });
    expect(hasAllLegs([failed])).toBe(false);
  });
});

describe('the closed list of outcomes', () => {
  it('has every refusal and failure that can be told to a caller', () => {
    for (const outcome of Object.keys(DEFAULT_TREATMENTS)) expect(CDR_OUTCOMES).toContain(outcome);
    expect(new Set(CDR_OUTCOMES).size).toBe(CDR_OUTCOMES.length);
    expect(isCdrOutcome('toString')).toBe(false);
  });
});
