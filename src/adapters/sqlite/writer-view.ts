import type { BindRequest } from '../../domain/binding/bind-request.ts';
import { type BindView, NOBODY, type PartyRecords } from '../../domain/binding/bind-view.ts';
import type { BindingRecord, PairRecord } from '../../domain/binding/binding-record.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { type BindingRow, recordOf } from './binding-row.ts';
import type { BindingStatements } from './binding-statements.ts';
import type { GroupTable } from './group-table.ts';
import type { OpenSpan } from './open-span.ts';
import { peerTagOf, spreadOf, spreadOfPair } from './party-hashes.ts';
import { PartyLegs } from './party-legs.ts';

/** The parties of a request under each generation of keys, newest first; none for a B that is not named. */
export interface Hashes {
  readonly a: readonly Buffer[];
  readonly b: readonly Buffer[];
}

interface ViewContext {
  readonly catalogue: NumberCatalogue;
  readonly ring: KeyRing;
  readonly groups: GroupTable;
  readonly open: OpenSpan;
}

/** What the database knows of a request. */
export function bindView(
  sql: BindingStatements,
  request: BindRequest,
  hashes: Hashes,
  { catalogue, ring, groups, open }: ViewContext,
): BindView {
  const [[a = EMPTY], [b = EMPTY]] = [hashes.a, hashes.b];
  const legs = { a: legsOf(sql, hashes.a), b: legsOf(sql, hashes.b) };
  const ofPair = (rows: readonly BindingRow[]): readonly PairRecord[] =>
    rows.flatMap((row) => pairRecord(row, request, ring));
  return {
    catalogue,
    a: partyRecords(sql, legs.a),
    b: request.b === null ? NOBODY : partyRecords(sql, legs.b),
    unreleasedOfPair: () => ofPair(unreleasedOfPair(sql, legs)),
    releasedOfPair: () =>
      ofPair(pairsOf(legs).flatMap(({ party, peer }) => sql.releasedOfPair.all(party.hash, peer))),
    spreadOfPair: () => spreadOfPair(a, b),
    spreadOfA: () => spreadOf(a),
    allOn: (number, endsAfter) => records(sql.allOn.iterate(number, endsAfter, number, endsAfter)),
    openOn: (number, endsAfter) =>
      open.mayHave(number) ? records(sql.openOn.iterate(number, endsAfter)) : NONE,
    pinsOn: (number, endsAfter) => records(sql.pinsOn.iterate(number, endsAfter)),
    unreleasedOn: (number) => records(sql.unreleasedOn.iterate(number, number)),
    unreleasedOpenOn: (number) =>
      open.mayHave(number) ? records(sql.unreleasedOpenOn.iterate(number)) : NONE,
    latestWithExtension: (number, extension) => {
      const row = sql.latestWithExtension.get(number, extension);
      return row === undefined ? null : recordOf(row);
    },
    nextWithExtensions: (first, last) => (sql.nextWithExtensions.get(first, last) ?? null) as NumberId | null,
    hasGroup: (name) => groups.has(name),
  };
}

const EMPTY = Buffer.alloc(0);

const NONE: readonly BindingRecord[] = [];

/** The legs of the two, under each generation of keys. */
interface PairLegs {
  readonly a: readonly PartyLegs[];
  readonly b: readonly PartyLegs[];
}

/** For each key generation how to find the pair: among the bindings of B, or of A when B has very many. */
function pairsOf({ a, b }: PairLegs): readonly { readonly party: PartyLegs; readonly peer: number }[] {
  return b.flatMap((ofB, place) => {
    const ofA = a[place];
    if (ofA === undefined) return [];
    const [party, peer] = ofB.all() === null ? [ofA, ofB] : [ofB, ofA];
    return [{ party, peer: peerTagOf(peer.hash) }];
  });
}

function unreleasedOfPair(sql: BindingStatements, legs: PairLegs): readonly BindingRow[] {
  return pairsOf(legs).flatMap(({ party, peer }) => {
    const ids = party.withPeer(peer);
    if (ids === undefined) return sql.unreleasedOfPair.all(party.hash, peer);
    const rows = ids.map((id) => sql.byId.get(id)).filter((row) => row !== undefined);
    return rows.filter((row) => row.released_at === null);
  });
}

/** Of a party, under each generation of keys. */
export function legsOf(sql: BindingStatements, hashes: readonly Buffer[]): readonly PartyLegs[] {
  return hashes.map((hash) => new PartyLegs(sql, hash));
}

/** @param legs of the party, under each generation of keys */
export function partyRecords(sql: BindingStatements, legs: readonly PartyLegs[]): PartyRecords {
  return {
    latestOn: (number) => {
      const rows = legs.map((each) => latestOn(sql, each, number));
      return latestOf(rows.filter((row) => row !== undefined).map(recordOf));
    },
    latestOnEach: () => {
      const rows = legs.flatMap(({ hash }) => sql.latestOnEach.all(hash));
      const inOrder = rows.sort((one, other) => one.id - other.id);
      return new Map(inOrder.map((row) => [row.owned as NumberId, recordOf(row)]));
    },
  };
}

function latestOn(sql: BindingStatements, legs: PartyLegs, number: NumberId): BindingRow | undefined {
  const id = legs.latestOn(number);
  if (id === undefined) return sql.latestOn.get(legs.hash, number);
  return id === null ? undefined : sql.byId.get(id);
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
