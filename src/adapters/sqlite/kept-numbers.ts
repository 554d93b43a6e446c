import type { Database, Statement } from 'better-sqlite3';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { MAX_TELEPHONES } from '../../domain/policy/proved-telephone.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';

/**
 * What a number is kept for. The owner is a privacy number's id for `putThrough`, a group for `member`, else a binding; `lastCaller` and
 * `temporaryCallee` are not looked up by the number itself.
 */
export const KEPT = {
  lastCaller: 0,
  temporaryCallee: 1,
  putThrough: 2,
  member: 3,
  telephoneOfA: 4,
  telephoneOfB: 5,
} as const;

type Kind = (typeof KEPT)[keyof typeof KEPT];

/** A row of the table `kept_number`. */
interface KeptRow {
  readonly kind: Kind;
  readonly owner: number;
  readonly party: Uint8Array;
  readonly binding: number;
  readonly at: number;
  readonly key_generation: number;
  readonly sealed: Uint8Array;
}

/** A number with what belongs to it. */
export interface Kept {
  readonly number: RealNumber;
  readonly binding: number;
  readonly at: EpochMs;
}

/** Whose number it is, and what for. */
export interface Place {
  readonly kind: Kind;
  readonly owner: number;
}

const UNNAMED = new Uint8Array(0);

type RowKey = { readonly kind: number; readonly owner: number; readonly party: Uint8Array };

/** Before all rows. */
const START: RowKey = { kind: -1, owner: 0, party: UNNAMED };

/** Reads and writes the numbers that come and go while a binding or group lives. Sealed like those of bindings. */
export class KeptNumbers {
  readonly #find: Statement<[number, number, Uint8Array], KeptRow>;
  readonly #ofOwner: Statement<[number, number], KeptRow>;
  readonly #count: Statement<[number, number], number>;
  readonly #ofGeneration: Statement<[number, number, Uint8Array, number, number], KeptRow>;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #deleteOfBinding: Statement;
  /** Where the latest batch of a rotation ended. */
  #resealedTo: RowKey = START;

