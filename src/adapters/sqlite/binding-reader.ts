import type { Database, Statement } from 'better-sqlite3';
import type { Binding, BindingId } from '../../domain/binding/binding.ts';
import { type BindingRecord, bindingOf } from '../../domain/binding/binding-record.ts';
import type { BindingSide } from '../../domain/call/route.ts';
import type { OwnBinding, RouteFacts } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { dialledPlace } from '../../domain/pool/dialled-place.ts';
import { NumberCatalogue, type NumberId } from '../../domain/pool/number-catalogue.ts';
import type {
  BindingQuery,
  Group,
  NumberUse,
  PoolBindings,
  PoolBindingsQuery,
} from '../../ports/binding-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { BindingList } from './binding-list.ts';
import { BINDING_COLUMNS, type BindingRow, OPAQUE, recordOf } from './binding-row.ts';
import { loadCatalogue } from './catalogue-table.ts';
import { GroupTable } from './group-table.ts';
import { currentMaster, isCurrentKey, type KeyState, keyState, loadKeyRing } from './key-table.ts';
import { OpenBindings } from './open-bindings.ts';
import { PastBindings } from './past-bindings.ts';
import { PoolList } from './pool-list.ts';
import { TurnReads } from './turn-reads.ts';

interface LegRow extends BindingRow {
  readonly side: 0 | 1;
}

/** Reads on the main thread: point reads of a local file, nothing of it held in memory but pools, ranges and keys. */
export class BindingReader {
  readonly #db: Database;
  readonly #version: Statement<[], number>;
  readonly #latest: Statement<[Uint8Array, number, number], LegRow>;
  readonly #byId: Statement<[number], BindingRow>;
  readonly #list: BindingList;
  readonly #poolList: PoolList;
  readonly #groups: GroupTable;
  readonly #openBindings: OpenBindings;
  readonly #past: PastBindings;
  readonly #turn: TurnReads;
  readonly #look: () => void;
  /** What was read in this turn: a call asks several times for its binding. */
  readonly #ofTurn = new Map<number, Binding | null>();
  /** Reads pools and keys as they were at one moment. */
  readonly #reload: () => void;
  #masters: readonly MasterKey[];
  #seenVersion = -1;
  #catalogue = NumberCatalogue.EMPTY;
  #ring: KeyRing;

