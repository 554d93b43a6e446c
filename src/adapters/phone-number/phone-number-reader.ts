import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { parseParty } from './parse-party.ts';
import { parsePrivacyNumber } from './parse-privacy-number.ts';

/** Reads written numbers at home in `plan`, those of other countries with libphonenumber. */
export function phoneNumberReader(plan: NumberPlan): NumberReader {
  return {
    plan,
    party: (text) => parseParty(text, plan),
    privacyNumber: (text) => parsePrivacyNumber(text, plan),
  };
}
