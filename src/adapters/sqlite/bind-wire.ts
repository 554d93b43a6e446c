import { bindingOf } from '../../domain/binding/binding-record.ts';
import { sealedOf } from '../../domain/binding/binding-writing.ts';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import type { BindRequest, BindResult } from '../../ports/binding-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { printDetails } from '../sealing/details-text.ts';
import type { BindOutcome, WireBind } from './write-order.ts';

/** A wish as it goes to the writer. */
export function wireBindOf(request: BindRequest): WireBind {
  const { a, b, details } = request;
  return { ...request, a: a.reveal(), b: b?.reveal() ?? null, details: printDetails(details) };
}

/** What came of it. @throws StoreError when the writer did not say */
export function bindResult(
  request: BindRequest,
  outcome: BindOutcome | undefined,
  catalogue: NumberCatalogue,
): BindResult {
  if (outcome === undefined) throw new StoreError('store-failed', 'the writer gave no answer');
  if ('refusal' in outcome) return { ok: false, refusal: outcome.refusal };
  const { record, existing, swapped } = outcome;
  return { ok: true, binding: bindingOf(record, sealedOf(request, swapped), catalogue), existing };
}
