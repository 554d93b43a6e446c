import type { Database, Statement } from 'better-sqlite3';
import type { Binding } from '../../domain/binding/binding.ts';
import { bindingOf, type Parties } from '../../domain/binding/binding-record.ts';
import type { BindingSide, RouteFacts } from '../../domain/call/route.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { dialledPlace } from '../../domain/pool/dialled-place.ts';
import { NumberCatalogue, type NumberId } from '../../domain/pool/number-catalogue.ts';
import type { BindingQuery } from '../../ports/binding-store.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { BindingList } from './binding-list.ts';
import { BINDING_COLUMNS, type BindingRow, recordOf } from './binding-row.ts';
import { loadCatalogue } from './catalogue-table.ts';
import { isCurrentKey, loadKeyRing } from './key-table.ts';

interface LegRow extends BindingRow {
  readonly side: 0 | 1;
}

/** Reads on the main thread: point reads of a local file, nothing of it held in memory but pools, ranges and keys. */
export class BindingReader {
  readonly #db: Database;
  readonly #dataVersion: Statement<[], number>;
  readonly #version: Statement<[], number>;
  readonly #latest: Statement<[Uint8Array, number, number], LegRow>;
  readonly #byId: Statement<[number], BindingRow>;
  readonly #list: BindingList;
  #masters: readonly MasterKey[];
  #seenData = -1;
  #seenVersion = -1;
  #catalogue = NumberCatalogue.EMPTY;
  #ring: KeyRing;

  constructor(db: Database, masters: readonly MasterKey[]) {
    this.#db = db;
    this.#masters = masters;
    this.#ring = loadKeyRing(db, masters);
    this.#dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
    this.#version = db.prepare<[], number>('SELECT version FROM meta').pluck();
    this.#latest = db.prepare<[Uint8Array, number, number], LegRow>(
      `SELECT ${BINDING_COLUMNS}, l.side FROM leg l JOIN binding b ON b.id = l.binding
       WHERE l.party = ? AND l.kind = ? AND l.x = ? ORDER BY l.binding DESC LIMIT 1`,
    );
    this.#byId = db.prepare<[number], BindingRow>(`SELECT ${BINDING_COLUMNS} FROM binding b WHERE b.id = ?`);
    this.#list = new BindingList(db);
  }

  /** Pools and ranges as they are now. */
  catalogue(): NumberCatalogue {
    this.#refresh();
    return this.#catalogue;
  }

  /** The keys that open the database now. */
  ring(): KeyRing {
    this.#refresh();
    return this.#ring;
  }

  /** From now on the database may get this key at any moment. */
  expectKey(next: MasterKey): void {
    this.#masters = [...this.#masters, next];
  }

  /** True when this is the key of the database. */
  isCurrentKey(key: MasterKey): boolean {
    return isCurrentKey(this.#db, key);
  }

  routeFacts(caller: RealNumber | null, dialled: readonly PrivacyNumber[]): RouteFacts {
    this.#refresh();
    const place = dialledPlace(this.#catalogue, dialled);
    if (place === null) return { found: 'number-unknown' };
    const { number } = place;
    const row = caller === null ? undefined : this.#latestLeg(caller, place.id);
    if (row === undefined) return { found: 'number', number };
    return { found: 'binding', number, binding: this.bindingOf(row), side: SIDES[row.side] };
  }

  binding(id: number): Binding | null {
    this.#refresh();
    const row = this.#byId.get(id);
    return row === undefined ? null : this.bindingOf(row);
  }

  bindings(query: BindingQuery): readonly Binding[] {
    this.#refresh();
    const hashes = query.party === undefined ? null : this.#ring.hashes(query.party);
    return this.#list.read(query, hashes, this.#catalogue).map((row) => this.bindingOf(row));
  }

  /** The numbers stay sealed until somebody reads them. */
  bindingOf(row: BindingRow): Binding {
    const record = recordOf(row);
    return bindingOf(record, new SealedParties(row, this.#ring), this.#catalogue);
  }

  close(): void {
    this.#db.close();
  }

  /** What resolves comes before what only shows X. While a rotation runs a party may be found under either hash. */
  #latestLeg(caller: RealNumber, number: NumberId): LegRow | undefined {
    const hashes = this.#ring.hashes(caller);
    for (const kind of [0, 1]) {
      const rows = hashes
        .map((hash) => this.#latest.get(hash, kind, number))
        .filter((row) => row !== undefined);
      const [first, second] = rows;
      if (first !== undefined) return second !== undefined && second.id > first.id ? second : first;
    }
    return undefined;
  }

  /** Sees what was committed by any thread or process; costs one comparison when nothing was. */
  #refresh(): void {
    const data = this.#dataVersion.get();
    if (data === this.#seenData) return;
    const version = this.#version.get();
    if (version !== this.#seenVersion) {
      this.#catalogue = loadCatalogue(this.#db);
      this.#ring = loadKeyRing(this.#db, this.#masters);
    }
    this.#seenVersion = version ?? -1;
    this.#seenData = data ?? -1;
  }
}

const SIDES: readonly [BindingSide, BindingSide] = ['a', 'b'];

/** Opens once, when A or B is read. */
class SealedParties implements Parties {
  readonly #row: BindingRow;
  readonly #ring: KeyRing;
  #parties: Parties | null = null;

  constructor(row: BindingRow, ring: KeyRing) {
    this.#row = row;
    this.#ring = ring;
  }

  get a(): RealNumber {
    return this.#open().a;
  }

  get b(): RealNumber {
    return this.#open().b;
  }

  #open(): Parties {
    const { key_generation, id, sealed } = this.#row;
    this.#parties ??= this.#ring.unseal(key_generation, id, sealed);
    return this.#parties;
  }
}
