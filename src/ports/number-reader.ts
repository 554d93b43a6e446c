import type { NumberPlan } from '../domain/number/number-plan.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';

/** A number that was read, or a sentence about why not. The sentence does not repeat the text: errors are logged. */
export type NumberReading<Number> =
  | { readonly ok: true; readonly number: Number }
  | { readonly ok: false; readonly problem: string };

/** Reads numbers as people, platforms and files write them. Slower and friendlier than the readers of the call path. */
export interface NumberReader {
  readonly plan: NumberPlan;
  party(text: string): NumberReading<RealNumber>;
  /** Why a number is never called, in words that do not repeat it; `null` for one that may be. */
  barred(number: RealNumber): string | null;
  privacyNumber(text: string): NumberReading<PrivacyNumber>;
}
