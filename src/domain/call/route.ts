import type { Binding, BindingId } from '../binding/binding.ts';
import { endOf, isInGrace, lifeAt, overAt } from '../binding/binding-life.ts';
import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { ShownNumber } from '../number/shown-number.ts';
import { limitedByUse, type PolicyRefused, policyRefusal, useRefusal } from '../policy/admission.ts';
import type { CallPolicy } from '../policy/call-policy.ts';
import { levelsOn, type PolicyLevel, policyOn } from '../policy/policy-level.ts';
import type { PoolPolicy } from '../pool/pool.ts';
import type { KeyedDigits, Question } from './question.ts';
import type { OpenReads, OwnBinding, RouteFacts } from './route-facts.ts';
import { identifyStranger, type PinProof } from './stranger.ts';

/** A wrong extension may be corrected this often. */
const MAX_ATTEMPTS = 3;

type NumberFacts = Extract<RouteFacts, { found: 'number' }>;

/** Which end of the binding the caller is. */
export type BindingSide = 'a' | 'b';

export interface DialledNumber {
  readonly x: PrivacyNumber;
  readonly pool: string;
  readonly policy: PoolPolicy;
  /** What the tenant of the pool says of calls. */
  readonly tenantCalls: CallPolicy;
  readonly locked: boolean;
}

/** Why a call to a privacy number is not connected. Each has its own prompt and hangup cause. */
export type RefusalReason =
  | 'no-binding'
  | 'binding-expired'
  | 'binding-cooling'
  | 'wrong-direction'
  | 'caller-withheld'
  | 'caller-malformed'
  | 'number-locked'
  | 'number-unknown'
  | 'number-malformed'
  /** Nobody has the extension that was keyed. */
  | 'extension-unknown'
  | 'extension-missing'
  /** The owner of a number calls it, and there is nobody whom that reaches. */
  | 'nobody-to-return-to'
  /** The caller is not in the group that may call. */
  | 'not-a-member'
  | 'pin-wrong'
  /** Too many wrong PINs: none is asked for until the lock-out is over. */
  | 'pin-locked'
  | 'caller-blocked'
  | 'quota-reached'
  | 'quiet-hours'
  /** A privacy number calls, or would be called, or somebody would be put through to himself. */
  | 'call-looped'
  /** The party's number is none that is called. */
  | 'callee-barred'
  /** The call comes from an address that no gateway's calls come from. */
  | 'source-unknown'
  /** The carrier says that the caller's number is not the caller's. */
  | 'caller-unverified'
  /** More calls than people make: see `call-limits.ts`. */
  | 'too-many-calls';

export type RouteDecision =
  | {
      readonly kind: 'connect';
      readonly binding: Binding;
      readonly callerSide: BindingSide;
      readonly callee: RealNumber;
      /** What the callee sees. */
      readonly shown: ShownNumber;
      readonly number: DialledNumber;
      /** How the call is treated. */
      readonly policy: CallPolicy;
      /** How the caller proved to be the party, where no binding names his telephone. */
      readonly proof?: PinProof;
    }
  /** The caller must key digits first; then the route is decided anew with them. */
  | {
      readonly kind: 'ask';
      readonly question: Question;
      readonly number: DialledNumber;
      readonly binding: Binding | null;
      /** A PIN was keyed on this binding that is nobody's. */
      readonly wrongPin?: BindingId;
    }
  | {
      readonly kind: 'refuse';
      readonly reason: RefusalReason;
      readonly number: DialledNumber | null;
      readonly binding: Binding | null;
      /** Whose policy refuses, where one does. */
      readonly level?: PolicyLevel;
      /** As above. */
      readonly wrongPin?: BindingId;
    };

/** What is known beside the store. */
export interface RouteContext {
  /** How often this caller called on the binding in the last minute. */
  readonly recentCalls: (binding: BindingId) => number;
  /** Wrong PINs on the binding that the store has not written down yet. */
  readonly wrongPins: (binding: BindingId) => number;
  readonly barred: (callee: RealNumber) => Barring | null;
}

/** Why a number is never called. */
export type Barring = 'call-looped' | 'callee-barred';

/** Nothing is known. */
export const NO_CONTEXT: RouteContext = { recentCalls: () => 0, wrongPins: () => 0, barred: () => null };

/** Who a call of this caller to this X reaches at this instant, or why nobody (patent S0, steps 103 and 302). */
export function decideRoute(
  facts: RouteFacts,
  at: EpochMs,
  keyed: KeyedDigits | null = null,
  context: RouteContext = NO_CONTEXT,
): RouteDecision {
  return admittedIfAny(decideWhom(facts, at, keyed, context), facts, at, context);
}

