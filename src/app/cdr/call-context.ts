import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallContext } from '../../domain/cdr/call-record.ts';
import { readDialled } from '../../domain/number/dialled-reading.ts';
import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { UnsettledCall } from '../../ports/cdr-store.ts';

/** What the store says of a call's numbers when its record is made. */
export function callContextOf(
  store: BindingStore,
  plan: NumberPlan,
  { legs, begun }: UnsettledCall,
): CallContext {
  const mark = legs.find((leg) => leg.mark !== null)?.mark ?? null;
  const dialled = legs.find(({ dialledText }) => dialledText !== null)?.dialledText?.reveal();
  const readings = dialled === undefined ? [] : readDialled(plan, dialled);
  const known = mark?.x ?? begun?.x ?? null;
  const place = poolOf(store, known === null ? readings : [known]);
  const id: BindingId | null = mark?.binding ?? begun?.binding ?? null;
  const binding = id === null ? null : store.binding(id);
  return {
    x: known ?? place?.x ?? null,
    pool: place?.pool ?? binding?.pool ?? null,
    mode: binding?.mode ?? null,
    extension: binding?.extension ?? null,
    reference: binding?.reference ?? null,
    userData: binding?.details.userData ?? null,
  };
}

function poolOf(
  store: BindingStore,
  readings: readonly PrivacyNumber[],
): { readonly x: PrivacyNumber; readonly pool: string } | null {
  const facts = readings.length === 0 ? null : store.routeFacts(null, readings);
  return facts === null || facts.found === 'number-unknown' ? null : facts.number;
}
