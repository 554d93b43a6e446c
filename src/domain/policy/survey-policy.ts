import type { PromptName } from '../call/prompt.ts';
import type { Sides } from './call-policy.ts';

/** A question after the talk, to who is still there when the other has hung up. */
export interface SurveyPolicy {
  readonly prompt: PromptName;
  /** The keys that are an answer: different digits in their order, such as `12345`. */
  readonly keys: string;
  /** From the end of the prompt to the key. After it, and after another key, the question is put once more. */
  readonly timeoutMs: number;
  /** Who is asked; `caller`: who called, of a callback the party that is called first. */
  readonly of: Sides | 'caller';
}
