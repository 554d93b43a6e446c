import type { PromptName } from '../call/prompt.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Secret } from '../secret.ts';
import type { NumberPattern } from './number-pattern.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { RecordingPolicy } from './recording-policy.ts';
import type { SurveyPolicy } from './survey-policy.ts';

/** A side of a binding, or both. */
export type Sides = 'a' | 'b' | 'both';

/**
 * How calls are treated, beyond whom they reach. Said for a binding, else for its pool, else for its tenant; `undefined` says nothing.
 * Durations in milliseconds. What only a side has is named by the sides of the binding; who calls is another matter.
 */
export interface CallPolicy {
  /** Longest talk, from the answer; at least a second. */
  readonly maxCallMs?: number;
  /** How long the callee's telephone rings. */
  readonly ringTimeoutMs?: number;
  /** Spoken so long before the longest talk is over. Without `maxCallMs` it says nothing. */
  readonly endingSoon?: { readonly beforeEndMs: number; readonly to: Sides };
  /** Spoken to the caller before the callee is called. */
  readonly callerPrompt?: PromptName;
  /** Spoken to the callee when he answers, before the two are connected. */
  readonly calleePrompt?: PromptName;
  /** Who is called one after the other when the party itself is busy or does not answer. */
  readonly alternates?: Alternates;
  /** Who may call; each level (binding, pool, tenant) is asked by itself, and all must agree. */
  readonly callers?: CallerLists;
  /** How often the binding may be used. */
  readonly quota?: Quota;
  /** When nobody is called. */
  readonly quietHours?: QuietHours;
  /** Released when so many calls on it were answered and have ended; at least 1. */
  readonly releaseAfterCalls?: number;
  /** So long after its expiry B can still call A: the return call of somebody who was called at the last moment. */
  readonly graceMs?: number;
  /** What becomes of a caller whose number is withheld, and of one who calls from another telephone. */
  readonly strangers?: Strangers;
  readonly recording?: RecordingPolicy;
  readonly survey?: SurveyPolicy;
}

/** Further telephones of a party, called in this order, each for at most `ringTimeoutMs`. */
export interface Alternates {
  readonly a: readonly RealNumber[];
  readonly b: readonly RealNumber[];
  /** No further telephone is tried when so much time has passed since the first was called. */
  readonly windowMs: number;
  /** Spoken to the caller before each further telephone. */
  readonly prompt: PromptName | null;
}

/** A caller must be on no `deny` list, and on the `allow` list where there is one. */
export interface CallerLists {
  readonly allow: readonly NumberPattern[] | null;
  readonly deny: readonly NumberPattern[];
  /** Which calls the lists are for: those of callers on this side of the binding. Strangers in the open modes are side B. */
  readonly of: Sides;
}

export interface Quota {
  /** Calls that were put through, answered or not; `null` any number. */
  readonly calls: number | null;
  /** Talk altogether. */
  readonly talkMs: number | null;
  /** Attempts of one caller in any 60 s. */
  readonly callsAMinute: number | null;
}

export interface Strangers {
  /** `pin`: the caller may prove by a PIN which party he is. */
  readonly withheld: 'refuse' | 'pin';
  readonly otherPhone: 'refuse' | 'pin';
  /** PIN of each party; `null` for one that cannot prove itself. 4 to 8 digits, different from each other. */
  readonly pins: { readonly a: Secret | null; readonly b: Secret | null };
  /** After so many wrong PINs on the binding no PIN is taken for `lockOutMs`, after as many more for twice that, and so on. */
  readonly attempts: number;
  readonly lockOutMs: number;
  /** A telephone that has proved itself may call for the party as long as the binding lives; nobody is ever put through to it. */
  readonly remember: boolean;
}

/** Says nothing. */
export const NO_POLICY: CallPolicy = {};

/** Parts that are said anew, and parts that are taken back. */
export interface PolicyChange {
  readonly said: CallPolicy;
  readonly unsaid: readonly (keyof CallPolicy)[];
}

export function changedPolicy(before: CallPolicy, { said, unsaid }: PolicyChange): CallPolicy {
  const parts: readonly string[] = unsaid;
  const kept = Object.entries(before).filter(([part]) => !parts.includes(part));
  return { ...Object.fromEntries(kept), ...said } as CallPolicy;
}

/** The same policy for a binding that names its parties the other way round. */
export function otherWayRound(policy: CallPolicy): CallPolicy {
  const { alternates, callers, endingSoon, strangers, recording, survey } = policy;
  return {
    ...policy,
    ...(endingSoon === undefined ? {} : { endingSoon: { ...endingSoon, to: otherSides(endingSoon.to) } }),
    ...(callers === undefined ? {} : { callers: { ...callers, of: otherSides(callers.of) } }),
    ...(alternates === undefined ? {} : { alternates: { ...alternates, a: alternates.b, b: alternates.a } }),
    ...(strangers === undefined
      ? {}
      : { strangers: { ...strangers, pins: { a: strangers.pins.b, b: strangers.pins.a } } }),
    ...(recording === undefined ? {} : { recording: recordingOtherWayRound(recording) }),
    ...(survey === undefined ? {} : { survey: { ...survey, of: otherSides(survey.of) } }),
  };
}

function recordingOtherWayRound({ mode, consent }: RecordingPolicy): RecordingPolicy {
  return { mode, consent: consent === null ? null : { ...consent, to: otherSides(consent.to) } };
}

function otherSides<Named extends Sides | 'caller'>(sides: Named): Named | 'a' | 'b' {
  if (sides === 'a') return 'b';
  return sides === 'b' ? 'a' : sides;
}

/** What is left of a binding's policy when the party of that side is another one: no telephone and no PIN of the former. */
export function withoutParty(policy: CallPolicy, side: 'a' | 'b'): CallPolicy {
  const { alternates, strangers, ...rest } = policy;
  return {
    ...rest,
    ...(alternates === undefined ? {} : { alternates: { ...alternates, [side]: [] } }),
    ...(strangers === undefined
      ? {}
      : { strangers: { ...strangers, pins: { ...strangers.pins, [side]: null } } }),
  };
}

/** What counts when several levels speak, the nearest first. Caller lists are not among it: each of them counts by itself. */
export function inForce(...levels: readonly CallPolicy[]): CallPolicy {
  return Object.assign({}, ...[...levels].reverse()) as CallPolicy;
}
