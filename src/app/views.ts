import type { Binding } from '../domain/binding/binding.ts';
import { endOf, lifeAt } from '../domain/binding/binding-life.ts';
import type { RouteDecision } from '../domain/call/route.ts';
import { treatmentOf } from '../domain/call/treatment.ts';
import { printDuration } from '../domain/duration.ts';
import { type EpochMs, isReached } from '../domain/instant.ts';
import { printInstant } from '../domain/instant-text.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import { countOf } from '../domain/pool/number-range.ts';
import { headroomOf, isLow } from '../domain/pool/pool-usage.ts';
import type { PoolUsage } from '../ports/binding-store.ts';
import type { LiveCall } from './call-registry.ts';
import type { Routed } from './call-router.ts';
import { explain } from './explanation.ts';
import type { BindingView, CallView, PoolView } from './operations.ts';
import { policyView } from './policy-view.ts';
import type { RouteView } from './route-operations.ts';

/** How numbers are shown: in full only to somebody who asked for it. */
export interface Showing {
  readonly at: EpochMs;
  readonly showNumbers: boolean;
}

export function bindingView(binding: Binding, { at, showNumbers }: Showing): BindingView {
  const end = endOf(binding);
  return {
    id: binding.id,
    mode: binding.mode,
    a: shownNumber(binding.a, showNumbers),
    b: binding.b === null ? null : shownNumber(binding.b, showNumbers),
    x: binding.x,
    y: binding.y,
    extension: binding.extension,
    group: binding.group,
    callBack: printDuration(binding.details.callBackMs),
    rememberCallers: binding.details.remembersCallers,
    pool: binding.pool,
    state: lifeAt(binding, at),
    createdAt: printInstant(binding.createdAt),
    expiresAt: instantOrNull(binding.expiresAt),
    afterCall: printDuration(binding.afterCallMs),
    sliding: printDuration(binding.slidingMs),
    endedAt: isReached(end, at) ? instantOrNull(end) : null,
    reference: binding.reference,
    userData: binding.details.userData,
    policy: policyView(binding.details.policy, showNumbers),
  };
}

export function poolView(usage: PoolUsage): PoolView {
  const { name, policy, ranges } = usage.pool;
  const { routeWebhook } = policy;
  return {
    pool: name,
    ranges: ranges.map((range) => ({
      first: range.first,
      last: range.last,
      numbers: countOf(range),
      areaCode: range.areaCode,
      locked: range.locked,
    })),
    numbers: usage.numbers,
    lockedNumbers: usage.lockedNumbers,
    liveBindings: usage.liveBindings,
    busiestPartyPeers: usage.busiestPartyPeers,
    busiestPartyHolds: usage.busiestPartyHolds,
    headroom: headroomOf(usage),
    low: isLow(usage),
    lowWaterPercent: policy.lowWaterPercent,
    areaFallback: policy.areaFallback,
    coolDown: printDuration(policy.coolDownMs),
    sticky: policy.sticky,
    language: policy.language,
    calls: policyView(policy.calls, false),
    routeWebhook:
      routeWebhook === null ? null : { url: routeWebhook.url, deadlineMs: routeWebhook.deadlineMs },
  };
}

export function routeView(
  { decision, caller }: Routed,
  showing: Showing,
): Omit<RouteView, 'at' | 'uncertain'> {
  const { binding, number } = decision;
  const base = {
    decision: decision.kind,
    explanation: explain(decision, showing.at),
    caller: caller === null ? null : shownNumber(caller, showing.showNumbers),
    x: number?.x ?? null,
    pool: number?.pool ?? null,
    binding: binding === null ? null : bindingView(binding, showing),
  };
  switch (decision.kind) {
    case 'connect':
      return { ...base, ...NO_REFUSAL, callee: shownNumber(decision.callee, showing.showNumbers) };
    case 'ask':
      return { ...base, ...NO_REFUSAL, callee: null, prompt: decision.question.prompt };
    case 'refuse':
      return { ...base, ...refusalOf(decision), callee: null };
  }
}

const NO_REFUSAL = { reason: null, level: null, prompt: null, cause: null } as const;

function refusalOf({
  reason,
  level,
  number,
}: Extract<RouteDecision, { kind: 'refuse' }>): Pick<RouteView, 'reason' | 'level' | 'prompt' | 'cause'> {
  const { prompt, cause } = treatmentOf(reason, number?.policy.refusals);
  return { reason, level: level ?? null, prompt, cause };
}

export function callView(call: LiveCall, showNumbers: boolean): readonly CallView[] {
  const { state } = call;
  if (state.tag === 'new' || state.tag === 'ended') return [];
  const { subject, times } = state;
  const callee = subject?.callee ?? null;
  return [
    {
      call: call.id,
      node: call.node.name,
      flow: subject?.mark.flow ?? 'masked',
      // To the one who calls it rings until the two are connected.
      stage: state.tag === 'greeting' ? 'ringing' : state.tag,
      x: call.x,
      binding: subject?.mark.binding ?? null,
      caller: call.caller === null ? null : shownNumber(call.caller, showNumbers),
      callee: callee === null ? null : shownNumber(callee, showNumbers),
      beganAt: printInstant(times.beganAt),
      answeredAt: instantOrNull(times.answeredAt),
      outcome: 'outcome' in state ? state.outcome : null,
    },
  ];
}

/** A real number in full, or masked. */
export function shownNumber(number: RealNumber, showNumbers: boolean): string {
  return showNumbers ? `+${number.reveal()}` : number.masked;
}

function instantOrNull(at: EpochMs | null): string | null {
  return at === null ? null : printInstant(at);
}
