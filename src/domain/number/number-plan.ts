/**
 * How numbers are written in the home country: data for the readers in `caller-reading.ts` and `dialled-reading.ts`, which run on
 * every call and so use nothing but these tables. Patterns are anchored and hold for digits only.
 */
export interface NumberPlan {
  /** ISO 3166-1 alpha-2, such as `CN`. */
  readonly country: string;
  /** ITU-T E.164 country code without the plus sign, such as `86`. */
  readonly countryCode: string;
  /** What stands for `+` in dialled digits; the first one is the one that we dial. */
  readonly internationalPrefixes: readonly [string, ...string[]];
  /** What stands before a national number when it is dialled inside the country, such as `0`. */
  readonly trunkPrefix: string | null;
  /** Area code, without the trunk prefix, of numbers that come without one; `null`: such numbers are malformed. */
  readonly homeAreaCode: string | null;
  /** National numbers (no country code, no trunk prefix) of parties. */
  readonly partyPattern: RegExp;
  /** Of those, the ones that are called unless the settings say otherwise: none that cost the caller extra. */
  readonly callablePattern: RegExp;
  /** National numbers that a privacy number can be: those of parties, and segments that only serve for masking. */
  readonly privacyPattern: RegExp;
  /** Numbers without an area code, as dialled inside the home area. */
  readonly localPattern: RegExp;
  /**
   * Digits that fit both as country code and number and as a national number without trunk prefix are the former. For countries
   * with long national numbers, such as Germany, where nothing tells `4915123456789` from a national number by its shape.
   */
  readonly countryCodeFirst: boolean;
  /** National numbers that are dialled with the trunk prefix inside the country. */
  readonly trunkPattern: RegExp;
}

/** Matches nothing. */
export const NO_NUMBER = /(?!)/;

/** What follows the international prefix or the plus sign; `undefined` when neither stands there. */
export function afterInternationalPrefix(plan: NumberPlan, text: string): string | undefined {
  if (text.startsWith('+')) return text.slice(1);
  const prefix = plan.internationalPrefixes.find((each) => text.startsWith(each));
  return prefix === undefined ? undefined : text.slice(prefix.length);
}

/** What follows the home country code; `undefined` when the international digits are of another country. */
export function afterCountryCode(plan: NumberPlan, digits: string): string | undefined {
  return digits.startsWith(plan.countryCode) ? digits.slice(plan.countryCode.length) : undefined;
}

/** What follows the trunk prefix; `undefined` when it does not stand there. */
export function afterTrunkPrefix(plan: NumberPlan, digits: string): string | undefined {
  if (plan.trunkPrefix === null || !digits.startsWith(plan.trunkPrefix)) return undefined;
  return digits.slice(plan.trunkPrefix.length);
}

/** The national number written after a country code, with or without a trunk prefix that does not belong there. */
export function nationalAfterCountryCode(
  plan: NumberPlan,
  pattern: RegExp,
  rest: string,
): string | undefined {
  if (pattern.test(rest)) return rest;
  const stripped = afterTrunkPrefix(plan, rest);
  return stripped !== undefined && pattern.test(stripped) ? stripped : undefined;
}

/**
 * The national number that digits without an international prefix stand for. Tried in this order: with trunk prefix, bare,
 * with the country code but no plus sign (before bare, if the plan says so), local in the home area. Numbers of other countries
 * are never read out of bare digits: `16502530000` from the United States and a Chinese mobile number are the same digits.
 */
export function nationalOfBare(plan: NumberPlan, pattern: RegExp, digits: string): string | undefined {
  const stripped = afterTrunkPrefix(plan, digits);
  if (stripped !== undefined && pattern.test(stripped)) return stripped;
  const bare = pattern.test(digits) ? digits : undefined;
  if (bare !== undefined && !plan.countryCodeFirst) return bare;
  const rest = afterCountryCode(plan, digits);
  const national = rest === undefined ? undefined : nationalAfterCountryCode(plan, pattern, rest);
  return national ?? bare ?? nationalOfLocal(plan, pattern, digits);
}

function nationalOfLocal(plan: NumberPlan, pattern: RegExp, digits: string): string | undefined {
  if (plan.homeAreaCode === null || !plan.localPattern.test(digits)) return undefined;
  const national = plan.homeAreaCode + digits;
  return pattern.test(national) ? national : undefined;
}
