import type { TenantId } from '../../domain/access/tenant.ts';
import { departedPart, departedRecord, planAmendment } from '../../domain/binding/amendment.ts';
import { type BindPlan, planBind } from '../../domain/binding/bind-plan.ts';
import type { Binding, BindingId, ReleaseReason } from '../../domain/binding/binding.ts';
import { isInGrace, lifeAt } from '../../domain/binding/binding-life.ts';
import { type BindingMode, isOpenMode } from '../../domain/binding/binding-mode.ts';
import { type BindingRecord, bindingOf } from '../../domain/binding/binding-record.ts';
import {
  afterRouting,
  afterTalk,
  type EndedTalk,
  isOfNow,
  UNCOUNTED_TALK,
} from '../../domain/binding/binding-use.ts';
import {
  isForgettable,
  knownAfter,
  newRecord,
  renewedRecord,
  replacedRecord,
  sealedOf,
} from '../../domain/binding/binding-writing.ts';
import { withWrongPin } from '../../domain/binding/pin-use.ts';
import type { Contact, RouteFacts } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { type CallPolicy, NO_POLICY } from '../../domain/policy/call-policy.ts';
import { sidesWithOtherPin } from '../../domain/policy/pin.ts';
import { type ProvedTelephone, remembersTelephone } from '../../domain/policy/proved-telephone.ts';
import {
  addNumbers,
  blocksIn,
  type CatalogueChange,
  type NewNumbers,
  removeNumbers,
  setLocked,
  withTenantCalls,
} from '../../domain/pool/catalogue-change.ts';
import { dialledPlace } from '../../domain/pool/dialled-place.ts';
import { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
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
  PoolResult,
  PoolUsage,
  ReleaseResult,
} from '../../ports/binding-store.ts';
import { isListed, listOfPool, someHeld } from './binding-list.ts';
import { BindingTable, type StoredBinding } from './binding-table.ts';
import { KeptNumbers } from './kept-numbers.ts';
import { bindView, pinsIn } from './memory-bind-view.ts';
import { openReads } from './open-reads.ts';
import { PastRows } from './past-rows.ts';
import { loadsOf } from './pool-loads.ts';

/** Bindings that live as long as the process: for tests, simulations and demonstrations. */
export class MemoryBindingStore implements BindingStore {
  #catalogue = NumberCatalogue.EMPTY;
  #nextId = 1;
  readonly #table = new BindingTable();
  readonly #kept = new KeptNumbers();
  readonly #past = new PastRows(this.#table);

  async addNumbers(request: NewNumbers): Promise<PoolResult> {
    return this.#changePool(request.pool, addNumbers(this.#catalogue, request));
  }

  async setLocked(pool: string, range: NumberRange | null, locked: boolean): Promise<PoolResult> {
    return this.#changePool(pool, setLocked(this.#catalogue, pool, range, locked));
  }

