import { type CountryCode, getExampleNumber, isSupportedCountry } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { chinaPlan } from '../../domain/number/china-plan.ts';
import { NO_NUMBER, type NumberPlan } from '../../domain/number/number-plan.ts';

/** Positions in a country's row of the metadata (libphonenumber-js, METADATA.md). */
const CALLING_CODE = 0;
/** A pattern, in some countries. */
const INTERNATIONAL_PREFIX = 1;
const NATIONAL_PATTERN = 2;
const NATIONAL_PREFIX = 5;
const TYPES = 11;
const PREFERRED_INTERNATIONAL_PREFIX = 12;

/** Types of numbers, by their position: fixed line, mobile, toll-free, company-wide, VoIP, shared cost. Not premium rate, personal, pager. */
const CALLABLE_TYPES: readonly number[] = [0, 1, 2, 6, 8, 9];

/** Dialled where a country's own international prefix depends on the carrier. */
const COMMON_INTERNATIONAL_PREFIX = '00';

/** Keeps names that every object has (`constructor`) from being looked up. */
const COUNTRY = /^[A-Z]{2}$/;

/** Own plan of a country, where the tables of libphonenumber are not what carriers do. */
const OWN_PLANS: Readonly<Record<string, (homeAreaCode: string | null) => NumberPlan>> = { CN: chinaPlan };

/**
 * The number plan of a home country: China's own, else one made from the tables of libphonenumber. To be called at start, never
 * during a call.
 * @param country ISO 3166-1 alpha-2, upper case
 * @param homeAreaCode without the trunk prefix
 * @throws RangeError when the country is not known
 */
export function planFor(country: string, homeAreaCode: string | null = null): NumberPlan {
  if (!COUNTRY.test(country) || !isSupportedCountry(country))
    throw new RangeError(`unknown country: ${JSON.stringify(country)}`);
  return OWN_PLANS[country]?.(homeAreaCode) ?? genericPlan(country, homeAreaCode);
}

function genericPlan(country: CountryCode, homeAreaCode: string | null): NumberPlan {
  const countryCode = column(country, CALLING_CODE) ?? '';
  const trunkPrefix = column(country, NATIONAL_PREFIX) ?? null;
  const partyPattern = sharedPattern(countryCode);
  return {
    country,
    countryCode,
    internationalPrefixes: [internationalPrefix(country)],
    trunkPrefix,
    homeAreaCode,
    partyPattern,
    callablePattern: callablePattern(country, partyPattern),
    privacyPattern: partyPattern,
    localPattern: /^[1-9][0-9]{3,9}$/,
    countryCodeFirst: partyPattern.test(countryCode + mobileExample(country)),
    trunkPattern: trunkPrefix !== null && dialsTrunk(country, trunkPrefix) ? /^/ : NO_NUMBER,
  };
}

/** National numbers of every country that shares the code: a Canadian number is dialled at home in the United States. */
function sharedPattern(countryCode: string): RegExp {
  const countries = metadata.country_calling_codes[countryCode] ?? [];
  const patterns = countries.map((each) => `(?:${column(each, NATIONAL_PATTERN)})`);
  return new RegExp(`^(?:${patterns.join('|')})$`);
}

/** Of the country itself, also where others share its code: calls to some of those cost as much as premium numbers do. */
function callablePattern(country: CountryCode, partyPattern: RegExp): RegExp {
  const types: unknown = metadata.countries[country]?.[TYPES];
  if (!Array.isArray(types)) return partyPattern;
  const patterns = CALLABLE_TYPES.map((type): unknown => (types as readonly unknown[])[type])
    .map((type): unknown => (Array.isArray(type) ? type[0] : null))
    .filter((pattern): pattern is string => typeof pattern === 'string');
  return patterns.length === 0 ? partyPattern : new RegExp(`^(?:${patterns.join('|')})$`);
}

/** The preferred one where there are several (`8~10`: wait for a tone in between), else the only one. */
function internationalPrefix(country: CountryCode): string {
  const preferred = column(country, PREFERRED_INTERNATIONAL_PREFIX)?.replaceAll('~', '');
  const only = column(country, INTERNATIONAL_PREFIX) ?? '';
  return preferred ?? (/^[0-9]+$/.test(only) ? only : COMMON_INTERNATIONAL_PREFIX);
}

/** Whether numbers are written with the trunk prefix at home: `07400 123456` in Britain, but `(201) 555-0123` in the States. */
function dialsTrunk(country: CountryCode, trunkPrefix: string): boolean {
  const written = getExampleNumber(country, examples)?.formatNational() ?? '';
  return written.replaceAll(/[^0-9]/g, '').startsWith(trunkPrefix);
}

function mobileExample(country: CountryCode): string {
  return getExampleNumber(country, examples)?.nationalNumber ?? '';
}

/** A text in a country's row; 0 or nothing stands for an absent one. */
function column(country: CountryCode, position: number): string | undefined {
  const value: unknown = metadata.countries[country]?.[position];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
