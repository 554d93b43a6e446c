import type { Database, Statement } from 'better-sqlite3';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { type Group, MAX_GROUP_MEMBERS } from '../../ports/binding-store.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { KEPT, KeptNumbers, type Place } from './kept-numbers.ts';

/** Why a group was left as it was. */
export type GroupProblem = 'group-unknown' | 'group-in-use' | 'group-too-large';

/** Groups and their members. Changes run inside a transaction that somebody else begins and commits. */
export class GroupTable {
  readonly #kept: KeptNumbers;
  readonly #find: Statement<[string], number>;
  readonly #named: Statement<[string, string], { readonly id: number; readonly name: string }>;
  readonly #insert: Statement;
  readonly #delete: Statement;

  constructor(db: Database) {
    this.#kept = new KeptNumbers(db);
    this.#find = db.prepare<[string], number>('SELECT id FROM party_group WHERE name = ?').pluck();
    this.#named = db.prepare('SELECT id, name FROM party_group WHERE name >= ? AND name < ? ORDER BY name');
    this.#insert = db.prepare('INSERT INTO party_group (name) VALUES (?)');
    this.#delete = db.prepare('DELETE FROM party_group WHERE id = ?');
  }

  has(name: string): boolean {
    return this.#find.get(name) !== undefined;
  }

  isMember(name: string, party: RealNumber, ring: KeyRing): boolean {
    const place = this.#place(name);
    return place !== null && this.#kept.has(place, party, ring);
  }

  members(name: string, ring: KeyRing): readonly RealNumber[] | null {
    const place = this.#place(name);
    return place === null ? null : this.#kept.all(place, ring).map((kept) => kept.number);
  }

  group(name: string): Group | null {
    const place = this.#place(name);
    return place === null ? null : { name, members: this.#kept.count(place) };
  }

  groups(prefix: string): readonly Group[] {
    return this.#named
      .all(prefix, `${prefix}\u{10ffff}`)
      .map(({ id, name }) => ({ name, members: this.#kept.count({ kind: KEPT.member, owner: id }) }));
  }

  /** Makes the group when it is new; its members are these and no others. */
  put(name: string, members: readonly RealNumber[], ring: KeyRing): Group | GroupProblem {
    if (members.length > MAX_GROUP_MEMBERS) return 'group-too-large';
    if (!this.has(name)) this.#insert.run(name);
    const place = this.#place(name);
    if (place === null) return 'group-unknown';
    this.#kept.deleteOfBinding(place, NO_BINDING);
    this.#add(place, members, ring);
    return { name, members: this.#kept.count(place) };
  }

  change(
    name: string,
    add: readonly RealNumber[],
    remove: readonly RealNumber[],
    ring: KeyRing,
  ): Group | GroupProblem {
    const place = this.#place(name);
    if (place === null) return 'group-unknown';
    const isIn = (number: RealNumber): boolean => this.#kept.has(place, number, ring);
    const added = byDigits(add);
    const leaving = [...byDigits(remove)].filter(([digits, number]) => !added.has(digits) && isIn(number));
    const fresh = [...added.values()].filter((number) => !isIn(number));
    if (this.#kept.count(place) + fresh.length - leaving.length > MAX_GROUP_MEMBERS) return 'group-too-large';
    for (const [, number] of leaving) this.#kept.delete(place, number, ring);
    this.#add(place, fresh, ring);
    return { name, members: this.#kept.count(place) };
  }

  remove(name: string): Group | GroupProblem {
    const place = this.#place(name);
    if (place === null) return 'group-unknown';
    this.#kept.deleteOfBinding(place, NO_BINDING);
    this.#delete.run(place.owner);
    return { name, members: 0 };
  }

  #add(place: Place, members: readonly RealNumber[], ring: KeyRing): void {
    for (const number of members) this.#kept.put(place, { number, binding: NO_BINDING, at: 0 }, ring);
  }

  #place(name: string): Place | null {
    const id = this.#find.get(name);
    return id === undefined ? null : { kind: KEPT.member, owner: id };
  }
}

/** Each number once. */
function byDigits(numbers: readonly RealNumber[]): ReadonlyMap<string, RealNumber> {
  return new Map(numbers.map((number) => [number.reveal(), number]));
}

/** Members belong to their group, not to a binding. */
const NO_BINDING = 0;