  async removeNumbers(pool: string, range: NumberRange | null, at: EpochMs): Promise<PoolResult<null>> {
    const change = removeNumbers(this.#catalogue, pool, range);
    if (!change.ok) return change;
    const blocks = blocksIn(this.#catalogue, pool, range) ?? [];
    if (someHeld(this.#table.all(), blocks, this.#catalogue, at))
      return { ok: false, reason: 'range-in-use' };
    this.#catalogue = change.catalogue;
    return { ok: true, value: null };
  }

  pool(name: string): Pool | null {
    return this.#catalogue.pool(name);
  }

  tenantCalls(tenant: TenantId): CallPolicy {
    return this.#catalogue.tenants.get(tenant) ?? NO_POLICY;
  }

  async setTenantCalls(tenant: TenantId, calls: CallPolicy): Promise<void> {
    this.#catalogue = withTenantCalls(this.#catalogue, tenant, calls);
  }

  poolNames(): readonly string[] {
    return [...this.#catalogue.pools.keys()].sort();
  }

  numberUse(x: PrivacyNumber, at: EpochMs): NumberUse | null {
    const place = this.#catalogue.find(x);
    const pool = place?.block.pool ?? null;
    if (place === null || pool === null) return null;
    const live = new Map<BindingMode, number>();
    for (const { record } of this.#table.on(place.id))
      if (lifeAt(record, at) === 'live') live.set(record.mode, (live.get(record.mode) ?? 0) + 1);
    const { areaCode, locked } = place.block;
    return { x, pool, areaCode, locked, live };
  }

  async poolUsage(at: EpochMs): Promise<readonly PoolUsage[]> {
    return poolUsages(this.#catalogue, loadsOf(this.#table.all(), this.#catalogue, at));
  }

  async bind(request: BindRequest): Promise<BindResult> {
    return this.#bind(request);
  }

  async bindMany(requests: readonly BindRequest[]): Promise<readonly BindResult[]> {
    return requests.map((request) => this.#bind(request));
  }

  async release(id: BindingId, reason: ReleaseReason, at: EpochMs): Promise<ReleaseResult> {
    const row = this.#table.get(id);
    if (row === undefined) return { ok: false, reason: 'not-found' };
    if (lifeAt(row.record, at) !== 'live' && !isInGrace(row.record, at))
      return { ok: false, reason: 'already-ended' };
    const released = this.#table.update({ ...row.record, releasedAt: at, releaseReason: reason }) ?? row;
    return { ok: true, binding: this.#binding(released) };
  }

  async amend(id: BindingId, amendment: Amendment, at: EpochMs): Promise<AmendResult> {
    const row = this.#table.get(id);
    if (row === undefined) return { ok: false, refusal: { reason: 'not-found' } };
    const { record, ...sealed } = row;
    const recordsOf = (party: RealNumber) => this.#table.recordsOf(party);
    const pinsOn = pinsIn(this.#table);
    const view = { record, sealed, catalogue: this.#catalogue, recordsOf, pinsOn };
    const plan = planAmendment(amendment, view, at);
    if (plan.kind === 'refuse') return { ok: false, refusal: plan.refusal };
    for (const replaced of plan.replaced) this.#change(replaced, at);
    for (const { party, number, replaced } of plan.arrivals) {
      if (replaced !== null) this.#change(replaced, at);
      this.#table.passLater(party, number, id);
    }
    const amended = { record: plan.record, ...plan.sealed };
    this.#past.keep(id, at);
    this.#table.replace(amended);
    for (const departure of plan.departures)
      this.#table.insert({
        record: departedRecord(this.#takeId(), departure, plan.record, at),
        ...departedPart(departure),
      });
    if (plan.isOtherA) this.#kept.forgetCallers(id);
    this.#kept.forgetTelephones(id, plan.otherPins);
    return { ok: true, binding: this.#binding(amended) };
  }

  async callRouted(...[id, at, caller, isCounted = false, revision]: Parameters<BindingStore['callRouted']>) {
    const row = this.#table.get(id);
    if (row === undefined) return;
    const { record, a, details } = row;
    this.#change(afterRouting(record, at, { isCounted, revision }), at);
    if (caller === null || !isOpenMode(record.mode) || caller.equals(a)) return;
    if (!isOfNow(record, revision)) return;
    if (details.callBackMs !== null) this.#kept.lastCallers.set(id, { number: caller, at });
    if (details.remembersCallers && record.extension !== null)
      this.#kept.rememberPutThrough(record.number, caller, id, at);
  }

  async setTemporaryCallee(id: BindingId, callee: Contact | null, at: EpochMs): Promise<ReleaseResult> {
    const row = this.#table.get(id);
    if (row === undefined || !isOpenMode(row.record.mode)) return { ok: false, reason: 'not-found' };
    if (lifeAt(row.record, at) !== 'live') return { ok: false, reason: 'already-ended' };
    if (callee === null) this.#kept.temporaryCallees.delete(id);
    else this.#kept.temporaryCallees.set(id, callee);
    return { ok: true, binding: this.#binding(row) };
  }

  async putGroup(name: string, members: readonly RealNumber[]): Promise<GroupResult> {
    return this.#kept.putGroup(name, members);
  }

  async changeGroup(
    name: string,
    add: readonly RealNumber[],
    remove: readonly RealNumber[],
  ): Promise<GroupResult> {
    return this.#kept.changeGroup(name, add, remove);
  }

  async removeGroup(name: string, at: EpochMs): Promise<GroupResult> {
    for (const { record } of this.#table.all())
      if (record.group === name && lifeAt(record, at) === 'live')
        return { ok: false, reason: 'group-in-use' };
    return this.#kept.removeGroup(name);
  }

  groups(prefix: string): readonly Group[] {
    return this.#kept.groups(prefix);
  }

  groupMembers(name: string): readonly RealNumber[] | null {
    return this.#kept.members(name);
  }

  async callEnded(id: BindingId, at: EpochMs, talk: EndedTalk = UNCOUNTED_TALK): Promise<void> {
    const row = this.#table.get(id);
    if (row !== undefined) this.#change(afterTalk(row.record, at, talk), at);
  }

  async wrongPin(id: BindingId, at: EpochMs): Promise<void> {
    const row = this.#table.get(id);
    if (row !== undefined) this.#change(withWrongPin(row.record, row.details.policy, at), at);
  }

  async rememberTelephone(id: BindingId, proved: ProvedTelephone, at: EpochMs): Promise<void> {
    const row = this.#table.get(id);
    const parties = row && { a: row.a, b: row.b, policy: row.details.policy };
    if (parties && remembersTelephone(row.record, parties, proved, at))
      this.#kept.rememberTelephone(id, proved.side, proved.telephone);
  }

  async purge(endedBefore: EpochMs, at: EpochMs, limit: number): Promise<number> {
    const old: StoredBinding[] = [];
    for (const row of this.#table.all()) {
      if (old.length >= limit) break;
      if (isForgettable(row.record, this.#catalogue, endedBefore, at)) old.push(row);
    }
    for (const row of old) {
      this.#table.delete(row);
      this.#kept.forget(row.record.id);
      this.#past.forget(row.record.id);
    }
    const forgotten = old.map(({ record }) => record);
    if (old.length > 0) this.#past.knowSince(knownAfter(forgotten, this.#catalogue, endedBefore));
    this.#past.forgetBefore(endedBefore);
    return old.length;
  }

  routeFacts(caller: RealNumber | null, dialled: readonly PrivacyNumber[]): RouteFacts {
    const place = dialledPlace(this.#catalogue, dialled);
    if (place === null) return { found: 'number-unknown' };
    const row = caller === null ? undefined : this.#table.latestFor(caller, place.id);
    const side = caller !== null && row?.a.equals(caller) === true ? 'a' : 'b';
    const own = row === undefined ? null : ({ binding: this.#binding(row), side } as const);
    return {
      found: 'number',
      number: place.number,
      caller,
      own,
      open: openReads(this.#held(), place.id, caller),
    };
  }

  routeFactsAt(caller: RealNumber | null, dialled: readonly PrivacyNumber[], at: EpochMs): RouteFacts | null {
    const place = dialledPlace(this.#catalogue, dialled);
    if (at < this.#past.knownSince) return null;
    if (place === null) return { found: 'number-unknown' };
    const now = openReads(this.#held(), place.id, caller);
    const facts = this.#past.facts(caller, place.id, at, now, this.#catalogue);
    return { found: 'number', number: place.number, caller, ...facts };
  }

  binding(id: BindingId): Binding | null {
    const row = this.#table.get(id);
    return row === undefined ? null : this.#binding(row);
  }

  bindings(query: BindingQuery): readonly Binding[] {
    const found: Binding[] = [];
    for (const row of this.#table.all()) {
      if (found.length >= query.limit) break;
      if (isListed(row, query, this.#catalogue)) found.push(this.#binding(row));
    }
    return found;
  }

  bindingsOfPool(query: PoolBindingsQuery): PoolBindings {
    const rows = listOfPool(this.#table.all(), query, this.#catalogue);
    const bindings = rows.slice(0, query.limit).map((row) => this.#binding(row));
    const last = rows.length < query.limit ? undefined : bindings.at(-1);
    return { bindings, next: last === undefined ? null : { x: last.x, id: last.id } };
  }

  async close(): Promise<void> {}

  #bind(request: BindRequest): BindResult {
    const plan = planBind(request, bindView(this.#held(), request));
    if (plan.kind === 'refuse') return { ok: false, refusal: plan.refusal };
    for (const record of plan.replaced) this.#change(replacedRecord(record, request.at), request.at);
    if (plan.kind === 'renew') return this.#renew(plan, request);
    const { a, b, details } = request;
    const row = { record: newRecord(this.#takeId(), plan.places, request, this.#catalogue), a, b, details };
    this.#table.insert(row);
    return { ok: true, binding: this.#binding(row), existing: false };
  }

  #renew({ record, swapped }: Extract<BindPlan, { kind: 'renew' }>, request: BindRequest): BindResult {
    const before = this.#table.get(record.id)?.details.policy ?? NO_POLICY;
    const sealed = sealedOf(request, swapped);
    this.#past.keep(record.id, request.at);
    const row = this.#table.update(renewedRecord(record, request, this.#catalogue), sealed);
    if (row === undefined) throw new Error('a planned binding is not in the table');
    this.#kept.forgetTelephones(record.id, sidesWithOtherPin(before, sealed.details.policy));
    return { ok: true, binding: this.#binding(row), existing: true };
  }

  #change(record: BindingRecord, at: EpochMs): void {
    this.#past.keep(record.id, at);
    this.#table.update(record);
  }

  #held() {
    const bindingOf = (row: StoredBinding): Binding => this.#binding(row);
    return { catalogue: this.#catalogue, table: this.#table, kept: this.#kept, bindingOf };
  }

  #takeId(): BindingId {
    const id = this.#nextId as BindingId;
    this.#nextId += 1;
    return id;
  }

  #binding({ record, ...sealed }: StoredBinding): Binding {
    return bindingOf(record, sealed, this.#catalogue);
  }

  #changePool(name: string, change: CatalogueChange): PoolResult {
    if (!change.ok) return change;
    this.#catalogue = change.catalogue;
    const pool = this.#catalogue.pool(name);
    return pool === null ? { ok: false, reason: 'pool-unknown' } : { ok: true, value: pool };
  }
}