/** The same for a caller whose number is withheld: at most a PIN tells who he is. */
export function decideWithheld(
  facts: RouteFacts,
  at: EpochMs,
  keyed: KeyedDigits | null = null,
  context: RouteContext = NO_CONTEXT,
): RouteDecision {
  if (facts.found === 'number-unknown') return refuse('number-unknown', null, null);
  const proved = decideStranger(facts, at, keyed, context);
  return admittedIfAny(proved ?? refuse('caller-withheld', facts.number, null), facts, at, context);
}

function admittedIfAny(
  decision: RouteDecision,
  facts: RouteFacts,
  at: EpochMs,
  context: RouteContext,
): RouteDecision {
  return decision.kind === 'connect' ? admitted(decision, facts, at, context) : decision;
}

type Connection = Extract<RouteDecision, { kind: 'connect' }>;

/** The policies have their say when it is known whose they are. */
function admitted(
  reached: Connection,
  facts: RouteFacts,
  at: EpochMs,
  { recentCalls, barred }: RouteContext,
): RouteDecision {
  const { binding, callerSide, number, callee } = reached;
  const { details, use, id } = binding;
  const caller = facts.found === 'number' ? facts.caller : null;
  const call = { caller, side: callerSide, use, recentCalls: recentCalls(id), at };
  const bar = caller?.equals(callee) === true ? 'call-looped' : barred(callee);
  if (bar !== null) return refuse(bar, number, binding);
  const refused = policyRefusal(levelsOn(number, details.policy), call);
  return refused === null ? reached : refusedBy(refused, number, binding);
}

function decideWhom(
  facts: RouteFacts,
  at: EpochMs,
  keyed: KeyedDigits | null,
  context: RouteContext,
): RouteDecision {
  if (facts.found === 'number-unknown') return refuse('number-unknown', null, null);
  const { number, own } = facts;
  if (own !== null && lifeAt(own.binding, at) === 'live') return decideOwn(own, facts, at);
  if (own !== null && hasGivenWay(own, number, at)) return refuse('binding-cooling', number, own.binding);
  const open = facts.open.bindingAt(at);
  if (open !== null && lifeAt(open, at) === 'live') return decideOpen(open, facts, at, keyed);
  if (own?.side === 'b' && isInGrace(own.binding, at)) return connect(own.binding, 'b', facts);
  const stranger = isStranger(own, number, at) ? decideStranger(facts, at, keyed, context) : null;
  if (stranger !== null) return stranger;
  const late = laterEnded(own?.binding ?? null, open);
  if (late === null) return refuse(number.locked ? 'number-locked' : 'no-binding', number, null);
  return refuse(lateReason(late, number, at), number, late);
}

/** Who had something of his own here is told what became of it, and asked for nothing, until his cool-down is over. */
function isStranger(own: OwnBinding | null, { policy }: DialledNumber, at: EpochMs): boolean {
  return own === null || at >= (overAt(own.binding) ?? at) + policy.coolDownMs;
}

/** A binding on the number takes PINs of callers whom nobody named; `null` when none asks this one. */
function decideStranger(
  facts: NumberFacts,
  at: EpochMs,
  keyed: KeyedDigits | null,
  { recentCalls, wrongPins }: RouteContext,
): RouteDecision | null {
  const { caller, open, number } = facts;
  const binding = open.withPinsAt(at);
  if (binding === null) return null;
  const { id, details, use } = binding;
  const remembered = () => open.rememberedSide(id);
  const found = identifyStranger(binding, { caller, remembered, keyed, wrongMeanwhile: wrongPins(id), at });
  if (found.is === 'nobody') return null;
  if (found.is === 'party') {
    const decision = decideOwn({ binding, side: found.side }, facts, at);
    return decision.kind === 'connect' ? { ...decision, proof: found.proof } : decision;
  }
  const noted = found.isWrong ? { wrongPin: id } : {};
  if (found.is === 'refused') return { ...refuse(found.reason, number, binding), ...noted };
  const levels = levelsOn(number, details.policy);
  const refused = found.isWrong ? null : useRefusal(levels, { use, recentCalls: recentCalls(id), at });
  if (refused !== null) return refusedBy(refused, number, binding);
  return { kind: 'ask', question: found.question, number, binding, ...noted };
}

/** The caller was a party here and was changed for another: inside the cool-down it is not even a stranger to the number. */
function hasGivenWay({ binding }: OwnBinding, { policy }: DialledNumber, at: EpochMs): boolean {
  return binding.releaseReason === 'amended' && at < (endOf(binding) ?? at) + policy.coolDownMs;
}

