import {
  afterCountryCode,
  afterInternationalPrefix,
  type NumberPlan,
  nationalAfterCountryCode,
  nationalOfBare,
} from './number-plan.ts';
import { RealNumber } from './real-number.ts';
import { isPlainNumber, sipUser } from './sip-user.ts';

/** Who calls, as far as the caller ID tells. */
export type CallerReading =
  | { readonly kind: 'number'; readonly number: RealNumber }
  /** The caller does not want to be known, or the carrier does not know him. */
  | { readonly kind: 'withheld' }
  | { readonly kind: 'malformed' };

const WITHHELD: CallerReading = { kind: 'withheld' };
const MALFORMED: CallerReading = { kind: 'malformed' };

/** User parts that stand for "no number" (RFC 3323, section 4.1.1.3, RFC 3325, and what carriers and switches put there). */
const WITHHELD_WORDS: ReadonlySet<string> = new Set([
  '',
  'anonymous',
  'blocked',
  'invalid',
  'nocallerid',
  'none',
  'null',
  'private',
  'privatenumber',
  'restricted',
  'unavailable',
  'unknown',
  'unknownnumber',
  'withheld',
]);
const ZEROS = /^\+?0+$/;

/**
 * Reads a caller ID (the user part of From or P-Asserted-Identity, whatever the carrier or a stranger put there). Total: it never
 * throws, whatever the text. All spellings of a number give one `RealNumber`. Runs on every call.
 */
export function readCaller(plan: NumberPlan, text: string): CallerReading {
  const user = sipUser(plan, text);
  if (user === undefined) return MALFORMED;
  if (!isPlainNumber(user)) return isWithheld(user) ? WITHHELD : MALFORMED;
  if (ZEROS.test(user)) return WITHHELD;
  const digits = partyDigits(plan, user);
  const number = digits === undefined ? undefined : RealNumber.parse(digits);
  return number === undefined ? MALFORMED : { kind: 'number', number };
}

function isWithheld(user: string): boolean {
  return WITHHELD_WORDS.has(user.toLowerCase().replaceAll(/[\s_-]/g, ''));
}

/** International digits; those of other countries are taken as they are. */
function partyDigits(plan: NumberPlan, user: string): string | undefined {
  const international = afterInternationalPrefix(plan, user);
  if (international === undefined) return withCode(plan, nationalOfBare(plan, plan.partyPattern, user));
  const rest = afterCountryCode(plan, international);
  if (rest === undefined) return international;
  return withCode(plan, nationalAfterCountryCode(plan, plan.partyPattern, rest));
}

function withCode(plan: NumberPlan, national: string | undefined): string | undefined {
  return national === undefined ? undefined : plan.countryCode + national;
}
