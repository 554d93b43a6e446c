import type { Binding, BindingId } from '../../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../../src/domain/binding/binding-details.ts';
import { UNUSED } from '../../../src/domain/binding/binding-use.ts';
import type { CallAction } from '../../../src/domain/call/call-action.ts';
import type { CallInput, CallInputKind } from '../../../src/domain/call/call-input.ts';
import type { CallState, CallSubject, CallTag } from '../../../src/domain/call/call-state.ts';
import type { CallId, LegId } from '../../../src/domain/call/leg.ts';
import type { Question } from '../../../src/domain/call/question.ts';
import { NOT_RECORDED } from '../../../src/domain/call/recording-plan.ts';
import type { DialledNumber } from '../../../src/domain/call/route.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { NO_POLICY } from '../../../src/domain/policy/call-policy.ts';
import { NO_TRIES } from '../../../src/domain/policy/pin.ts';
import { DEFAULT_POOL_POLICY } from '../../../src/domain/pool/pool.ts';
import { Secret } from '../../../src/domain/secret.ts';

export const A = RealNumber.of('8613800138000');
export const B = RealNumber.of('8613800138001');
export const X = '+8617000000001' as PrivacyNumber;
export const CALL = '00000000-0000-4000-8000-00000000000a' as CallId;
export const CALLER_LEG = '00000000-0000-4000-8000-00000000000a' as LegId;
export const CALLEE_LEG = '00000000-0000-4000-8000-00000000000b' as LegId;
export const ATTEMPTS = [{ gateway: 'east', leg: CALLEE_LEG }] as const;

export const NUMBER: DialledNumber = {
  x: X,
  pool: 'main',
  policy: DEFAULT_POOL_POLICY,
  tenantCalls: {},
  locked: false,
};

export function binding(changes: Partial<Binding> = {}): Binding {
  return {
    id: 7 as BindingId,
    mode: 'two-way',
    revision: 0,
    a: A,
    b: B,
    x: X,
    y: null,
    extension: null,
    group: null,
    details: NO_DETAILS,
    pool: 'main',
    createdAt: 0,
    expiresAt: null,
    afterCallMs: null,
    slidingMs: null,
    afterCallReleaseAt: null,
    releasedAt: null,
    releaseReason: null,
    reference: null,
    graceMs: 0,
    use: UNUSED,
    pinTries: NO_TRIES,
    ...changes,
  };
}

export const QUESTION: Question = {
  purpose: 'extension',
  prompt: 'enter-extension',
  minDigits: 4,
  maxDigits: 4,
  attempt: 1,
};

export const SUBJECT: CallSubject = {
  mark: { call: CALL, binding: 7 as BindingId, firstSide: 'a', x: X, flow: 'masked' },
  callee: B,
  shown: X,
  voice: { language: 'zh', refusals: {} },
  policy: NO_POLICY,
  recording: NOT_RECORDED,
};

const TIMES = { beganAt: 100, ringingAt: null, answeredAt: null } as const;

/** One state of each kind. */
export const STATES: { readonly [Tag in CallTag]: CallState & { tag: Tag } } = {
  new: { tag: 'new' },
  asking: {
    tag: 'asking',
    subject: null,
    leg: CALLER_LEG,
    question: QUESTION,
    voice: { language: 'zh', refusals: {} },
    times: TIMES,
  },
  consulting: {
    tag: 'consulting',
    subject: null,
    leg: CALLER_LEG,
    routed: {
      call: CALL,
      leg: CALLER_LEG,
      caller: A,
      route: { kind: 'refuse', reason: 'no-binding', number: NUMBER, binding: null },
      attempts: ATTEMPTS,
      language: 'zh',
      mayRecord: true,
    },
    number: NUMBER,
    attempt: 0,
    askedAt: 100,
    voice: { language: 'zh', refusals: {} },
    times: TIMES,
  },
  'calling-party': {
    tag: 'calling-party',
    subject: SUBJECT,
    party: A,
    legs: [CALLER_LEG],
    later: ATTEMPTS,
    rang: false,
    times: TIMES,
  },
  connecting: { tag: 'connecting', subject: SUBJECT, leg: CALLER_LEG, hunt: null, times: TIMES },
  ringing: {
    tag: 'ringing',
    subject: SUBJECT,
    leg: CALLER_LEG,
    hunt: null,
    times: { ...TIMES, ringingAt: 150 },
  },
  greeting: {
    tag: 'greeting',
    subject: { ...SUBJECT, policy: { calleePrompt: 'please-hold' } },
    leg: CALLER_LEG,
    hunt: null,
    times: { ...TIMES, ringingAt: 150 },
  },
  talking: {
    tag: 'talking',
    subject: SUBJECT,
    leg: CALLER_LEG,
    peer: CALLEE_LEG,
    times: { ...TIMES, answeredAt: 180 },
  },
  surveying: {
    tag: 'surveying',
    subject: SUBJECT,
    leg: CALLER_LEG,
    noted: true,
    times: { ...TIMES, answeredAt: 180 },
  },
  refusing: { tag: 'refusing', subject: SUBJECT, legs: [CALLER_LEG], outcome: 'busy', times: TIMES },
  releasing: {
    tag: 'releasing',
    subject: SUBJECT,
    legs: [CALLER_LEG],
    outcome: 'hung-up-by-operator',
    times: TIMES,
  },
  ended: { tag: 'ended', outcome: 'answered' },
};