/** The caller is one of the parties that the binding names. */
function decideOwn({ binding, side }: OwnBinding, facts: NumberFacts, at: EpochMs): RouteDecision {
  switch (binding.mode) {
    case 'two-way':
    case 'axyb':
      return connect(binding, side, facts);
    case 'reverse':
    case 'b-to-a':
      return side === 'a' ? refuse('wrong-direction', facts.number, binding) : connect(binding, side, facts);
    case 'a-to-b':
      return side === 'b' ? refuse('wrong-direction', facts.number, binding) : connect(binding, side, facts);
    case 'ax':
    case 'axe':
    case 'axg':
      return connect(binding, 'a', facts, calledBack(binding, facts.open, at));
  }
}

/** The caller is a stranger to the binding. */
function decideOpen(
  binding: Binding,
  facts: NumberFacts,
  at: EpochMs,
  keyed: KeyedDigits | null,
): RouteDecision {
  if (binding.mode === 'axe') return decideExtension(binding, facts, at, keyed);
  if (binding.mode === 'axg' && !isMember(binding, facts.caller, facts.open))
    return refuse('not-a-member', facts.number, binding);
  return connect(binding, 'b', facts);
}

/** The binding says only how long the number's extensions are; the digits say which one is meant. */
function decideExtension(
  example: Binding,
  facts: NumberFacts,
  at: EpochMs,
  keyed: KeyedDigits | null,
): RouteDecision {
  const digits = keyed?.purpose === 'extension' ? keyed.digits.reveal() : null;
  const wanted = digits === null ? rememberedAt(facts.open, at) : facts.open.withExtension(digits);
  if (wanted !== null && lifeAt(wanted, at) === 'live') return connect(wanted, 'b', facts);
  const attempt = (keyed?.attempt ?? 0) + 1;
  if (attempt > MAX_ATTEMPTS)
    return refuse(digits === '' ? 'extension-missing' : 'extension-unknown', facts.number, null);
  const length = example.extension?.length ?? 1;
  const question = { purpose: 'extension', prompt: 'enter-extension', attempt } as const;
  return {
    kind: 'ask',
    question: { ...question, minDigits: length, maxDigits: length },
    number: facts.number,
    binding: null,
  };
}

function rememberedAt(open: OpenReads, at: EpochMs): Binding | null {
  const record = open.remembered();
  const { callBackMs = null, remembersCallers = false } = record?.binding.details ?? {};
  if (record === null || callBackMs === null || !remembersCallers) return null;
  return at < record.at + callBackMs ? record.binding : null;
}

/** Whom A reaches in the open modes: the callee set for now, else who called last, else the one the binding names. */
function calledBack(binding: Binding, open: OpenReads, at: EpochMs): RealNumber | null {
  const forNow = open.temporaryCallee(binding.id);
  if (forNow !== null && at < forNow.at && !forNow.number.equals(binding.a)) return forNow.number;
  const { callBackMs } = binding.details;
  const last = callBackMs === null ? null : open.lastCaller(binding.id);
  if (
    last !== null &&
    callBackMs !== null &&
    at < last.at + callBackMs &&
    isMember(binding, last.number, open)
  )
    return last.number;
  return binding.b;
}

/** True in modes without a group. */
function isMember({ group }: Binding, party: RealNumber | null, open: OpenReads): boolean {
  return group === null || (party !== null && open.isMember(group, party));
}

function connect(
  binding: Binding,
  callerSide: BindingSide,
  { number }: NumberFacts,
  callee: RealNumber | null = callerSide === 'a' ? binding.b : binding.a,
): RouteDecision {
  if (callee === null) return refuse('nobody-to-return-to', number, binding);
  const shown = callerSide === 'a' ? (binding.y ?? binding.x) : binding.x;
  const policy = limitedByUse(policyOn(number, binding.details.policy), binding.use);
  return { kind: 'connect', binding, callerSide, callee, shown, number, policy };
}

function laterEnded(one: Binding | null, other: Binding | null): Binding | null {
  if (one === null || other === null) return one ?? other;
  return (endOf(one) ?? 0) >= (endOf(other) ?? 0) ? one : other;
}

/** A released binding is `cooling` inside its cool-down; after that, and on a locked number, the past is not mentioned. */
function lateReason(binding: Binding, number: DialledNumber, at: EpochMs): RefusalReason {
  const life = lifeAt(binding, at);
  const end = endOf(binding) ?? at;
  const cooling = at < end + number.policy.coolDownMs;
  if (life === 'expired') return 'binding-expired';
  if (cooling) return 'binding-cooling';
  return number.locked ? 'number-locked' : 'no-binding';
}

function refuse(
  reason: RefusalReason,
  number: DialledNumber | null,
  binding: Binding | null,
): Extract<RouteDecision, { kind: 'refuse' }> {
  return { kind: 'refuse', reason, number, binding };
}

function refusedBy(
  { reason, level }: PolicyRefused,
  number: DialledNumber,
  binding: Binding,
): Extract<RouteDecision, { kind: 'refuse' }> {
  return { ...refuse(reason, number, binding), level };
}
