import type { Binding, BindingId } from '../../domain/binding/binding.ts';
import { lifeAt } from '../../domain/binding/binding-life.ts';
import type { OpenReads } from '../../domain/call/route-facts.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import type { BindingTable, StoredBinding } from './binding-table.ts';
import type { KeptNumbers } from './kept-numbers.ts';

/** Where bindings and the numbers that they keep are. */
interface Held {
  readonly table: BindingTable;
  readonly kept: KeptNumbers;
  readonly bindingOf: (row: StoredBinding) => Binding;
}

/** What a number's bindings tell of a caller whom none of them names. */
export function openReads(
  { table, kept, bindingOf }: Held,
  number: NumberId,
  caller: RealNumber | null,
): OpenReads {
  const orNull = (row: StoredBinding | undefined): Binding | null =>
    row === undefined ? null : bindingOf(row);
  return {
    bindingAt: (at) => {
      const rows = table.openOn(number);
      return orNull(rows.find(({ record }) => lifeAt(record, at) === 'live') ?? rows[0]);
    },
    withExtension: (extension) => orNull(table.withExtension(number, extension)),
    remembered: () => {
      const found = caller === null ? null : kept.putThrough(number, caller);
      const binding = found === null ? null : orNull(table.get(found.binding));
      return found === null || binding === null ? null : { binding, at: found.at };
    },
    withPinsAt: (at) => orNull(table.withPins(number).find(({ record }) => lifeAt(record, at) === 'live')),
    rememberedSide: (binding: BindingId) => (caller === null ? null : kept.sideOf(binding, caller)),
    isMember: (group, party) => kept.isMember(group, party),
    lastCaller: (binding) => kept.lastCallers.get(binding) ?? null,
    temporaryCallee: (binding) => kept.temporaryCallees.get(binding) ?? null,
  };
}
