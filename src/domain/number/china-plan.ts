import type { NumberPlan } from './number-plan.ts';

/** Mobile numbers: 11 digits. */
const MOBILE = '1[3-9][0-9]{9}';

/**
 * Landlines: `10` and `2x` with 8 digits, other area codes with 7 or 8; 400 and 800 numbers have the same shape. No area code
 * begins with 86: leaving it out keeps `86` and a number from being read as an area.
 */
const LANDLINE = '(?:10|2[0-9])[0-9]{8}|(?!86)[3-9][0-9]{2}[0-9]{7,8}';

/** Number protection, segment 700: 11 digits are assigned, up to 15 are used (pilot of the Ministry of Industry, 2025). */
const PROTECTION = '700[0-9]{8,12}';

/**
 * The plan of mainland China, with mobiles, landlines and segment 700.
 * @param homeAreaCode area code of landlines that carriers deliver without one, without the zero (`10`), or `null`
 */
export function chinaPlan(homeAreaCode: string | null = null): NumberPlan {
  const party = new RegExp(`^(?:${MOBILE}|${LANDLINE})$`);
  return {
    country: 'CN',
    countryCode: '86',
    internationalPrefixes: ['00'],
    trunkPrefix: '0',
    homeAreaCode,
    partyPattern: party,
    // Numbers that cost extra (168, 160, 9xxxx) are of no shape that a party has.
    callablePattern: party,
    privacyPattern: new RegExp(`^(?:${MOBILE}|${LANDLINE}|${PROTECTION})$`),
    localPattern: /^[2-8][0-9]{6,7}$/,
    countryCodeFirst: false,
    trunkPattern: /^(?!400|700|800)(?:10|[2-9])/,
  };
}
