import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { parseParty } from './parse-party.ts';
import { parsePrivacyNumber } from './parse-privacy-number.ts';

/**
 * Reads written numbers at home in `plan`, those of other countries with libphonenumber.
 * @param barred see `NumberReader.barred`
 */
export function phoneNumberReader(
  plan: NumberPlan,
  barred: NumberReader['barred'] = () => null,
): NumberReader {
  return {
    plan,
    barred,
    party: (text) => parseParty(text, plan),
    privacyNumber: (text) => parsePrivacyNumber(text, plan),
  };
}
