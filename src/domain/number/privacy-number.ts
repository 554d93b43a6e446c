declare const canonical: unique symbol;

/**
 * A privacy number X in its one canonical spelling: `+` and international digits (`+8617000000001`), or digits alone for a
 * service number that exists in one country only (`95000001`). Up to 17 digits: the Chinese segment 700 has 15 national digits,
 * two more than E.164 leaves room for. X is no secret: both sides see it.
 */
export type PrivacyNumber = string & { readonly [canonical]: true };

const INTERNATIONAL = /^\+[1-9][0-9]{2,16}$/;
const SERVICE = /^[0-9]{3,17}$/;

/** @returns the number as a privacy number, or `undefined` when it has no canonical spelling. */
export function privacyNumber(text: string): PrivacyNumber | undefined {
  return INTERNATIONAL.test(text) || SERVICE.test(text) ? (text as PrivacyNumber) : undefined;
}

/** The digits that go into a SIP user part: X without the plus sign. */
export function digitsOf(x: PrivacyNumber): string {
  return x.startsWith('+') ? x.slice(1) : x;
}
