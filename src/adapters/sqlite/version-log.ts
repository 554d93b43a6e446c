import type { Database, Statement } from 'better-sqlite3';
import { endsOf } from '../../domain/binding/binding-mode.ts';
import { type BindingRecord, numberOfEnd, type Parties } from '../../domain/binding/binding-record.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { type BindingRow, recordOf } from './binding-row.ts';
import {
  ALL_VERSION_COLUMNS,
  rowOfVersion,
  SEALED_COLUMNS,
  VERSION_COLUMNS,
  type VersionRow,
} from './version-row.ts';

/** A version with a seal. */
type Sealed = VersionRow & { readonly key_generation: number; readonly sealed: Uint8Array };

/**
 * Writes how bindings were before they were changed, inside the transaction that changes them. Rows are only added, until they are so
 * old that nobody may ask for them.
 */
export class VersionLog {
  readonly #keep: Statement<[EpochMs, number]>;
  readonly #keepSealed: Statement<[EpochMs, number]>;
  readonly #ofBinding: Statement<[number], VersionRow>;
  readonly #oldest: Statement<[number], VersionRow>;
  readonly #ofGeneration: Statement<[number, number], Sealed>;
  readonly #binding: Statement<[number], BindingRow>;
  readonly #insertLeg: Statement;
  readonly #deleteLeg: Statement;
  readonly #delete: Statement;
  readonly #reseal: Statement;
  readonly #setSince: Statement;

  constructor(db: Database, binding: Statement<[number], BindingRow>) {
    const plain = ['binding', 'until', ...VERSION_COLUMNS].join(', ');
    const sealed = [plain, ...SEALED_COLUMNS].join(', ');
    const from = (columns: string): string =>
      `SELECT ${columns.replace('binding, until', 'id, ?')} FROM binding WHERE id = ?`;
    this.#keep = db.prepare(`INSERT INTO binding_version (${plain}) ${from(plain)}`);
    this.#keepSealed = db.prepare(`INSERT INTO binding_version (${sealed}) ${from(sealed)}`);
    const select = `SELECT ${ALL_VERSION_COLUMNS} FROM binding_version v`;
    this.#ofBinding = db.prepare(`${select} WHERE v.binding = ?`);
    this.#oldest = db.prepare(`${select} ORDER BY v.id LIMIT ?`);
    this.#ofGeneration = db.prepare(`${select} WHERE v.key_generation = ? AND v.sealed IS NOT NULL LIMIT ?`);
    this.#binding = binding;
    this.#insertLeg = db.prepare('INSERT OR IGNORE INTO version_leg VALUES (?, ?, ?)');
    this.#deleteLeg = db.prepare('DELETE FROM version_leg WHERE party = ? AND x = ? AND version = ?');
    this.#delete = db.prepare('DELETE FROM binding_version WHERE id = ?');
    this.#reseal = db.prepare('UPDATE binding_version SET key_generation = ?, sealed = ? WHERE id = ?');
    this.#setSince = db.prepare('UPDATE meta SET history_since = max(history_since, ?)');
  }

  /** The binding was until the instant as it is in the table now; what is sealed stays. */
  keep(id: number, until: EpochMs): void {
    this.#keep.run(until, id);
  }

  /** The same where what is sealed changes. */
  keepSealed(id: number, until: EpochMs): void {
    this.#keepSealed.run(until, id);
  }

  /** The same where a party gives way: it is found under its number as it was. */
  keepParties(record: BindingRecord, parties: Parties, until: EpochMs, { current }: KeyRing): void {
    const { lastInsertRowid } = this.#keepSealed.run(until, record.id);
    this.#insertLegs(record, parties, Number(lastInsertRowid), current);
  }

  /** Of a binding that is forgotten, before it is. */
  forget(binding: number, ring: KeyRing): void {
    for (const version of this.#ofBinding.all(binding)) this.#deleteVersion(version, ring);
  }

  /** Forgets versions that were over before the instant, the oldest first. */
  forgetBefore(until: EpochMs, limit: number, ring: KeyRing): number {
    let forgotten = 0;
    for (const version of this.#oldest.all(limit)) {
      if (version.until >= until) break;
      this.#deleteVersion(version, ring);
      forgotten += 1;
    }
    if (forgotten > 0) this.knownSince(until);
    return forgotten;
  }

  /** Of earlier instants nothing is known any more. */
  knownSince(at: EpochMs): void {
    this.#setSince.run(at);
  }

  /** Seals the next versions of `from` by `to`. @returns how many; 0 when none is left */
  reseal(from: SealingKeys, to: SealingKeys, limit: number): number {
    const versions = this.#ofGeneration.all(from.generation, limit);
    for (const version of versions) {
      const parties = from.unseal(version.binding, version.sealed);
      this.#reseal.run(to.generation, to.seal(version.binding, parties), version.id);
      const record = this.#recordOf(version);
      if (record === null) continue;
      if (this.#deleteLegs(record, parties, version.id, from) > 0)
        this.#insertLegs(record, parties, version.id, to);
    }
    return versions.length;
  }

  #deleteVersion(version: VersionRow, ring: KeyRing): void {
    this.#delete.run(version.id);
    if (version.sealed === null || version.key_generation === null) return;
    const parties = ring.of(version.key_generation).unseal(version.binding, version.sealed);
    const record = this.#recordOf(version);
    if (record === null) return;
    for (const keys of ring.generations) this.#deleteLegs(record, parties, version.id, keys);
  }

  #recordOf(version: VersionRow): BindingRecord | null {
    const current = this.#binding.get(version.binding);
    return current === undefined ? null : recordOf(rowOfVersion(current, version, current));
  }

  #insertLegs(record: BindingRecord, parties: Parties, version: number, keys: SealingKeys): void {
    for (const end of endsOf(record.mode)) {
      const party = parties[end.side];
      if (party !== null) this.#insertLeg.run(keys.hash(party), numberOfEnd(record, end), version);
    }
  }

  #deleteLegs(record: BindingRecord, parties: Parties, version: number, keys: SealingKeys): number {
    let deleted = 0;
    for (const end of endsOf(record.mode)) {
      const party = parties[end.side];
      if (party === null) continue;
      deleted += this.#deleteLeg.run(keys.hash(party), numberOfEnd(record, end), version).changes;
    }
    return deleted;
  }
}