  constructor(db: Database, masters: readonly MasterKey[]) {
    this.#db = db;
    this.#masters = masters;
    this.#ring = loadKeyRing(db, masters);
    this.#version = db.prepare<[], number>('SELECT version FROM meta').pluck();
    this.#latest = db.prepare<[Uint8Array, number, number], LegRow>(LATEST_LEG);
    this.#byId = db.prepare<[number], BindingRow>(`SELECT ${BINDING_COLUMNS} FROM binding b WHERE b.id = ?`);
    this.#list = new BindingList(db);
    this.#poolList = new PoolList(db);
    this.#groups = new GroupTable(db);
    this.#openBindings = new OpenBindings(db, this.#groups);
    this.#past = new PastBindings(db);
    this.#reload = db.transaction(() => {
      this.#catalogue = loadCatalogue(db);
      this.#ring = loadKeyRing(db, this.#masters);
      this.#seenVersion = this.#version.get() ?? 0;
    });
    this.#turn = new TurnReads(db);
    this.#look = () => {
      this.#ofTurn.clear();
      if ((this.#version.get() ?? 0) !== this.#seenVersion) this.#reload();
    };
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

  /** @throws StoreError `key-wrong` */
  currentKey(): MasterKey {
    return currentMaster(this.#db, this.#masters);
  }

  keyState(): KeyState {
    return keyState(this.#db, this.#masters);
  }

  /** A call that is connected costs one statement, and one for all calls of a turn: whether pools and keys are the same. */
  routeFacts(caller: RealNumber | null, dialled: readonly PrivacyNumber[]): RouteFacts {
    this.#refresh();
    const place = dialledPlace(this.#catalogue, dialled);
    if (place === null) return { found: 'number-unknown' };
    const { number, id } = place;
    const row = caller === null ? null : this.#latestLeg(caller, id);
    const open = this.#openBindings.reads(id, caller, this);
    return { found: 'number', number, caller, own: this.#own(row, caller, id), open };
  }

  /** `null` before the log of versions begins. */
  routeFactsAt(caller: RealNumber | null, dialled: readonly PrivacyNumber[], at: EpochMs): RouteFacts | null {
    this.#refresh();
    if (at < this.#past.knownSince()) return null;
    const place = dialledPlace(this.#catalogue, dialled);
    if (place === null) return { found: 'number-unknown' };
    const { number, id } = place;
    const opened = { ring: this.#ring, catalogue: this.#catalogue };
    const own = caller === null ? null : this.#past.own(caller, id, at, opened);
    const open = this.#past.reads(id, at, this.#openBindings.reads(id, caller, this), opened);
    return { found: 'number', number, caller, own, open };
  }

  numberUse(x: PrivacyNumber, at: EpochMs): NumberUse | null {
    const place = this.catalogue().find(x);
    const pool = place?.block.pool ?? null;
    if (place === null || pool === null) return null;
    const { areaCode, locked } = place.block;
    return { x, pool, areaCode, locked, live: this.#list.liveOn(place.id, at) };
  }

  groups(prefix: string): readonly Group[] {
    return this.#groups.groups(prefix);
  }

  groupMembers(name: string): readonly RealNumber[] | null {
    return this.#groups.members(name, this.ring());
  }

  binding(id: number): Binding | null {
    this.#refresh();
    const known = this.#ofTurn.get(id);
    if (known !== undefined) return known;
    const row = this.#byId.get(id);
    const binding = row === undefined ? null : this.bindingOf(row);
    this.#ofTurn.set(id, binding);
    return binding;
  }

  /** What of a binding is not sealed: for questions that need no more. */
  record(id: number): BindingRecord | null {
    this.#refresh();
    const row = this.#byId.get(id);
    return row === undefined ? null : recordOf(row);
  }

  bindings(query: BindingQuery): readonly Binding[] {
    this.#refresh();
    const hashes = query.party === undefined ? null : this.#ring.hashes(query.party);
    return this.#list.read(query, hashes, this.#catalogue).map((row) => this.bindingOf(row));
  }

  bindingsOfPool(query: PoolBindingsQuery): PoolBindings {
    this.#refresh();
    const { rows, next } = this.#poolList.read(query, this.#catalogue);
    const bindings = rows.map((row) => this.bindingOf(row));
    if (next === null) return { bindings, next };
    const x = this.#catalogue.numberOf(next.x as NumberId);
    return { bindings, next: { x, id: next.id as BindingId } };
  }

  bindingOf(row: BindingRow): Binding {
    const sealed = this.#ring.of(row.key_generation).unseal(row.id, row.sealed);
    return bindingOf(recordOf(row), sealed, this.#catalogue);
  }

  close(): void {
    this.#db.close();
  }

  /** What is filed under a party and number must be theirs. */
  #own(row: LegRow | null, caller: RealNumber | null, number: NumberId): OwnBinding | null {
    if (row === null || caller === null) return null;
    const binding = this.bindingOf(row);
    const side = SIDES[row.side];
    if (binding[side]?.equals(caller) !== true || (row.x !== number && row.y !== number))
      throw new StoreError('store-corrupt', `binding ${row.id} is filed under another party or number`);
    this.#ofTurn.set(row.id, binding);
    return { binding, side };
  }

  /** What resolves comes before what only shows X. While a rotation runs a party may be found under either hash. */
  #latestLeg(caller: RealNumber, number: NumberId): LegRow | null {
    const hashes = this.#ring.hashes(caller);
    for (const kind of [0, 1]) {
      let latest: LegRow | null = null;
      for (const hash of hashes) {
        const row = this.#latest.get(hash, kind, number);
        if (row !== undefined && row.id > (latest?.id ?? 0)) latest = row;
      }
      if (latest !== null) return latest;
    }
    return null;
  }

  /** Pools and keys are those of what is read in this turn. */
  #refresh(): void {
    this.#turn.begin(this.#look);
  }
}

const SIDES: readonly [BindingSide, BindingSide] = ['a', 'b'];

const LATEST_LEG = `
  SELECT l.side, ${BINDING_COLUMNS} FROM leg l
  JOIN binding b ON b.id = l.binding
  WHERE l.party = ${OPAQUE} AND l.kind = ${OPAQUE} AND l.x = ${OPAQUE} ORDER BY l.binding DESC LIMIT 1`;
