import { type BindingMode, hasGrace } from '../domain/binding/binding-mode.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import {
  type Alternates,
  type CallerLists,
  type CallPolicy,
  changedPolicy,
  type PolicyChange,
  type Quota,
  type Strangers,
} from '../domain/policy/call-policy.ts';
import { MAX_PUBLIC_DIGITS, NumberPattern } from '../domain/policy/number-pattern.ts';
import { isPinMode, PIN_DIGITS } from '../domain/policy/pin.ts';
import { isTimeZone, parseTimeOfDay, type QuietHours } from '../domain/policy/quiet-hours.ts';
import type { RecordingPolicy } from '../domain/policy/recording-policy.ts';
import type { SurveyPolicy } from '../domain/policy/survey-policy.ts';
import { Secret } from '../domain/secret.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import {
  MAX_ALTERNATES,
  MAX_PATTERNS,
  POLICY_DEFAULTS,
  POLICY_LIMITS,
  type PolicyInput,
} from './policy-input.ts';

type Part<Name extends keyof PolicyInput> = NonNullable<PolicyInput[Name]>;
type Limit = keyof typeof POLICY_LIMITS;
/** The parts that were written; `null` takes one away. */
type Change = { readonly [Name in keyof CallPolicy]: CallPolicy[Name] | null | undefined };

const PIN = new RegExp(`^[0-9]{${PIN_DIGITS.least},${PIN_DIGITS.most}}$`);

/** Parts that name telephones or PINs: only what is sealed may hold them. */
const SEALED_PARTS = ['alternates', 'strangers'] as const;

/**
 * Reads a policy over one that is there: parts that are left out stay, parts that are `null` go.
 * @throws AxbridgeError `input-invalid` or `number-invalid` that names the place (`policy.callers.deny[3]`), not what stands there
 */
export function readCallPolicy(input: PolicyInput, reader: NumberReader, before: CallPolicy): CallPolicy {
  return changedPolicy(before, readPolicyChange(input, reader));
}

/** The change by itself, for one who knows what is there. @throws AxbridgeError as `readCallPolicy` */
export function readPolicyChange(input: PolicyInput, reader: NumberReader): PolicyChange {
  const parts = Object.entries({ ...plainParts(input), ...numberParts(input, reader) });
  const said = parts.filter(([, part]) => part !== undefined && part !== null);
  const unsaid = parts.filter(([, part]) => part === null).map(([name]) => name as keyof CallPolicy);
  return { said: Object.fromEntries(said) as CallPolicy, unsaid };
}

/** What pools and tenants may say: nothing that names a telephone, for what they say is not sealed. @throws AxbridgeError `input-invalid` */
export function readCommonCalls(input: PolicyInput, reader: NumberReader, before: CallPolicy): CallPolicy {
  for (const part of SEALED_PARTS)
    if (input[part] !== undefined && input[part] !== null)
      throw invalid(part, 'pools and tenants hold no numbers and PINs: say it for each binding');
  const policy = readCallPolicy(input, reader, before);
  const { allow = null, deny = [] } = policy.callers ?? {};
  checkPublic('callers.allow', allow ?? []);
  checkPublic('callers.deny', deny);
  return policy;
}

function checkPublic(place: string, patterns: readonly NumberPattern[]): void {
  const at = patterns.findIndex((pattern) => !pattern.isPublic);
  const problem = `pools and tenants hold no numbers: a beginning of at most ${MAX_PUBLIC_DIGITS} digits, as +86170*`;
  if (at !== -1) throw invalid(`${place}[${at}]`, problem);
}

/** @throws AxbridgeError `input-invalid` where the mode has no use for a part */
export function checkPolicyFits(mode: BindingMode, policy: CallPolicy): void {
  if (policy.strangers !== undefined && !isPinMode(mode)) throw invalid('strangers', `mode ${mode} has none`);
  if (policy.graceMs !== undefined && policy.graceMs > 0 && !hasGrace(mode))
    throw invalid('graceSeconds', `mode ${mode} has none: B calls nobody back`);
}

