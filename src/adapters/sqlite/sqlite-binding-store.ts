import type { Database } from 'better-sqlite3';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { Binding, BindingId, ReleaseReason } from '../../domain/binding/binding.ts';
import { isOpenMode } from '../../domain/binding/binding-mode.ts';
import { type EndedTalk, UNCOUNTED_TALK } from '../../domain/binding/binding-use.ts';
import type { Contact, RouteFacts } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { type CallPolicy, NO_POLICY } from '../../domain/policy/call-policy.ts';
import { formOf } from '../../domain/policy/policy-form.ts';
import type { ProvedTelephone } from '../../domain/policy/proved-telephone.ts';
import type { NewNumbers } from '../../domain/pool/catalogue-change.ts';
import type { NumberRange, Pool } from '../../domain/pool/pool.ts';
import { poolUsages } from '../../domain/pool/pool-usage.ts';
import type {
  Amendment,
  AmendResult,
  BindingQuery,
  BindingStore,
  BindRequest,
  BindResult,
  Group,
  GroupResult,
  NumberUse,
  PoolBindings,
  PoolBindingsQuery,
  PoolRefusal,
  PoolResult,
  PoolUsage,
  ReleaseResult,
} from '../../ports/binding-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { StoreWatch } from '../../ports/store-watch.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { bindResult, wireBindOf } from './bind-wire.ts';
import { BindingReader } from './binding-reader.ts';
import type { BindingRow } from './binding-row.ts';
import { plainPolicy } from './catalogue-table.ts';
import { CdrReader } from './cdr-reader.ts';
import { openForReading } from './connection.ts';
import { EventReader } from './event-reader.ts';
import type { GroupProblem } from './group-table.ts';
import { type KeyState, nextGeneration } from './key-table.ts';
import { RecordingReader } from './recording-reader.ts';
import { SqliteCdrStore } from './sqlite-cdr-store.ts';
import { SqliteEventLog } from './sqlite-event-log.ts';
import { SqliteRecordingStore } from './sqlite-recording-store.ts';
import { storeErrorOf } from './store-failure.ts';
import { UsageClient } from './usage-client.ts';
import { wireAmendmentOf } from './wire-amendment.ts';
import { WriterClient } from './writer-client.ts';

export interface SqliteOptions {
  /** The database file; made with mode 0600 when there is none. */
  readonly path: string;
  readonly key: MasterKey;
  /** A key that the database may have got instead, when the process died while a rotation began. */
  readonly nextKey?: MasterKey | null;
  /** How long to wait for another process that writes. */
  readonly busyTimeoutMs?: number;
  /** The database never grows beyond this; what does not fit is refused as on a full disk. */
  readonly maxBytes?: number | null;
  /** Told of every write. */
  readonly watch?: StoreWatch | null;
  /** How long notes about calls, which nobody waits for, may wait to share a commit, in milliseconds. Default 0. */
  readonly companyMs?: number;
}

const BUSY_TIMEOUT_MS = 5000;
/** The main thread waits for nobody: readers are hardly ever held up in WAL mode. */
const READ_TIMEOUT_MS = 500;
/** Bindings that are sealed anew with one commit: about 10 ms of the writer. */
const ROTATION_BATCH = 500;

/**
 * Bindings in one SQLite file (WAL mode). Writes go to a thread that commits in groups with `synchronous=FULL`;
 * reads are point reads on the caller's thread, and surveys of the pools have a thread as well. Real numbers are
 * sealed: see `SealingKeys`.
 */
export class SqliteBindingStore implements BindingStore {
  readonly #usage: UsageClient;
  readonly #reader: BindingReader;
  readonly #writer: WriterClient;
  /** Call records, in the same file. Closed with this store. */
  readonly cdrs: SqliteCdrStore;
  /** Which recordings are kept, and their keys; likewise. */
  readonly recordings: SqliteRecordingStore;
  /** What happened, likewise. */
  readonly events: SqliteEventLog;

  private constructor(path: string, db: Database, reader: BindingReader, writer: WriterClient) {
    this.#usage = new UsageClient({ path, busyTimeoutMs: BUSY_TIMEOUT_MS });
    this.#reader = reader;
    this.#writer = writer;
    const ring = (): KeyRing => reader.ring();
    this.cdrs = new SqliteCdrStore(new CdrReader(db, ring), writer);
    this.recordings = new SqliteRecordingStore(new RecordingReader(db, ring), writer);
    this.events = new SqliteEventLog(new EventReader(db, ring), writer);
  }

