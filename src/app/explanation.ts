import type { Binding } from '../domain/binding/binding.ts';
import { endOf, isInGrace, overAt } from '../domain/binding/binding-life.ts';
import { webhookFor } from '../domain/call/consultation.ts';
import type { QuestionPurpose } from '../domain/call/question.ts';
import type { Barring, RefusalReason, RouteDecision } from '../domain/call/route.ts';
import type { PinProof } from '../domain/call/stranger.ts';
import type { EpochMs } from '../domain/instant.ts';
import { printInstant } from '../domain/instant-text.ts';

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  'no-binding': 'the number is ours, and the caller has no binding on it',
  'binding-expired': "the caller's binding on the number has expired",
  'binding-cooling': "the caller's binding on the number was released and is in its cool-down",
  'wrong-direction': 'the binding is for one direction: only the other party may call the number',
  'caller-withheld': "the caller's number is withheld, so nobody can be found for it",
  'caller-malformed': "what stands for the caller's number is no telephone number",
  'number-locked': 'the number is locked, and the caller has no binding on it',
  'number-unknown': 'the dialled number is in no pool',
  'number-malformed': 'what was dialled is no number',
  'extension-unknown': 'nobody has the extension that the caller keyed',
  'extension-missing': 'the caller keyed no extension',
  'nobody-to-return-to': 'the caller owns the number, and nobody has called it whom a call back would reach',
  'not-a-member': 'the caller is not in the group of the number',
  'pin-wrong': 'the caller keyed a wrong PIN',
  'pin-locked': 'too many wrong PINs were keyed, and the lock-out is not over',
  'caller-blocked': 'a list of callers keeps this caller away',
  'quota-reached': 'the calls that are allowed are used up',
  'quiet-hours': 'it is a time at which no calls are taken',
  'call-looped':
    'the call would go round: the caller or the other party is a privacy number, or both are one person',
  'callee-barred': "the other party's number is none that the settings (`barring`) let be called",
  'source-unknown': 'no gateway accepts calls from the address that this one came from: see `acceptFrom`',
  'caller-unverified': "the carrier says that the caller's number could not be verified",
  'too-many-calls': 'too many calls in a short time',
};

const QUESTIONS: Readonly<Record<QuestionPurpose, string>> = {
  extension: 'the caller is asked for an extension first',
  pin: 'the caller is asked for a PIN first',
  webhook: 'the caller is asked for digits that the webhook wants',
};

/** Why a call goes where it goes, in a sentence without numbers. The webhook is not asked: nobody calls. */
export function explain(decision: RouteDecision, at: EpochMs): string {
  const stored = explainStored(decision, at);
  return webhookFor(decision) === null
    ? stored
    : `the webhook of the pool is asked first and may decide otherwise; the stored rule: ${stored}`;
}

function explainStored(decision: RouteDecision, at: EpochMs): string {
  const { binding } = decision;
  if (decision.kind === 'connect') {
    const party = `the caller is its party ${decision.callerSide.toUpperCase()}${proofInWords(decision.proof)}`;
    return `${lifeInWords(decision.binding, at)}; ${party}`;
  }
  const sentence = decision.kind === 'ask' ? QUESTIONS[decision.question.purpose] : refusalInWords(decision);
  if (binding === null) return sentence;
  if (decision.kind === 'refuse' && decision.reason === 'pin-locked')
    return `${sentence} (binding ${binding.id}, until ${lockOutEnd(binding)})`;
  const end = endOf(binding);
  return end !== null && end <= at
    ? `${sentence} (binding ${binding.id}, ended ${printInstant(end)})`
    : `${sentence} (binding ${binding.id})`;
}

function refusalInWords({ reason, level }: Extract<RouteDecision, { kind: 'refuse' }>): string {
  return level === undefined ? REFUSALS[reason] : `${REFUSALS[reason]}: so says the policy of the ${level}`;
}

function proofInWords(proof: PinProof | undefined): string {
  if (proof === undefined) return '';
  return proof === 'pin' ? ', as a PIN proves' : ', on a telephone that a PIN proved to be its own';
}

function lockOutEnd({ pinTries }: Binding): string {
  return pinTries.lockedUntil === null ? 'it is over' : printInstant(pinTries.lockedUntil);
}

function lifeInWords(binding: Binding, at: EpochMs): string {
  const { id, mode } = binding;
  const untilText = (end: EpochMs | null): string =>
    end === null ? 'until it is released' : `until ${printInstant(end)}`;
  return isInGrace(binding, at)
    ? `binding ${id} (${mode}) has expired, but B may still call A back ${untilText(overAt(binding))}`
    : `binding ${id} (${mode}) is live ${untilText(endOf(binding))}`;
}

/** Why a number is never called, for whoever names it as a party. */
export function barringInWords(barring: Barring | null): string | null {
  if (barring === null) return null;
  return barring === 'call-looped'
    ? 'it is a privacy number'
    : 'the settings (`barring`) do not let it be called';
}