function plainParts(input: PolicyInput): Change {
  return {
    maxCallMs: given(input.maxCallSeconds, msIn('maxCallSeconds')),
    ringTimeoutMs: given(input.ringTimeoutSeconds, msIn('ringTimeoutSeconds')),
    endingSoon: given(input.endingSoon, ({ beforeEndSeconds, to = 'both' }) => ({
      beforeEndMs: msIn('beforeEndSeconds', 'endingSoon.')(beforeEndSeconds),
      to,
    })),
    callerPrompt: input.callerPrompt,
    calleePrompt: input.calleePrompt,
    quota: given(input.quota, readQuota),
    quietHours: given(input.quietHours, readQuietHours),
    releaseAfterCalls: given(input.releaseAfterCalls, wholeIn('releaseAfterCalls')),
    graceMs: given(input.graceSeconds, msIn('graceSeconds')),
    recording: given(input.recording, readRecording),
    survey: given(input.survey, readSurvey),
  };
}

function numberParts({ alternates, callers, strangers }: PolicyInput, reader: NumberReader): Change {
  return {
    alternates: given(alternates, (part) => readAlternates(part, reader)),
    callers: given(callers, (part) => readCallers(part, reader)),
    strangers: given(strangers, readStrangers),
  };
}

/** Left out and taken away stay what they are. */
function given<In, Out>(part: In | null | undefined, read: (part: In) => Out): Out | null | undefined {
  if (part === undefined) return undefined;
  return part === null ? null : read(part);
}

/** A whole number inside its limits. */
function wholeIn(name: Limit, under = ''): (value: number) => number {
  const [least, most] = POLICY_LIMITS[name];
  return (value) => {
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw invalid(`${under}${name}`, `a whole number from ${least} to ${most}`);
  };
}

function msIn(name: Limit, under = ''): (seconds: number) => number {
  const check = wholeIn(name, under);
  return (seconds) => check(seconds) * 1000;
}

function readRecording({ mode, consent }: Part<'recording'>): RecordingPolicy {
  if (consent === undefined || consent === null) return { mode, consent: null };
  if (mode === 'none') throw invalid('recording.consent', 'there is nothing to consent to');
  const { prompt, to = 'both' } = consent;
  return { mode, consent: { prompt, to } };
}

function readSurvey(part: Part<'survey'>): SurveyPolicy {
  const { prompt = POLICY_DEFAULTS.surveyPrompt, keys = POLICY_DEFAULTS.surveyKeys, of = 'caller' } = part;
  const { timeoutSeconds = POLICY_DEFAULTS.timeoutSeconds } = part;
  if (!/^[0-9]{1,10}$/.test(keys) || new Set(keys).size !== keys.length)
    throw invalid('survey.keys', 'different digits, as 135');
  return { prompt, keys, timeoutMs: msIn('timeoutSeconds', 'survey.')(timeoutSeconds), of };
}

function readQuota({ calls, talkSeconds, callsAMinute }: Part<'quota'>): Quota {
  return {
    calls: given(calls, wholeIn('calls', 'quota.')) ?? null,
    talkMs: given(talkSeconds, msIn('talkSeconds', 'quota.')) ?? null,
    callsAMinute: given(callsAMinute, wholeIn('callsAMinute', 'quota.')) ?? null,
  };
}

function readQuietHours({ zone, ...times }: Part<'quietHours'>): QuietHours {
  const [fromMinute = 0, toMinute = 0] = Object.entries({ from: times.from, to: times.to }).map(
    ([end, text]) => readTime(`quietHours.${end}`, text),
  );
  if (fromMinute === toMinute) throw invalid('quietHours.to', 'needs another time than the beginning');
  if (!isTimeZone(zone)) throw invalid('quietHours.zone', 'a time zone such as Asia/Shanghai');
  return { fromMinute, toMinute, zone };
}

function readTime(place: string, text: string): number {
  const minute = parseTimeOfDay(text);
  if (minute === undefined) throw invalid(place, 'a time of day such as 22:00');
  return minute;
}

