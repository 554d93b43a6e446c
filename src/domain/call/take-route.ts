import type { BindingId } from '../binding/binding.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { PromptLanguage } from '../pool/pool.ts';
import type { ArrivalDecision } from './call-input.ts';
import { markOf } from './call-mark.ts';
import type { CallSubject, CallTimes, Voice } from './call-state.ts';
import type { Attempt } from './dialling.ts';
import { policyTowards } from './hunt.ts';
import type { CallId, LegId } from './leg.ts';
import { recordingPlan } from './recording-plan.ts';
import type { DialledNumber, RouteDecision } from './route.ts';
import { connectCallee, refuseLeg, type Transition } from './transition.ts';

/** A caller who waits, and where the call goes. */
export interface RoutedCaller {
  readonly call: CallId;
  readonly leg: LegId;
  /** `null` when the caller's number could not be read. */
  readonly caller: RealNumber | null;
  readonly route: ArrivalDecision;
  readonly attempts: readonly Attempt[];
  /** Of the prompts where no pool says which. */
  readonly language: PromptLanguage;
  /** There is room for a recording. */
  readonly mayRecord: boolean;
}

/** Patent S0, steps 102 to 105 and 301 to 304: the other party is called, or the caller is asked for digits, or hears why not. */
export function takeRoute(routed: RoutedCaller, at: EpochMs, times: CallTimes): Transition {
  const { route, leg, caller, language } = routed;
  switch (route.kind) {
    case 'turn-away':
      return refuseLeg(leg, route.outcome, null, times, voiceOf(null, language));
    case 'refuse':
      return withPinNote(
        refuseLeg(leg, route.reason, null, times, voiceOf(route.number, language)),
        route.wrongPin,
      );
    case 'ask':
      return withPinNote(askCaller(routed, route, times), route.wrongPin);
    case 'connect': {
      const subject = subjectOf(routed, route);
      const called = withRoutedNote(connectCallee(subject, { ...routed, at }, times), subject, caller);
      return withTelephone(called, route, caller);
    }
  }
}

export function askCaller(
  { leg, language }: Pick<RoutedCaller, 'leg' | 'language'>,
  { question, number }: Pick<Extract<RouteDecision, { kind: 'ask' }>, 'question' | 'number'>,
  times: CallTimes,
): Transition {
  const voice = voiceOf(number, language);
  return {
    next: { tag: 'asking', subject: null, leg, question, voice, times },
    actions: [{ do: 'ask', leg, question, language: voice.language }],
  };
}

function withPinNote({ next, actions }: Transition, binding: BindingId | undefined): Transition {
  return binding === undefined
    ? { next, actions }
    : { next, actions: [{ do: 'note-wrong-pin', binding }, ...actions] };
}

/** A telephone that was just proved to be a party's, where the policy remembers such. */
function withTelephone(
  { next, actions }: Transition,
  { binding, callerSide, proof }: Extract<RouteDecision, { kind: 'connect' }>,
  caller: RealNumber | null,
): Transition {
  const { strangers } = binding.details.policy;
  const pin = strangers?.pins[callerSide] ?? null;
  if (proof !== 'pin' || caller === null || strangers?.remember !== true || pin === null)
    return { next, actions };
  const proved = { side: callerSide, telephone: caller, pin };
  return { next, actions: [...actions, { do: 'remember-telephone', binding: binding.id, proved }] };
}

/** The store is told whenever a call goes out on a binding; of one that goes out on none it knows nothing. */
export function withRoutedNote(
  { next, actions }: Transition,
  subject: CallSubject,
  caller: RealNumber | null,
): Transition {
  const { mark, policy } = subject;
  if (mark.binding === null) return { next, actions };
  const { binding, revision = 0 } = mark;
  const note = { do: 'note-routed', binding, revision, caller, quota: policy.quota ?? null } as const;
  return { next, actions: [...actions, note] };
}

function subjectOf(
  { call, language, mayRecord }: RoutedCaller,
  route: Extract<RouteDecision, { kind: 'connect' }>,
): CallSubject {
  const { binding, callerSide, callee, shown, number } = route;
  return {
    mark: { call, ...markOf(binding), firstSide: callerSide, x: number.x, flow: 'masked' },
    callee,
    shown,
    policy: policyTowards(route.policy, callee, callerSide === 'a' ? binding.b : binding.a),
    recording: recordingPlan(route.policy, mayRecord),
    voice: voiceOf(number, language),
  };
}

/** How callers of a number are spoken to: as its pool says; in the given language where there is none. */
export function voiceOf(number: DialledNumber | null, language: PromptLanguage): Voice {
  return number === null
    ? { language, refusals: {} }
    : { language: number.policy.language, refusals: number.policy.refusals };
}
