import type { Amendment } from '../../domain/binding/amendment.ts';
import type { BindingDetails } from '../../domain/binding/binding-details.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { formOf, type PolicyForm, policyOf } from '../../domain/policy/policy-form.ts';

/** An `Amendment` as it crosses to the writer thread: objects with private fields would arrive empty. */
export interface WireAmendment extends Omit<Amendment, 'a' | 'b' | 'details'> {
  readonly a?: string;
  readonly b?: string | null;
  readonly details?: Partial<Omit<BindingDetails, 'policy'>> & { readonly policy?: PolicyForm };
}

export function wireAmendmentOf({ a, b, details, ...rest }: Amendment): WireAmendment {
  const { policy, ...others } = details ?? {};
  return {
    ...rest,
    ...(a === undefined ? {} : { a: a.reveal() }),
    ...(b === undefined ? {} : { b: b?.reveal() ?? null }),
    details: { ...others, ...(policy === undefined ? {} : { policy: formOf(policy) }) },
  };
}

export function amendmentOf({ a, b, details, ...rest }: WireAmendment): Amendment {
  const { policy, ...others } = details ?? {};
  return {
    ...rest,
    ...(a === undefined ? {} : { a: RealNumber.of(a) }),
    ...(b === undefined ? {} : { b: b === null ? null : RealNumber.of(b) }),
    details: { ...others, ...(policy === undefined ? {} : { policy: policyOf(policy) }) },
  };
}
