import { afterCountryCode, type NumberPlan } from '../number/number-plan.ts';
import { digitsOf, type PrivacyNumber } from '../number/privacy-number.ts';
import { RealNumber } from '../number/real-number.ts';
import type { Gateway, GatewayNumberFormat } from './gateway.ts';

/**
 * A number as a gateway wants it, to dial or to show: `[0-9]` with at most one `+` before them, so it is safe in a dial string.
 * A service number (`95000001`) exists in one country only and stays as it is. Reveals a real number.
 */
export function formatForGateway(
  plan: NumberPlan,
  format: GatewayNumberFormat,
  number: RealNumber | PrivacyNumber,
): string {
  if (number instanceof RealNumber) return formatDigits(plan, format, number.reveal());
  return number.startsWith('+') ? formatDigits(plan, format, digitsOf(number)) : number;
}

/** What to dial at a gateway: its technical prefix and the number in its format. Reveals a real number. */
export function numberToDial(
  plan: NumberPlan,
  gateway: Pick<Gateway, 'dialPrefix' | 'numberFormat'>,
  number: RealNumber | PrivacyNumber,
): string {
  return gateway.dialPrefix + formatForGateway(plan, gateway.numberFormat, number);
}

function formatDigits(plan: NumberPlan, format: GatewayNumberFormat, digits: string): string {
  switch (format) {
    case 'e164-plus':
      return `+${digits}`;
    case 'e164':
      return digits;
    case 'international':
      return plan.internationalPrefixes[0] + digits;
    case 'national':
      return nationalDialling(plan, digits);
  }
}

function nationalDialling(plan: NumberPlan, digits: string): string {
  const national = afterCountryCode(plan, digits);
  if (national === undefined) return plan.internationalPrefixes[0] + digits;
  return plan.trunkPrefix !== null && plan.trunkPattern.test(national)
    ? plan.trunkPrefix + national
    : national;
}
