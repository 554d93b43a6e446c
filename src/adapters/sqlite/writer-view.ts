import type { BindRequest } from '../../domain/binding/bind-request.ts';
import { type BindView, NOBODY, type PartyRecords } from '../../domain/binding/bind-view.ts';
import type { BindingRecord, PairRecord } from '../../domain/binding/binding-record.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { type BindingRow, recordOf } from './binding-row.ts';
import type { BindingStatements } from './binding-statements.ts';
import type { GroupTable } from './group-table.ts';
import { peerTagOf, spreadOf, spreadOfPair } from './party-hashes.ts';

/** A party with so many bindings is not searched for a pair when the other one has fewer. */
const MANY_LEGS = 64;

/** The parties of a request under each generation of keys, newest first; none for a B that is not named. */
export interface Hashes {
  readonly a: readonly Buffer[];
  readonly b: readonly Buffer[];
}

interface ViewContext {
  readonly catalogue: NumberCatalogue;
  readonly ring: KeyRing;
  readonly groups: GroupTable;
}

/** What the database knows of a request. */
export function bindView(
  sql: BindingStatements,
  request: BindRequest,
  hashes: Hashes,
  { catalogue, ring, groups }: ViewContext,
): BindView {
  const [[a = EMPTY], [b = EMPTY]] = [hashes.a, hashes.b];
  const ofPair = (read: BindingStatements['unreleasedOfPair']): readonly PairRecord[] =>
    pairsOf(sql, hashes)
      .flatMap(({ party, peer }) => read.all(party, peer))
      .flatMap((row) => pairRecord(row, request, ring));
  return {
    catalogue,
    a: partyRecords(sql, hashes.a),
    b: request.b === null ? NOBODY : partyRecords(sql, hashes.b),
    unreleasedOfPair: () => ofPair(sql.unreleasedOfPair),
    releasedOfPair: () => ofPair(sql.releasedOfPair),
    spreadOfPair: () => spreadOfPair(a, b),
    spreadOfA: () => spreadOf(a),
    allOn: (number, endsAfter) => records(sql.allOn.iterate(number, endsAfter, number, endsAfter)),
    openOn: (number, endsAfter) => records(sql.openOn.iterate(number, endsAfter)),
    pinsOn: (number, endsAfter) => records(sql.pinsOn.iterate(number, endsAfter)),
    unreleasedOn: (number) => records(sql.unreleasedOn.iterate(number, number)),
    unreleasedOpenOn: (number) => records(sql.unreleasedOpenOn.iterate(number)),
    latestWithExtension: (number, extension) => {
      const row = sql.latestWithExtension.get(number, extension);
      return row === undefined ? null : recordOf(row);
    },
    nextWithExtensions: (first, last) => (sql.nextWithExtensions.get(first, last) ?? null) as NumberId | null,
    hasGroup: (name) => groups.has(name),
  };
}

const EMPTY = Buffer.alloc(0);

/** For each key generation how to find the pair: among the bindings of B, or of A when B has very many. */
function pairsOf(
  sql: BindingStatements,
  { a, b }: Hashes,
): readonly { readonly party: Buffer; readonly peer: number }[] {
  return b.map((ofB, place) => {
    const ofA = a[place] ?? EMPTY;
    const isBusy = (sql.countLegs.get(ofB, MANY_LEGS) ?? 0) === MANY_LEGS;
    return isBusy ? { party: ofA, peer: peerTagOf(ofB) } : { party: ofB, peer: peerTagOf(ofA) };
  });
}

/** @param hashes of the party, under each generation of keys */
export function partyRecords(sql: BindingStatements, hashes: readonly Buffer[]): PartyRecords {
  return {
    latestOn: (number) => {
      const rows = hashes.map((hash) => sql.latestOn.get(hash, number));
      return latestOf(rows.filter((row) => row !== undefined).map(recordOf));
    },
    latestOnEach: () => {
      const rows = hashes.flatMap((hash) => sql.latestOnEach.all(hash));
      const inOrder = rows.sort((one, other) => one.id - other.id);
      return new Map(inOrder.map((row) => [row.owned as NumberId, recordOf(row)]));
    },
  };
}

export function* records(rows: Iterable<BindingRow>): Iterable<BindingRecord> {
  for (const row of rows) yield recordOf(row);
}

function latestOf(found: readonly BindingRecord[]): BindingRecord | null {
  return [...found].sort((one, other) => one.id - other.id).at(-1) ?? null;
}

/** A row whose pair bits match, as a binding of the two; none when it is of two others. */
function pairRecord(
  row: BindingRow,
  request: { readonly a: RealNumber; readonly b: RealNumber | null },
  ring: KeyRing,
): readonly PairRecord[] {
  const { a, b } = ring.of(row.key_generation).unseal(row.id, row.sealed);
  if (b === null || request.b === null) return [];
  if (a.equals(request.a) && b.equals(request.b)) return [{ record: recordOf(row), swapped: false }];
  if (a.equals(request.b) && b.equals(request.a)) return [{ record: recordOf(row), swapped: true }];
  return [];
}
