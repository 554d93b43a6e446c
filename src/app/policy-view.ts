import type { RealNumber } from '../domain/number/real-number.ts';
import type { CallPolicy } from '../domain/policy/call-policy.ts';
import type { NumberPattern } from '../domain/policy/number-pattern.ts';
import { printTimeOfDay } from '../domain/policy/quiet-hours.ts';
import type { PolicyView } from './policy-input.ts';

/** A policy as it is shown; a part that says nothing is left out. PINs never come out. */
export function policyView(policy: CallPolicy, showNumbers: boolean): PolicyView {
  const view: PolicyView = {
    maxCallSeconds: secondsOf(policy.maxCallMs),
    ringTimeoutSeconds: secondsOf(policy.ringTimeoutMs),
    endingSoon: endingSoonView(policy.endingSoon),
    callerPrompt: policy.callerPrompt,
    calleePrompt: policy.calleePrompt,
    alternates: alternatesView(policy.alternates, showNumbers),
    callers: callersView(policy.callers, showNumbers),
    quota: quotaView(policy.quota),
    quietHours: quietHoursView(policy.quietHours),
    releaseAfterCalls: policy.releaseAfterCalls,
    graceSeconds: secondsOf(policy.graceMs),
    strangers: strangersView(policy.strangers),
    recording: policy.recording,
    survey: surveyView(policy.survey),
  };
  return Object.fromEntries(Object.entries(view).filter(([, part]) => part !== undefined));
}

function secondsOf(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.floor(durationMs / 1000);
}

function endingSoonView(part: CallPolicy['endingSoon']): PolicyView['endingSoon'] {
  return part && { beforeEndSeconds: Math.floor(part.beforeEndMs / 1000), to: part.to };
}

function alternatesView(part: CallPolicy['alternates'], showNumbers: boolean): PolicyView['alternates'] {
  if (part === undefined) return undefined;
  const shown = (number: RealNumber): string => (showNumbers ? `+${number.reveal()}` : number.masked);
  const { windowMs, prompt } = part;
  return { a: part.a.map(shown), b: part.b.map(shown), windowSeconds: Math.floor(windowMs / 1000), prompt };
}

function callersView(part: CallPolicy['callers'], showNumbers: boolean): PolicyView['callers'] {
  if (part === undefined) return undefined;
  const shown = (pattern: NumberPattern): string => (showNumbers ? pattern.reveal() : pattern.toString());
  const { allow, deny, of } = part;
  return { allow: allow === null ? null : allow.map(shown), deny: deny.map(shown), of };
}

function quotaView(part: CallPolicy['quota']): PolicyView['quota'] {
  if (part === undefined) return undefined;
  const { calls, talkMs, callsAMinute } = part;
  return { calls, talkSeconds: talkMs === null ? null : Math.floor(talkMs / 1000), callsAMinute };
}

function quietHoursView(part: CallPolicy['quietHours']): PolicyView['quietHours'] {
  if (part === undefined) return undefined;
  const { fromMinute, toMinute, zone } = part;
  return { from: printTimeOfDay(fromMinute), to: printTimeOfDay(toMinute), zone };
}

function surveyView(part: CallPolicy['survey']): PolicyView['survey'] {
  if (part === undefined) return undefined;
  const { timeoutMs, ...rest } = part;
  return { ...rest, timeoutSeconds: Math.floor(timeoutMs / 1000) };
}

function strangersView(part: CallPolicy['strangers']): PolicyView['strangers'] {
  if (part === undefined) return undefined;
  const { pins, lockOutMs, ...rest } = part;
  const known = { a: pins.a !== null, b: pins.b !== null };
  return { ...rest, pins: known, lockOutSeconds: Math.floor(lockOutMs / 1000) };
}
