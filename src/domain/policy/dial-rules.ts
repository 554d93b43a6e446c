import { afterCountryCode, type NumberPlan } from '../number/number-plan.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { NumberPattern } from './number-pattern.ts';

/** Which numbers are called at all, whoever asks for it: what a stolen key or a careless platform can cost ends here. */
export interface DialRules {
  /** `null`: numbers of the home country that cost the caller nothing extra (`NumberPlan.callablePattern`). */
  readonly allow: readonly NumberPattern[] | null;
  /** Wins over `allow`. */
  readonly deny: readonly NumberPattern[];
}

/** Numbers of the home country. */
export const HOME_ONLY: DialRules = { allow: null, deny: [] };

/** Runs on every call. */
export function mayBeCalled(rules: DialRules, plan: NumberPlan, number: RealNumber): boolean {
  return passesLists(rules, number) && (rules.allow !== null || isCallableAtHome(plan, number));
}

/** What the lists alone say: `null` allows all, and `deny` wins. */
export function passesLists({ allow, deny }: DialRules, number: RealNumber): boolean {
  const isOn = (list: readonly NumberPattern[]): boolean => list.some((pattern) => pattern.matches(number));
  return !isOn(deny) && (allow === null || isOn(allow));
}

function isCallableAtHome(plan: NumberPlan, number: RealNumber): boolean {
  const national = afterCountryCode(plan, number.reveal());
  return national !== undefined && plan.callablePattern.test(national);
}
