import type { PartyRecords } from '../../domain/binding/bind-view.ts';
import type { BindingId } from '../../domain/binding/binding.ts';
import { type BindingEnd, endsOf, isOpenMode } from '../../domain/binding/binding-mode.ts';
import {
  type BindingRecord,
  numberOfEnd,
  type PairRecord,
  type SealedPart,
} from '../../domain/binding/binding-record.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';

/** A binding with its numbers. */
export interface StoredBinding extends SealedPart {
  readonly record: BindingRecord;
}

interface PartyIndex {
  readonly owned: Map<NumberId, BindingId[]>;
  readonly shown: Map<NumberId, BindingId[]>;
}

/** Bindings in memory with the look-ups that a store needs. Ids ascend in every list. */
export class BindingTable {
  readonly #rows = new Map<BindingId, StoredBinding>();
  readonly #parties = new Map<string, PartyIndex>();
  readonly #pairs = new Map<string, BindingId[]>();
  readonly #numbers = new Map<NumberId, BindingId[]>();

  get(id: BindingId): StoredBinding | undefined {
    return this.#rows.get(id);
  }

  /** In the order of their ids. */
  all(): Iterable<StoredBinding> {
    return this.#rows.values();
  }

  insert(row: StoredBinding): void {
    const { id } = row.record;
    this.#rows.set(id, row);
    for (const ids of this.#listsOf(row)) ids.splice(ids.findLastIndex((other) => other < id) + 1, 0, id);
  }

  /** Writes the binding with other parties or of another mode. */
  replace(row: StoredBinding): void {
    const before = this.#rows.get(row.record.id);
    if (before !== undefined) this.#unlist(before);
    this.insert(row);
  }

  /** Later bindings are not found by this party on the number any more. */
  passLater(party: RealNumber, number: NumberId, id: BindingId): void {
    const owned = this.#indexOf(party).owned;
    const earlier = (owned.get(number) ?? []).filter((other) => other <= id);
    owned.set(number, earlier);
  }

  /** Writes other terms or times, or details; parties that own something, numbers and mode stay. */
  update(record: BindingRecord, sealed: Partial<SealedPart> = {}): StoredBinding | undefined {
    const row = this.#rows.get(record.id);
    if (row === undefined) return undefined;
    const updated = { ...row, ...sealed, record };
    this.#rows.set(record.id, updated);
    return updated;
  }

  delete(row: StoredBinding): void {
    this.#rows.delete(row.record.id);
    this.#unlist(row);
  }

  /** What the party has to do with the number: what it owns comes before what only shows it. */
  latestFor(party: RealNumber, number: NumberId): StoredBinding | undefined {
    const index = this.#parties.get(party.reveal());
    const id = index?.owned.get(number)?.at(-1) ?? index?.shown.get(number)?.at(-1);
    return id === undefined ? undefined : this.#rows.get(id);
  }

  recordsOf(party: RealNumber): PartyRecords {
    const owned = this.#parties.get(party.reveal())?.owned ?? new Map<NumberId, BindingId[]>();
    const latest = (ids: readonly BindingId[] | undefined): BindingRecord | null => {
      const id = ids?.at(-1);
      return id === undefined ? null : (this.#rows.get(id)?.record ?? null);
    };
    return {
      latestOn: (number) => latest(owned.get(number)),
      latestOnEach: () => {
        const each = new Map<NumberId, BindingRecord>();
        for (const [number, ids] of owned) {
          const record = latest(ids);
          if (record !== null) each.set(number, record);
        }
        return each;
      },
    };
  }

  ofPair(a: RealNumber, b: RealNumber | null): readonly PairRecord[] {
    const ids = this.#pairs.get(pairKey(a, b)) ?? [];
    return this.#newestFirst(ids).map((row) => ({ record: row.record, swapped: !row.a.equals(a) }));
  }

  /** All bindings that have the number as X or Y, newest first. */
  on(number: NumberId): readonly StoredBinding[] {
    return this.#newestFirst(this.#numbers.get(number) ?? []);
  }

  /** Those of them in the open modes. */
  openOn(number: NumberId): readonly StoredBinding[] {
    return this.on(number).filter(({ record }) => isOpenMode(record.mode));
  }

  /** Those that take PINs or did. */
  withPins(number: NumberId): readonly StoredBinding[] {
    return this.on(number).filter(({ record }) => record.takesPins);
  }

  withExtension(number: NumberId, extension: string): StoredBinding | undefined {
    return this.on(number).find(({ record }) => record.extension === extension);
  }

  nextWithExtensions(first: NumberId, last: NumberId): NumberId | null {
    const numbers = [...this.#numbers.keys()].filter(
      (number) =>
        number >= first && number <= last && this.on(number).some(({ record }) => record.extension !== null),
    );
    return numbers.sort((one, other) => one - other)[0] ?? null;
  }

  #unlist(row: StoredBinding): void {
    for (const ids of this.#listsOf(row)) {
      const place = ids.indexOf(row.record.id);
      if (place !== -1) ids.splice(place, 1);
    }
  }

  #newestFirst(ids: readonly BindingId[]): readonly StoredBinding[] {
    return ids
      .map((id) => this.#rows.get(id))
      .filter((row) => row !== undefined)
      .reverse();
  }

  /** All the lists that hold the binding. */
  #listsOf(row: StoredBinding): readonly BindingId[][] {
    const { number, secondNumber, mode } = row.record;
    const numbers = secondNumber === null ? [number] : [number, secondNumber];
    return [
      ...endsOf(mode).flatMap((end) => this.#listOfEnd(row, end) ?? []),
      ...numbers.map((one) => listIn(this.#numbers, one)),
      listIn(this.#pairs, pairKey(row.a, row.b)),
    ];
  }

  #listOfEnd(row: StoredBinding, end: BindingEnd): [BindingId[]] | null {
    const [party, number] = [row[end.side], numberOfEnd(row.record, end)];
    if (party === null || number === null) return null;
    const index = this.#indexOf(party);
    return [listIn(end.owned ? index.owned : index.shown, number)];
  }

  #indexOf(party: RealNumber): PartyIndex {
    const key = party.reveal();
    const index = this.#parties.get(key) ?? { owned: new Map(), shown: new Map() };
    this.#parties.set(key, index);
    return index;
  }
}

function listIn<K>(map: Map<K, BindingId[]>, key: K): BindingId[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function pairKey(one: RealNumber, other: RealNumber | null): string {
  return [one.reveal(), other?.reveal() ?? ''].sort().join(' ');
}
