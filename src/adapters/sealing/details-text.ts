import { type BindingDetails, NO_DETAILS } from '../../domain/binding/binding-details.ts';
import { formOf, type PolicyForm, policyOf } from '../../domain/policy/policy-form.ts';
import { StoreError } from '../../ports/store-error.ts';

type DetailsForm = Omit<BindingDetails, 'policy'> & { readonly policy: PolicyForm };

const NOTHING = JSON.stringify(NO_DETAILS);

/** The details as JSON, with numbers in the clear: to be sealed. Empty for a binding that has none, as most have. */
export function printDetails(details: BindingDetails): string {
  if (details === NO_DETAILS) return '';
  const form: DetailsForm = { ...details, policy: formOf(details.policy) };
  const text = JSON.stringify(form);
  return text === NOTHING ? '' : text;
}

/**
 * The text was sealed by us; fields that an earlier program did not know are as nothing was said.
 * @throws StoreError `store-corrupt`
 */
export function readDetails(text: string): BindingDetails {
  if (text === '') return NO_DETAILS;
  try {
    const form: Partial<DetailsForm> = JSON.parse(text);
    return { ...NO_DETAILS, ...form, policy: policyOf(form.policy ?? {}) };
  } catch {
    throw new StoreError('store-corrupt', 'the details of a binding cannot be read');
  }
}
