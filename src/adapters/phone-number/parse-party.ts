import {
  parsePhoneNumberFromString,
  type ValidatePhoneNumberLengthResult,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import { readCaller } from '../../domain/number/caller-reading.ts';
import {
  afterCountryCode,
  afterInternationalPrefix,
  type NumberPlan,
} from '../../domain/number/number-plan.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberReading } from '../../ports/number-reader.ts';
import { withoutSeparators } from './written-number.ts';

const WRITTEN_NUMBER = /^\+?[0-9]+$/;

const FOREIGN_PROBLEMS: Readonly<Record<ValidatePhoneNumberLengthResult, string>> = {
  NOT_A_NUMBER: 'it is no telephone number',
  INVALID_COUNTRY: 'it begins with no country code that exists',
  TOO_SHORT: 'it is too short for a number of its country',
  TOO_LONG: 'it is too long for a number of its country',
  INVALID_LENGTH: 'it has a length that no number of its country has',
};

/**
 * Reads the number of a party as a person, a platform or a CSV file writes it, separators and all. Numbers at home are read by the
 * number plan, just as the caller ID of a call is; those of other countries by libphonenumber. Never throws, and never repeats
 * the number in the problem.
 */
export function parseParty(text: string, plan: NumberPlan): NumberReading<RealNumber> {
  const written = withoutSeparators(text);
  if (written === undefined) return refuse('it is too long for a number');
  if (written === '') return refuse('it is empty');
  if (!WRITTEN_NUMBER.test(written)) return refuse('it contains something other than digits and separators');
  return isForeign(plan, written) ? foreignParty(plan, written) : homeParty(plan, written);
}

function isForeign(plan: NumberPlan, written: string): boolean {
  const international = afterInternationalPrefix(plan, written);
  return international !== undefined && afterCountryCode(plan, international) === undefined;
}

function homeParty(plan: NumberPlan, written: string): NumberReading<RealNumber> {
  const reading = readCaller(plan, written);
  if (reading.kind === 'number') return { ok: true, number: reading.number };
  if (plan.homeAreaCode === null && plan.localPattern.test(written))
    return refuse('the area code is missing, and no home area code is configured');
  return refuse(
    `it is no telephone number of ${plan.country} (+${plan.countryCode}); ` +
      `numbers of other countries need + or ${plan.internationalPrefixes[0]} before them`,
  );
}

function foreignParty(plan: NumberPlan, written: string): NumberReading<RealNumber> {
  const international = `+${afterInternationalPrefix(plan, written) ?? ''}`;
  const problem = validatePhoneNumberLength(international);
  if (problem !== undefined) return refuse(FOREIGN_PROBLEMS[problem]);
  const party = RealNumber.parse(parsePhoneNumberFromString(international)?.number.slice(1) ?? '');
  return party === undefined
    ? refuse('it does not fit into the 5 to 15 digits of E.164')
    : { ok: true, number: party };
}

function refuse(problem: string): NumberReading<RealNumber> {
  return { ok: false, problem };
}