  constructor(db: Database) {
    const select = 'SELECT kind, owner, party, binding, at, key_generation, sealed FROM kept_number';
    this.#find = db.prepare(`${select} WHERE kind = ? AND owner = ? AND party = ?`);
    this.#ofOwner = db.prepare(`${select} WHERE kind = ? AND owner = ?`);
    this.#count = db
      .prepare<[number, number], number>('SELECT count(*) FROM kept_number WHERE kind = ? AND owner = ?')
      .pluck();
    this.#ofGeneration = db.prepare(
      `${select} WHERE (kind, owner, party) > (?, ?, ?) AND key_generation = ? ORDER BY kind, owner, party LIMIT ?`,
    );
    this.#put = db.prepare('INSERT OR REPLACE INTO kept_number VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM kept_number WHERE kind = ? AND owner = ? AND party = ?');
    this.#deleteOfBinding = db.prepare(
      'DELETE FROM kept_number WHERE kind = ? AND owner = ? AND binding = ?',
    );
  }

  /** The one number of the place. */
  only({ kind, owner }: Place, ring: KeyRing): Kept | null {
    return opened(this.#find.get(kind, owner, UNNAMED), ring);
  }

  /** What is kept for this number at the place; of two generations the later one. */
  of({ kind, owner }: Place, number: RealNumber, ring: KeyRing): Kept | null {
    const found = ring.hashes(number).map((hash) => opened(this.#find.get(kind, owner, hash), ring));
    return found.filter((kept) => kept !== null).sort((one, other) => other.at - one.at)[0] ?? null;
  }

  has({ kind, owner }: Place, number: RealNumber, ring: KeyRing): boolean {
    return ring.hashes(number).some((hash) => this.#find.get(kind, owner, hash) !== undefined);
  }

  /** The party of the binding that proved by a PIN that this is a telephone of its own. */
  sideOf(binding: number, telephone: RealNumber, ring: KeyRing): 'a' | 'b' | null {
    return SIDES.find((side) => this.has(telephonesOf(binding, side), telephone, ring)) ?? null;
  }

  putTelephone(binding: number, side: 'a' | 'b', kept: Kept, ring: KeyRing): void {
    const place = telephonesOf(binding, side);
    if (this.count(place) >= MAX_TELEPHONES) return;
    this.delete(telephonesOf(binding, side === 'a' ? 'b' : 'a'), kept.number, ring);
    this.put(place, kept, ring);
  }

  deleteTelephones(binding: number, sides: readonly ('a' | 'b')[] = SIDES): void {
    for (const side of sides) this.deleteOfBinding(telephonesOf(binding, side), binding);
  }

  all({ kind, owner }: Place, ring: KeyRing): readonly Kept[] {
    return this.#ofOwner.all(kind, owner).flatMap((row) => opened(row, ring) ?? []);
  }

  count({ kind, owner }: Place): number {
    return this.#count.get(kind, owner) ?? 0;
  }

  putOnly(place: Place, kept: Kept, ring: KeyRing): void {
    this.#insert(place, UNNAMED, kept, ring.current);
  }

  deleteOnly({ kind, owner }: Place): void {
    this.#delete.run(kind, owner, UNNAMED);
  }

  put(place: Place, kept: Kept, ring: KeyRing): void {
    this.delete(place, kept.number, ring);
    this.#insert(place, ring.current.hash(kept.number), kept, ring.current);
  }

  delete({ kind, owner }: Place, number: RealNumber, ring: KeyRing): void {
    for (const hash of ring.hashes(number)) this.#delete.run(kind, owner, hash);
  }

  /** Of what is kept at the place only that which belongs to the binding. */
  deleteOfBinding({ kind, owner }: Place, binding: number): void {
    this.#deleteOfBinding.run(kind, owner, binding);
  }

  /** Seals the next numbers of `from` by `to`. @returns how many; 0 when none is left anywhere */
  reseal(from: SealingKeys, to: SealingKeys, limit: number): number {
    const rows = this.#nextOf(from.generation, limit);
    for (const row of rows) {
      const number = from.unsealNumber(row.kind, row.owner, row.sealed);
      this.#delete.run(row.kind, row.owner, row.party);
      const party = row.party.length === 0 ? UNNAMED : to.hash(number);
      this.#insert(row, party, { number, binding: row.binding, at: row.at }, to);
    }
    return rows.length;
  }

  /** Goes on where it was; that none is left counts only after a look from the beginning, for a batch may have been undone. */
  #nextOf(generation: number, limit: number): readonly KeptRow[] {
    const read = ({ kind, owner, party }: RowKey): readonly KeptRow[] =>
      this.#ofGeneration.all(kind, owner, party, generation, limit);
    const next = read(this.#resealedTo);
    const rows = next.length > 0 || this.#resealedTo === START ? next : read(START);
    this.#resealedTo = rows.at(-1) ?? START;
    return rows;
  }

  #insert({ kind, owner }: Place, party: Uint8Array, kept: Kept, keys: SealingKeys): void {
    const sealed = keys.sealNumber(kind, owner, kept.number);
    this.#put.run(kind, owner, party, kept.binding, kept.at, keys.generation, sealed);
  }
}

const SIDES = ['a', 'b'] as const;

function telephonesOf(owner: number, side: 'a' | 'b'): Place {
  return { kind: side === 'a' ? KEPT.telephoneOfA : KEPT.telephoneOfB, owner };
}

function opened(row: KeptRow | undefined, ring: KeyRing): Kept | null {
  if (row === undefined) return null;
  const number = ring.of(row.key_generation).unsealNumber(row.kind, row.owner, row.sealed);
  return { number, binding: row.binding, at: row.at };
}