  /** @throws StoreError `key-wrong`, `store-newer`, `store-corrupt`, `store-busy`, `store-failed` */
  static async open(options: SqliteOptions): Promise<SqliteBindingStore> {
    const { path, key, nextKey = null, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
    const { maxBytes = null, watch = null, companyMs = 0 } = options;
    const ordering = { watch, companyMs };
    const keys = nextKey === null ? [key] : [key, nextKey];
    const masters = keys.map((each) => each.reveal());
    const writer = await WriterClient.start({ path, masters, busyTimeoutMs, maxBytes }, ordering);
    try {
      const db = openForReading(path, READ_TIMEOUT_MS);
      return new SqliteBindingStore(path, db, new BindingReader(db, keys), writer);
    } catch (error) {
      await writer.close();
      throw storeErrorOf(error, 'read');
    }
  }

  async addNumbers(request: NewNumbers): Promise<PoolResult> {
    const policy = request.policy === null ? null : plainPolicy(request.policy);
    const wire = { ...request, policy };
    return this.#poolResult(request.pool, await this.#writer.order({ kind: 'add-numbers', request: wire }));
  }

  async setLocked(pool: string, range: NumberRange | null, locked: boolean): Promise<PoolResult> {
    return this.#poolResult(pool, await this.#writer.order({ kind: 'set-locked', pool, range, locked }));
  }

  async removeNumbers(pool: string, range: NumberRange | null, at: EpochMs): Promise<PoolResult<null>> {
    const reason = await this.#writer.order({ kind: 'remove-numbers', pool, range, at });
    return reason === null ? { ok: true, value: null } : { ok: false, reason };
  }

  pool(name: string): Pool | null {
    return this.#read((reader) => reader.catalogue().pool(name));
  }

  tenantCalls(tenant: TenantId): CallPolicy {
    return this.#read((reader) => reader.catalogue().tenants.get(tenant) ?? NO_POLICY);
  }

  async setTenantCalls(tenant: TenantId, calls: CallPolicy): Promise<void> {
    await this.#writer.order({ kind: 'set-tenant-calls', tenant, calls: formOf(calls) });
  }

  poolNames(): readonly string[] {
    return this.#read((reader) => [...reader.catalogue().pools.keys()].sort());
  }

  numberUse(x: PrivacyNumber, at: EpochMs): NumberUse | null {
    return this.#read((reader) => reader.numberUse(x, at));
  }

  async poolUsage(at: EpochMs): Promise<readonly PoolUsage[]> {
    const loads = await this.#usage.loads(at);
    return this.#read((reader) => poolUsages(reader.catalogue(), loads));
  }

  async bind(request: BindRequest): Promise<BindResult> {
    const [result] = await this.bindMany([request]);
    if (result === undefined) throw new StoreError('store-failed', 'the writer gave no answer');
    return result;
  }

  async bindMany(requests: readonly BindRequest[]): Promise<readonly BindResult[]> {
    if (requests.length === 0) return [];
    const outcomes = await this.#writer.order({ kind: 'bind', requests: requests.map(wireBindOf) });
    const catalogue = this.#read((reader) => reader.catalogue());
    return requests.map((request, place) => bindResult(request, outcomes[place], catalogue));
  }

  async release(id: BindingId, reason: ReleaseReason, at: EpochMs): Promise<ReleaseResult> {
    const answer = await this.#writer.order({ kind: 'release', id, reason, at });
    if (typeof answer === 'string') return { ok: false, reason: answer };
    return { ok: true, binding: this.#bindingOf(answer) };
  }

  async amend(id: BindingId, amendment: Amendment, at: EpochMs): Promise<AmendResult> {
    const answer = await this.#writer.order({
      kind: 'amend',
      id,
      amendment: wireAmendmentOf(amendment),
      at,
    });
    if ('reason' in answer) return { ok: false, refusal: answer };
    return { ok: true, binding: this.#bindingOf(answer) };
  }

  async callRouted(...[id, at, caller, isCounted = false, revision]: Parameters<BindingStore['callRouted']>) {
    const binding = this.#read((reader) => reader.record(id));
    if (binding === null || (binding.slidingMs === null && !isOpenMode(binding.mode) && !isCounted)) return;
    const number = caller?.reveal() ?? null;
    await this.#writer.order({ kind: 'call-routed', id, at, caller: number, isCounted, revision });
  }

  async callEnded(id: BindingId, at: EpochMs, talk: EndedTalk = UNCOUNTED_TALK): Promise<void> {
    if (this.#read((reader) => reader.record(id))?.afterCallMs === null && !talk.isCounted) return;
    await this.#writer.order({ kind: 'call-ended', id, at, talk });
  }

  async wrongPin(id: BindingId, at: EpochMs): Promise<void> {
    await this.#writer.order({ kind: 'wrong-pin', id, at });
  }

  async rememberTelephone(id: BindingId, proved: ProvedTelephone, at: EpochMs): Promise<void> {
    const { side, telephone, pin } = proved;
    const wire = { side, telephone: telephone.reveal(), pin: pin.reveal() };
    await this.#writer.order({ kind: 'remember-telephone', id, proved: wire, at });
  }

  async setTemporaryCallee(id: BindingId, callee: Contact | null, at: EpochMs): Promise<ReleaseResult> {
    const wire = callee === null ? null : { number: callee.number.reveal(), at: callee.at };
    const answer = await this.#writer.order({ kind: 'set-temporary-callee', id, callee: wire, at });
    if (typeof answer === 'string') return { ok: false, reason: answer };
    return { ok: true, binding: this.#bindingOf(answer) };
  }

  async putGroup(name: string, members: readonly RealNumber[]): Promise<GroupResult> {
    return groupResult(await this.#writer.order({ kind: 'put-group', name, members: digitsOf(members) }));
  }

  async changeGroup(
    name: string,
    add: readonly RealNumber[],
    remove: readonly RealNumber[],
  ): Promise<GroupResult> {
    const change = { add: digitsOf(add), remove: digitsOf(remove) };
    return groupResult(await this.#writer.order({ kind: 'change-group', name, ...change }));
  }

  async removeGroup(name: string, at: EpochMs): Promise<GroupResult> {
    return groupResult(await this.#writer.order({ kind: 'remove-group', name, at }));
  }

  groups(prefix: string): readonly Group[] {
    return this.#read((reader) => reader.groups(prefix));
  }

  groupMembers(name: string): readonly RealNumber[] | null {
    return this.#read((reader) => reader.groupMembers(name));
  }

  async purge(endedBefore: EpochMs, at: EpochMs, limit: number): Promise<number> {
    const purged = await this.#writer.order({ kind: 'purge', endedBefore, at, limit });
    // Bindings that live on may have very many versions: in batches, between which others have their turn.
    for (let forgotten = limit; forgotten === limit; )
      forgotten = await this.#writer.order({ kind: 'purge-versions', before: endedBefore, limit });
    return purged;
  }

  routeFacts(caller: RealNumber | null, dialled: readonly PrivacyNumber[]): RouteFacts {
    return this.#read((reader) => reader.routeFacts(caller, dialled));
  }

  routeFactsAt(...question: Parameters<BindingStore['routeFactsAt']>): RouteFacts | null {
    return this.#read((reader) => reader.routeFactsAt(...question));
  }

  binding(id: BindingId): Binding | null {
    return this.#read((reader) => reader.binding(id));
  }

  bindings(query: BindingQuery): readonly Binding[] {
    return this.#read((reader) => reader.bindings(query));
  }

  bindingsOfPool(query: PoolBindingsQuery): PoolBindings {
    return this.#read((reader) => reader.bindingsOfPool(query));
  }

  async close(): Promise<void> {
    await Promise.all([this.#usage.close(), this.#writer.close()]);
    this.#reader.close();
  }

  /** True while numbers of an earlier key are left: a rotation that was cut short goes on with `continueRotation`. */
  rotationPending(): boolean {
    return this.#read((reader) => reader.ring().generations.length > 1);
  }

  /** True when this is the key of the database, not an earlier or a later one. */
  isCurrentKey(key: MasterKey): boolean {
    return this.#read((reader) => reader.isCurrentKey(key));
  }

  /**
   * Gives the database a new key. When it resolves the new key is the key; the numbers are sealed anew by `continueRotation`,
   * and until that is done the new key opens both.
   * @throws StoreError `key-rotating` while an earlier rotation is not complete
   */
  async beginRotation(key: MasterKey): Promise<void> {
    const ring = this.#read((reader) => reader.ring());
    if (ring.generations.length > 1)
      throw new StoreError('key-rotating', 'the numbers are still being sealed for the latest rotation');
    const { generation, salt } = nextGeneration(ring);
    this.#reader.expectKey(key);
    await this.#writer.order({ kind: 'begin-rotation', master: key.reveal(), generation, salt });
  }

  /** As `beginRotation`, by fresh keys of the master key that the database has. */
  async beginRenewal(): Promise<void> {
    await this.beginRotation(this.#read((reader) => reader.currentKey()));
  }

  keyState(): KeyState {
    return this.#read((reader) => reader.keyState());
  }

  /** Seals all that is left, in batches between which binds and calls go on. @param onProgress bindings done by this call so far */
  async continueRotation(onProgress: (bindings: number) => void | Promise<void> = () => {}): Promise<void> {
    for (let done = 0; this.rotationPending(); ) {
      done += await this.#writer.order({ kind: 'rotate', limit: ROTATION_BATCH });
      await onProgress(done);
    }
  }

  #read<T>(read: (reader: BindingReader) => T): T {
    try {
      return read(this.#reader);
    } catch (error) {
      throw storeErrorOf(error, 'read');
    }
  }

  /** Of a row that was just written, perhaps by keys that the reader has not seen yet. */
  #bindingOf(row: BindingRow): Binding {
    return this.#read((reader) => {
      reader.ring();
      return reader.bindingOf(row);
    });
  }

  #poolResult(name: string, reason: PoolRefusal | null): PoolResult {
    if (reason !== null) return { ok: false, reason };
    const pool = this.#read((reader) => reader.catalogue().pool(name));
    return pool === null ? { ok: false, reason: 'pool-unknown' } : { ok: true, value: pool };
  }
}

function digitsOf(numbers: readonly RealNumber[]): readonly string[] {
  return numbers.map((number) => number.reveal());
}

function groupResult(answer: Group | GroupProblem): GroupResult {
  return typeof answer === 'string' ? { ok: false, reason: answer } : { ok: true, group: answer };
}
