import type { Amendment } from '../../domain/binding/amendment.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import type { PolicyChange } from '../../domain/policy/call-policy.ts';
import { formOf, type PolicyForm, policyOf } from '../../domain/policy/policy-form.ts';

/** An `Amendment` as it crosses to the writer thread: objects with private fields would arrive empty. */
export interface WireAmendment extends Omit<Amendment, 'a' | 'b' | 'policy'> {
  readonly a?: string;
  readonly b?: string | null;
  readonly policy?: Pick<PolicyChange, 'unsaid'> & { readonly said: PolicyForm };
}

export function wireAmendmentOf({ a, b, policy, ...rest }: Amendment): WireAmendment {
  return {
    ...rest,
    ...(a === undefined ? {} : { a: a.reveal() }),
    ...(b === undefined ? {} : { b: b?.reveal() ?? null }),
    ...(policy === undefined ? {} : { policy: { ...policy, said: formOf(policy.said) } }),
  };
}

export function amendmentOf({ a, b, policy, ...rest }: WireAmendment): Amendment {
  return {
    ...rest,
    ...(a === undefined ? {} : { a: RealNumber.of(a) }),
    ...(b === undefined ? {} : { b: b === null ? null : RealNumber.of(b) }),
    ...(policy === undefined ? {} : { policy: { ...policy, said: policyOf(policy.said) } }),
  };
}