function readAlternates(part: Part<'alternates'>, reader: NumberReader): Alternates {
  const numbers = (side: 'a' | 'b'): readonly RealNumber[] => {
    const place = `alternates.${side}`;
    return bounded(place, part[side] ?? [], MAX_ALTERNATES).map((text, at) =>
      readTelephone(`${place}[${at}]`, text, reader),
    );
  };
  const { windowSeconds = POLICY_DEFAULTS.windowSeconds, prompt = null } = part;
  const windowMs = msIn('windowSeconds', 'alternates.')(windowSeconds);
  return { a: numbers('a'), b: numbers('b'), windowMs, prompt };
}

function readCallers({ allow, deny, of = 'both' }: Part<'callers'>, reader: NumberReader): CallerLists {
  const patterns = (list: 'allow' | 'deny', texts: readonly string[]): readonly NumberPattern[] => {
    const place = `callers.${list}`;
    return bounded(place, texts, MAX_PATTERNS).map((text, at) =>
      readPattern(`${place}[${at}]`, text, reader),
    );
  };
  return {
    allow: given(allow, (texts) => patterns('allow', texts)) ?? null,
    deny: patterns('deny', deny ?? []),
    of,
  };
}

function bounded(place: string, texts: readonly string[], most: number): readonly string[] {
  if (texts.length > most) throw invalid(place, `at most ${most}`);
  return texts;
}

/** A number as people write it, or a beginning, which only with + says which country is meant. */
function readPattern(place: string, text: string, reader: NumberReader): NumberPattern {
  if (!text.endsWith('*')) return NumberPattern.of(readNumber(place, text, reader));
  const pattern = text.startsWith('+') ? NumberPattern.parse(text) : undefined;
  if (pattern === undefined) throw invalid(place, 'write a beginning with + and country code, as +86170*');
  return pattern;
}

function readNumber(place: string, text: string, reader: NumberReader): RealNumber {
  const reading = reader.party(text);
  if (!reading.ok) throw new AxbridgeError('number-invalid', `policy.${place}: ${reading.problem}`);
  return reading.number;
}

/** @throws AxbridgeError as `readNumber`, and `number-barred` */
function readTelephone(place: string, text: string, reader: NumberReader): RealNumber {
  const number = readNumber(place, text, reader);
  const problem = reader.barred(number);
  if (problem !== null) throw new AxbridgeError('number-barred', `policy.${place}: ${problem}`);
  return number;
}

function readStrangers(part: Part<'strangers'>): Strangers {
  const { withheld = 'refuse', otherPhone = 'refuse', remember = false } = part;
  const { attempts = POLICY_DEFAULTS.attempts, lockOutSeconds = POLICY_DEFAULTS.lockOutSeconds } = part;
  return {
    withheld,
    otherPhone,
    pins: readPins(part.pins, withheld === 'pin' || otherPhone === 'pin'),
    attempts: wholeIn('attempts', 'strangers.')(attempts),
    lockOutMs: msIn('lockOutSeconds', 'strangers.')(lockOutSeconds),
    remember,
  };
}

function readPins({ a = null, b = null }: Part<'strangers'>['pins'], areTaken: boolean): Strangers['pins'] {
  if (areTaken && a === null && b === null) throw invalid('strangers.pins', 'one is needed');
  if (!areTaken && (a !== null || b !== null))
    throw invalid('strangers.pins', 'neither withheld nor otherPhone says pin');
  if (a !== null && a === b) throw invalid('strangers.pins.b', 'must be another one than that of A');
  return { a: readPin('a', a), b: readPin('b', b) };
}

function readPin(side: 'a' | 'b', text: string | null): Secret | null {
  if (text !== null && !PIN.test(text)) throw invalid(`strangers.pins.${side}`, '4 to 8 digits');
  return text === null ? null : new Secret(text);
}

function invalid(place: string, problem: string): AxbridgeError {
  return new AxbridgeError('input-invalid', `policy.${place}: ${problem}`);
}