const at = 200;

/** One input of each kind; those about a leg are about the callee's, unless the name of the field says otherwise. */
export const INPUTS: { readonly [Kind in CallInputKind]: Extract<CallInput, { kind: Kind }> } = {
  arrived: {
    kind: 'arrived',
    at,
    call: CALL,
    leg: CALLER_LEG,
    caller: A,
    route: {
      kind: 'connect',
      binding: binding(),
      callerSide: 'a',
      callee: B,
      shown: X,
      number: NUMBER,
      policy: NO_POLICY,
    },
    attempts: ATTEMPTS,
    language: 'zh',
    mayRecord: true,
  },
  'digits-keyed': {
    kind: 'digits-keyed',
    at,
    call: CALL,
    leg: CALLER_LEG,
    caller: A,
    purpose: 'extension',
    attempt: 1,
    digits: new Secret('0042'),
    route: {
      kind: 'connect',
      binding: binding(),
      callerSide: 'a',
      callee: B,
      shown: X,
      number: NUMBER,
      policy: NO_POLICY,
    },
    attempts: ATTEMPTS,
    language: 'zh',
    mayRecord: true,
  },
  consulted: {
    kind: 'consulted',
    at,
    attempt: 0,
    verdict: { kind: 'connect', callee: B, policy: {} },
    recentCalls: 0,
  },
  'callback-requested': { kind: 'callback-requested', at, subject: SUBJECT, party: A, attempts: ATTEMPTS },
  found: { kind: 'found', at, subject: SUBJECT, leg: CALLER_LEG, peer: CALLEE_LEG, stage: 'talking' },
  'party-waiting': { kind: 'party-waiting', at, leg: CALLER_LEG, subject: SUBJECT, attempts: ATTEMPTS },
  'party-not-reached': { kind: 'party-not-reached', at, cause: 'USER_BUSY' },
  'connect-failed': {
    kind: 'connect-failed',
    at,
    leg: CALLER_LEG,
    subject: SUBJECT,
    cause: 'USER_BUSY',
    hunt: null,
    bound: true,
    attempts: ATTEMPTS,
  },
  ringing: { kind: 'ringing', at, leg: CALLEE_LEG, earlyMedia: false },
  answered: { kind: 'answered', at, leg: CALLEE_LEG },
  bridged: { kind: 'bridged', at, leg: CALLER_LEG, peer: CALLEE_LEG },
  'leg-ended': { kind: 'leg-ended', at, leg: CALLER_LEG, cause: 'NORMAL_CLEARING', byFarEnd: true },
  'order-failed': { kind: 'order-failed', at, order: 'connect', failure: 'not-sent' },
  'hang-up-requested': { kind: 'hang-up-requested', at },
  'legs-lost': { kind: 'legs-lost', at },
};

/** An action in a few words. */
export function inWords(action: CallAction): string {
  switch (action.do) {
    case 'connect':
    case 'call-party':
    case 'note-routed':
    case 'note-ended':
    case 'note-pool-call':
    case 'note-wrong-pin':
    case 'remember-telephone':
      return action.do;
    case 'ask':
      return `ask ${action.question.prompt} ${action.question.attempt} ${action.language}`;
    case 'consult':
      return `consult ${action.attempt}`;
    case 'refuse':
      return `refuse ${action.treatment.prompt} ${action.treatment.cause}`;
    case 'hang-up':
      return `hang-up ${action.cause}`;
    case 'report':
      return `report ${action.outcome}`;
    case 'ignore':
      return 'ignore';
  }
}
