import type { Secret } from '../secret.ts';
import type { PromptName } from './prompt.ts';

/**
 * What the digits are for: whom the caller wants (`extension`), that the caller is who the binding knows (`pin`), or what the pool's
 * webhook wants to know (`webhook`).
 */
export type QuestionPurpose = 'extension' | 'pin' | 'webhook';

/** A caller is to key digits before it is known where the call goes. */
export interface Question {
  readonly purpose: QuestionPurpose;
  /** Spoken first; digits that are keyed while it plays count and end it. */
  readonly prompt: PromptName;
  /** With fewer, `#` or a pause ends nothing but the attempt: what was keyed then counts as nothing. 1 to 16. */
  readonly minDigits: number;
  /** With so many the question ends at once, else with `#` or a pause. `minDigits` to 16. */
  readonly maxDigits: number;
  /** The how many-th time this is asked in this call, from 1. */
  readonly attempt: number;
}

/** Digits that somebody wants keyed: all of a question but what they are for. */
export type WantedDigits = Pick<Question, 'prompt' | 'minDigits' | 'maxDigits'>;

/** What a caller keyed in answer to a question. */
export interface KeyedDigits {
  readonly purpose: QuestionPurpose;
  /** Of the question that was answered. */
  readonly attempt: number;
  /** `0-9*#`, 0 to 16 of them; empty when nothing was keyed. Secret, because a PIN must not be printed. */
  readonly digits: Secret;
}
