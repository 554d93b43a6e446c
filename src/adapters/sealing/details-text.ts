import { type BindingDetails, NO_DETAILS } from '../../domain/binding/binding-details.ts';
import { StoreError } from '../../ports/store-error.ts';

const NOTHING = JSON.stringify(NO_DETAILS);

/** The details as JSON; empty for a binding that has none, as most have. */
export function printDetails(details: BindingDetails): string {
  if (details === NO_DETAILS) return '';
  const text = JSON.stringify(details);
  return text === NOTHING ? '' : text;
}

/**
 * The text was sealed by us; fields that an earlier program did not know are as nothing was said.
 * @throws StoreError `store-corrupt`
 */
export function readDetails(text: string): BindingDetails {
  try {
    const details: Partial<BindingDetails> = JSON.parse(text);
    return { ...NO_DETAILS, ...details };
  } catch {
    throw new StoreError('store-corrupt', 'the details of a binding cannot be read');
  }
}
