import { UNUSED } from '../binding/binding-use.ts';
import type { EpochMs } from '../instant.ts';
import { policyRefusal } from '../policy/admission.ts';
import { policyOfOneCall } from '../policy/one-call.ts';
import { levelsOn, policyOn } from '../policy/policy-level.ts';
import type { CallInput } from './call-input.ts';
import type { CallState, CallSubject, CallTimes } from './call-state.ts';
import { MOST_QUESTIONS, type Verdict, webhookFor } from './consultation.ts';
import { policyTowards } from './hunt.ts';
import type { KeyedDigits, Question, WantedDigits } from './question.ts';
import { recordingPlan } from './recording-plan.ts';
import { askCaller, type RoutedCaller, takeRoute, voiceOf } from './take-route.ts';
import { connectCallee, ignore, refuseLeg, type Transition } from './transition.ts';

type Consulting = Extract<CallState, { tag: 'consulting' }>;

/**
 * A caller waits, and the stored rule has decided. Where the pool has a webhook it is asked first; not again when the caller has
 * answered a question of the stored rule, because then the webhook had its turn.
 */
export function routeCaller(
  routed: RoutedCaller,
  keyed: KeyedDigits | null,
  at: EpochMs,
  times: CallTimes,
): Transition {
  const asked = webhookFor(routed.route);
  if (asked === null || (keyed !== null && keyed.purpose !== 'webhook')) return takeRoute(routed, at, times);
  const { webhook, number } = asked;
  const { leg, caller, language } = routed;
  const attempt = keyed?.attempt ?? 0;
  const voice = voiceOf(number, language);
  return {
    next: { tag: 'consulting', subject: null, leg, routed, number, attempt, askedAt: at, voice, times },
    actions: [{ do: 'consult', webhook, number, caller, at, attempt, keyed: keyedOnly(keyed) }],
  };
}

export function webhookAnswered(
  state: Consulting,
  { attempt, verdict, recentCalls }: Extract<CallInput, { kind: 'consulted' }>,
): Transition {
  if (attempt !== state.attempt) return ignore(state, 'the answer to an earlier question');
  const { leg, routed, voice, times, askedAt } = state;
  switch (verdict.kind) {
    case 'connect':
      return connectAsTold(state, verdict, recentCalls);
    case 'reject':
      return refuseLeg(leg, verdict.reason, null, times, voice);
    case 'collect':
      if (attempt < MOST_QUESTIONS) return collect(state, verdict);
      return takeRoute(routed, askedAt, times);
    case 'none':
      return takeRoute(routed, askedAt, times);
  }
}

/**
 * Nothing is stored of such a call: the caller is a stranger, as in the open modes, and the callee sees X. The policies of the pool and its
 * tenant have their say: whom they keep away, when it is quiet, and how often one caller may call in a minute.
 */
function connectAsTold(
  { routed, number, askedAt, voice, times }: Consulting,
  { callee, policy: own }: Extract<Verdict, { kind: 'connect' }>,
  recentCalls: number,
): Transition {
  const { caller, leg } = routed;
  const asked = { caller, side: 'b', use: UNUSED, recentCalls, at: askedAt } as const;
  const refused = policyRefusal(levelsOn(number), asked);
  if (refused !== null) return refuseLeg(leg, refused.reason, null, times, voice);
  const common = policyOn(number);
  const policy = policyTowards(policyOfOneCall(common, own), callee, null);
  const subject: CallSubject = {
    mark: { call: routed.call, binding: null, firstSide: 'b', x: number.x, flow: 'masked' },
    callee,
    shown: number.x,
    policy,
    recording: recordingPlan(policy, routed.mayRecord),
    voice,
  };
  const { next, actions } = connectCallee(subject, { ...routed, at: askedAt }, times);
  if (next.tag !== 'connecting' || (common.quota?.callsAMinute ?? null) === null) return { next, actions };
  return { next, actions: [...actions, { do: 'note-pool-call', pool: number.pool, caller }] };
}

function collect(
  { routed, number, attempt, times }: Consulting,
  { prompt, minDigits, maxDigits }: WantedDigits,
): Transition {
  const question: Question = { purpose: 'webhook', prompt, minDigits, maxDigits, attempt: attempt + 1 };
  return askCaller(routed, { question, number }, times);
}

function keyedOnly(keyed: KeyedDigits | null): KeyedDigits | null {
  if (keyed === null) return null;
  const { purpose, attempt, digits } = keyed;
  return { purpose, attempt, digits };
}
