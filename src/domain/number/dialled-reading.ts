import {
  afterCountryCode,
  afterInternationalPrefix,
  afterTrunkPrefix,
  type NumberPlan,
  nationalAfterCountryCode,
  nationalOfBare,
} from './number-plan.ts';
import { type PrivacyNumber, privacyNumber } from './privacy-number.ts';
import { isPlainNumber, sipUser } from './sip-user.ts';

/**
 * The privacy numbers that dialled digits can stand for, in order of preference; empty when there is none. Carriers send X in any
 * spelling, and `95000001` may be a service number or the national part of `+8695000001`: what is in a pool decides. Total.
 */
export function readDialled(plan: NumberPlan, text: string): readonly PrivacyNumber[] {
  const user = sipUser(plan, text);
  if (user === undefined || !isPlainNumber(user)) return [];
  const international = afterInternationalPrefix(plan, user);
  const spellings =
    international === undefined ? bareSpellings(plan, user) : internationalSpellings(plan, international);
  return [...new Set(spellings.map(privacyNumber).filter((x) => x !== undefined))];
}

/**
 * The canonical X for what an operator writes, such as `+8617000000001`, `17000000001` or `95000001`: the first reading.
 * @returns `undefined` when it is no number; the text may have white space around it but no separators in it
 */
export function privacyNumberOf(plan: NumberPlan, text: string): PrivacyNumber | undefined {
  return readDialled(plan, text)[0];
}

function internationalSpellings(plan: NumberPlan, digits: string): string[] {
  const rest = afterCountryCode(plan, digits);
  if (rest === undefined) return [`+${digits}`];
  const national = nationalAfterCountryCode(plan, plan.privacyPattern, rest);
  if (national !== undefined) return [`+${plan.countryCode}${national}`];
  return [`+${digits}`, ...serviceNumber(rest), ...serviceNumber(afterTrunkPrefix(plan, rest))];
}

/** A number of the plan first; else a service number, written as it is, after the country code, or after the trunk prefix. */
function bareSpellings(plan: NumberPlan, digits: string): string[] {
  const national = nationalOfBare(plan, plan.privacyPattern, digits);
  const rest = afterCountryCode(plan, digits);
  const international = rest === undefined ? plan.countryCode + digits : digits;
  return [
    ...(national === undefined ? [] : [`+${plan.countryCode}${national}`]),
    ...serviceNumber(digits).flatMap((own) => [own, `+${international}`]),
    ...serviceNumber(rest),
    ...serviceNumber(afterTrunkPrefix(plan, digits)),
  ];
}

/** No service number begins with zero: that is a prefix. */
function serviceNumber(digits: string | undefined): string[] {
  return digits === undefined || digits.length < 3 || digits.startsWith('0') ? [] : [digits];
}
