import { type BindView, NOBODY } from '../../domain/binding/bind-view.ts';
import { overAt } from '../../domain/binding/binding-life.ts';
import type { BindingRecord } from '../../domain/binding/binding-record.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import type { BindRequest } from '../../ports/binding-store.ts';
import type { BindingTable, StoredBinding } from './binding-table.ts';
import type { KeptNumbers } from './kept-numbers.ts';
import { spreadOf } from './spread.ts';

interface Held {
  readonly catalogue: NumberCatalogue;
  readonly table: BindingTable;
  readonly kept: KeptNumbers;
}

/** What the bindings in memory tell of a request. */
export function bindView({ catalogue, table, kept }: Held, { a, b }: BindRequest): BindView {
  return {
    catalogue,
    a: table.recordsOf(a),
    b: b === null ? NOBODY : table.recordsOf(b),
    unreleasedOfPair: () => table.ofPair(a, b).filter(({ record }) => isUnreleased(record)),
    releasedOfPair: () => table.ofPair(a, b).filter(({ record }) => !isUnreleased(record)),
    spreadOfPair: () => (spreadOf(a) ^ (b === null ? 0 : spreadOf(b))) >>> 0,
    spreadOfA: () => spreadOf(a),
    allOn: (number, endsAfter) => recordsOf(table.on(number)).filter(isAfter(endsAfter)),
    openOn: (number, endsAfter) => recordsOf(table.openOn(number)).filter(isAfter(endsAfter)),
    pinsOn: pinsIn(table),
    unreleasedOn: (number) => recordsOf(table.on(number)).filter(isUnreleased),
    unreleasedOpenOn: (number) => recordsOf(table.openOn(number)).filter(isUnreleased),
    latestWithExtension: (number, extension) => table.withExtension(number, extension)?.record ?? null,
    nextWithExtensions: (first, last) => table.nextWithExtensions(first, last),
    hasGroup: (name) => kept.hasGroup(name),
  };
}

export function pinsIn(table: BindingTable): BindView['pinsOn'] {
  return (number, endsAfter) => {
    const isMeant = isAfter(endsAfter);
    return recordsOf(table.withPins(number)).filter((record) => isUnreleased(record) || isMeant(record));
  };
}

function recordsOf(rows: readonly StoredBinding[]): readonly BindingRecord[] {
  return rows.map(({ record }) => record);
}

function isAfter(instant: EpochMs): (record: BindingRecord) => boolean {
  return (record) => (overAt(record) ?? Number.POSITIVE_INFINITY) > instant;
}

function isUnreleased(record: BindingRecord): boolean {
  return record.releasedAt === null;
}
