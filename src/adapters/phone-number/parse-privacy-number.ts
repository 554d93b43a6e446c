import { privacyNumberOf } from '../../domain/number/dialled-reading.ts';
import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { NumberReading } from '../../ports/number-reader.ts';
import { withoutSeparators } from './written-number.ts';

/** Reads a privacy number as an operator or a platform writes it, separators and all. Never throws. */
export function parsePrivacyNumber(text: string, plan: NumberPlan): NumberReading<PrivacyNumber> {
  const written = withoutSeparators(text);
  const number = written === undefined ? undefined : privacyNumberOf(plan, written);
  if (number !== undefined) return { ok: true, number };
  return {
    ok: false,
    problem: 'it is no privacy number: 3 to 17 digits, with + and country code or a service number',
  };
}
