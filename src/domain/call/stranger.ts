import type { Binding } from '../binding/binding.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Strangers } from '../policy/call-policy.ts';
import { afterWrongPins, isLockedOut, PIN_DIGITS, type PinTries, partyOfPin } from '../policy/pin.ts';
import type { KeyedDigits, Question } from './question.ts';

/** A caller is asked for a PIN this often in one call. */
const MAX_QUESTIONS = 3;

/** A caller whom no binding on the number names, as a binding that takes PINs there meets him. */
export interface StrangerFacts {
  /** `null` when the number is withheld. */
  readonly caller: RealNumber | null;
  /** The party that the caller proved to be, by a PIN, in an earlier call. */
  readonly remembered: () => 'a' | 'b' | null;
  readonly keyed: KeyedDigits | null;
  /** Wrong PINs that the binding does not know of yet, because they are still being written. */
  readonly wrongMeanwhile: number;
  readonly at: EpochMs;
}

/** How a caller proved which party he is. */
export type PinProof = 'pin' | 'remembered';

/** Who a stranger is. */
export type Identity =
  /** He is not asked, or keyed nothing: as if there were no PINs. */
  | { readonly is: 'nobody' }
  | { readonly is: 'party'; readonly side: 'a' | 'b'; readonly proof: PinProof }
  /** @param isWrong the PIN that was keyed before this question is nobody's, and counts */
  | { readonly is: 'asked'; readonly question: Question; readonly isWrong: boolean }
  | { readonly is: 'refused'; readonly reason: 'pin-wrong' | 'pin-locked'; readonly isWrong: boolean };

const NOBODY: Identity = { is: 'nobody' };

/** What a caller may learn of a binding that takes PINs: that it asks, and nothing else before the PIN is right. */
export function identifyStranger({ details, pinTries }: Binding, stranger: StrangerFacts): Identity {
  const { strangers } = details.policy;
  if (strangers === undefined || !isAsked(strangers, stranger.caller)) return NOBODY;
  const isKnown = stranger.caller !== null && strangers.remember;
  const remembered = isKnown ? stranger.remembered() : null;
  if (remembered !== null) return { is: 'party', side: remembered, proof: 'remembered' };
  if (strangers.pins.a === null && strangers.pins.b === null) return NOBODY;
  const tries = afterWrongPins(pinTries, stranger.wrongMeanwhile, strangers, stranger.at);
  if (isLockedOut(tries, stranger.at)) return { is: 'refused', reason: 'pin-locked', isWrong: false };
  return judgeKeyed(strangers, tries, stranger);
}

function isAsked({ withheld, otherPhone }: Strangers, caller: RealNumber | null): boolean {
  return (caller === null ? withheld : otherPhone) === 'pin';
}

function judgeKeyed(strangers: Strangers, tries: PinTries, { keyed, at }: StrangerFacts): Identity {
  if (keyed?.purpose !== 'pin') return asked(1, false);
  const next = keyed.attempt + 1;
  if (keyed.digits.reveal() === '') return next > MAX_QUESTIONS ? NOBODY : asked(next, false);
  const side = partyOfPin(strangers.pins, keyed.digits);
  if (side !== null) return { is: 'party', side, proof: 'pin' };
  const isLocked = isLockedOut(afterWrongPins(tries, 1, strangers, at), at);
  if (isLocked) return { is: 'refused', reason: 'pin-locked', isWrong: true };
  return next > MAX_QUESTIONS ? { is: 'refused', reason: 'pin-wrong', isWrong: true } : asked(next, true);
}

/**
 * As long as any PIN may be, whatever those of the binding are: the question tells nothing about them. One digit more, so that the `#` after
 * the longest PIN ends this question and not the next one.
 */
function asked(attempt: number, isWrong: boolean): Identity {
  const digits = { minDigits: PIN_DIGITS.least, maxDigits: PIN_DIGITS.most + 1 };
  const question = { purpose: 'pin', prompt: 'enter-pin', ...digits, attempt } as const;
  return { is: 'asked', question, isWrong };
}
