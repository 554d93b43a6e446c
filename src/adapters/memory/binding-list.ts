import { lifeAt } from '../../domain/binding/binding-life.ts';
import { endsOf } from '../../domain/binding/binding-mode.ts';
import type { BindingRecord } from '../../domain/binding/binding-record.ts';
import { holdsNumber } from '../../domain/binding/binding-writing.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberBlock, NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import { contains, countOf } from '../../domain/pool/number-range.ts';
import type { BindingQuery, PoolBindingsQuery } from '../../ports/binding-store.ts';
import type { StoredBinding } from './binding-table.ts';

/** True for a binding that the query asks for. */
export function isListed(row: StoredBinding, query: BindingQuery, catalogue: NumberCatalogue): boolean {
  const place = catalogue.placeOf(row.record.number);
  const { party, x, pool, numbers } = query;
  return (
    row.record.id > (query.after ?? 0) &&
    (party === undefined || isPartyOf(row, party)) &&
    (x === undefined || numbersOf(row.record).some((number) => number === catalogue.find(x)?.id)) &&
    (pool === undefined || place?.block.pool === pool) &&
    (numbers === undefined || contains(numbers, catalogue.numberOf(row.record.number))) &&
    (query.ended === true || lifeAt(row.record, query.at) === 'live')
  );
}

/** What the query asks for, beyond its limit too, in the order of the list. */
export function listOfPool(
  rows: Iterable<StoredBinding>,
  { pool, ended, at, after }: PoolBindingsQuery,
  catalogue: NumberCatalogue,
): readonly StoredBinding[] {
  const begun = after === null ? null : (catalogue.find(after.x)?.id ?? null);
  const isBehind = ({ number, id }: BindingRecord): boolean =>
    after === null || begun === null || number > begun || (number === begun && id > after.id);
  return [...rows]
    .filter(({ record }) => catalogue.placeOf(record.number)?.block.pool === pool)
    .filter(({ record }) => isBehind(record) && (ended || lifeAt(record, at) === 'live'))
    .sort(({ record: one }, { record: other }) => one.number - other.number || one.id - other.id);
}

/** X, and Y where there is one. */
export function numbersOf({ number, secondNumber }: BindingRecord): readonly NumberId[] {
  return secondNumber === null ? [number] : [number, secondNumber];
}

/** As one who owns something on it or sees it: the default callee of an open binding is none. */
function isPartyOf({ record, a, b }: StoredBinding, party: RealNumber): boolean {
  return endsOf(record.mode).some((end) => (end.side === 'a' ? a : b)?.equals(party) === true);
}

/** True when one of the bindings holds a number of the blocks. */
export function someHeld(
  rows: Iterable<StoredBinding>,
  blocks: readonly NumberBlock[],
  catalogue: NumberCatalogue,
  at: EpochMs,
): boolean {
  for (const { record } of rows)
    if (numbersOf(record).some((number) => isAmong(blocks, number)) && holdsNumber(record, catalogue, at))
      return true;
  return false;
}

function isAmong(blocks: readonly NumberBlock[], number: NumberId): boolean {
  return blocks.some((block) => number >= block.firstId && number < block.firstId + countOf(block.range));
}
