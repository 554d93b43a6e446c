import type { PartyRecords } from '../../domain/binding/bind-plan.ts';
import type { BindingId } from '../../domain/binding/binding.ts';
import type { BindingRecord, PairRecord, Parties } from '../../domain/binding/binding-record.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';

/** A binding with its two numbers. */
export interface StoredBinding extends Parties {
  readonly record: BindingRecord;
}

interface PartyIndex {
  readonly resolving: Map<NumberId, BindingId[]>;
  readonly shown: Map<NumberId, BindingId[]>;
}

/** Bindings in memory with the look-ups that a store needs. Ids ascend in every list. */
export class BindingTable {
  readonly #rows = new Map<BindingId, StoredBinding>();
  readonly #parties = new Map<string, PartyIndex>();
  readonly #pairs = new Map<string, BindingId[]>();

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
    for (const ids of this.#listsOf(row)) ids.push(id);
  }

  /** Writes other terms or times; parties, number and mode stay. */
  update(record: BindingRecord): StoredBinding | undefined {
    const row = this.#rows.get(record.id);
    if (row === undefined) return undefined;
    const updated = { ...row, record };
    this.#rows.set(record.id, updated);
    return updated;
  }

  delete(row: StoredBinding): void {
    const { id } = row.record;
    this.#rows.delete(id);
    for (const ids of this.#listsOf(row)) ids.splice(ids.indexOf(id), 1);
  }

  /** What the party has to do with the number: what resolves comes before what only shows it. */
  latestFor(party: RealNumber, number: NumberId): StoredBinding | undefined {
    const index = this.#parties.get(party.reveal());
    const id = index?.resolving.get(number)?.at(-1) ?? index?.shown.get(number)?.at(-1);
    return id === undefined ? undefined : this.#rows.get(id);
  }

  recordsOf(party: RealNumber): PartyRecords {
    const resolving = this.#parties.get(party.reveal())?.resolving ?? new Map<NumberId, BindingId[]>();
    const latest = (ids: readonly BindingId[] | undefined): BindingRecord | null => {
      const id = ids?.at(-1);
      return id === undefined ? null : (this.#rows.get(id)?.record ?? null);
    };
    return {
      latestOn: (number) => latest(resolving.get(number)),
      latestOnEach: () => [...resolving.values()].map(latest).filter((record) => record !== null),
    };
  }

  ofPair(a: RealNumber, b: RealNumber): readonly PairRecord[] {
    const ids = this.#pairs.get(pairKey(a, b)) ?? [];
    return ids
      .map((id) => this.#rows.get(id))
      .filter((row) => row !== undefined)
      .map((row) => ({ record: row.record, swapped: !row.a.equals(a) }))
      .reverse();
  }

  /** The lists of (A, X), (B, X) and (A, B) that hold the binding. */
  #listsOf(row: StoredBinding): readonly BindingId[][] {
    const { mode, number } = row.record;
    const ofA = this.#indexOf(row.a);
    return [
      listIn(mode === 'two-way' ? ofA.resolving : ofA.shown, number),
      listIn(this.#indexOf(row.b).resolving, number),
      listIn(this.#pairs, pairKey(row.a, row.b)),
    ];
  }

  #indexOf(party: RealNumber): PartyIndex {
    const key = party.reveal();
    const index = this.#parties.get(key) ?? { resolving: new Map(), shown: new Map() };
    this.#parties.set(key, index);
    return index;
  }
}

function listIn<K>(map: Map<K, BindingId[]>, key: K): BindingId[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function pairKey(one: RealNumber, other: RealNumber): string {
  return [one.reveal(), other.reveal()].sort().join(' ');
}
