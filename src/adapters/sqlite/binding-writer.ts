import type { Database } from 'better-sqlite3';
import {
  type Amendment,
  type AmendRefusal,
  type Departure,
  departedPart,
  departedRecord,
  planAmendment,
} from '../../domain/binding/amendment.ts';
import { type BindPlan, planBind } from '../../domain/binding/bind-plan.ts';
import type { BindRequest } from '../../domain/binding/bind-request.ts';
import type { BindingId, ReleaseReason } from '../../domain/binding/binding.ts';
import { isInGrace, lifeAt } from '../../domain/binding/binding-life.ts';
import { BINDING_MODES, isOpenMode } from '../../domain/binding/binding-mode.ts';
import type { BindingRecord, SealedPart } from '../../domain/binding/binding-record.ts';
import {
  afterRouting,
  afterTalk,
  type EndedTalk,
  isOfNow,
  type RoutedCall,
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
import type { Contact } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { sidesWithOtherPin } from '../../domain/policy/pin.ts';
import { type ProvedTelephone, remembersTelephone } from '../../domain/policy/proved-telephone.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { type BindingRow, recordOf } from './binding-row.ts';
import { type BindingStatements, prepareBindingStatements } from './binding-statements.ts';
import { BindingTable } from './binding-table.ts';
import { BindingTeller, type TellingContext } from './binding-teller.ts';
import type { GroupTable } from './group-table.ts';
import { KEPT, KeptNumbers } from './kept-numbers.ts';
import { LegWriter } from './leg-writer.ts';
import { OpenSpan } from './open-span.ts';
import { VersionLog } from './version-log.ts';
import type { BindOutcome } from './write-order.ts';
import { bindView, type Hashes, legsOf, partyRecords, records } from './writer-view.ts';

/** What bindings need of the transaction they are written in. */
export interface WriteContext extends TellingContext {
  readonly groups: GroupTable;
  takeBindingId(): BindingId;
}

/** Writes bindings, always inside a transaction that somebody else begins and commits. */
export class BindingWriter {
  readonly #sql: BindingStatements;
  readonly #table: BindingTable;
  readonly #teller: BindingTeller;
  readonly #legs: LegWriter;
  readonly #kept: KeptNumbers;
  readonly #versions: VersionLog;
  readonly #open: OpenSpan;

  constructor(db: Database) {
    this.#sql = prepareBindingStatements(db);
    this.#versions = new VersionLog(db, this.#sql.byId);
    this.#open = new OpenSpan(this.#sql);
    this.#table = new BindingTable(this.#sql, this.#versions, this.#open);
    this.#teller = new BindingTeller(this.#sql);
    this.#legs = new LegWriter(this.#sql);
    this.#kept = new KeptNumbers(db);
  }

  /** A transaction has begun: others may have written since the one before, or it was undone. */
  begin(): void {
    this.#open.forget();
  }

  bind(request: BindRequest, context: WriteContext): BindOutcome {
    const { ring, catalogue, groups } = context;
    const hashes = { a: ring.hashes(request.a), b: request.b === null ? [] : ring.hashes(request.b) };
    const view = bindView(this.#sql, request, hashes, { ring, catalogue, groups, open: this.#open });
    const plan = planBind(request, view);
    if (plan.kind === 'refuse') return { refusal: plan.refusal };
    for (const replaced of plan.replaced)
      this.#replace(replacedRecord(replaced, request.at), request.at, context);
    if (plan.kind === 'renew') return this.#renew(plan, request, hashes, context);
    const record = newRecord(context.takeBindingId(), plan.places, request, context.catalogue);
    this.#table.insert(record, request, ring.current);
    this.#legs.insert(record, firstOf(hashes.a), firstOf(hashes.b));
    this.#teller.tell({ record, sealed: request }, { type: 'binding.created' }, request.at, context);
    return { record, existing: false, swapped: false };
  }

  release(
    id: number,
    reason: ReleaseReason,
    at: EpochMs,
    context: WriteContext,
  ): BindingRow | 'not-found' | 'already-ended' {
    const row = this.#sql.byId.get(id);
    if (row === undefined) return 'not-found';
    const record = recordOf(row);
    if (lifeAt(record, at) !== 'live' && !isInGrace(record, at)) return 'already-ended';
    const released = { ...record, releasedAt: at, releaseReason: reason };
    this.#teller.released(row, released, at, context);
    // The one change that the log need not know: see `asOf`.
    this.#table.update(released);
    return this.#sql.byId.get(id) ?? 'not-found';
  }

  /** The legs go with the parties, also those that only see another peer now. */
  amend(id: number, amendment: Amendment, at: EpochMs, context: WriteContext): BindingRow | AmendRefusal {
    const { ring, catalogue } = context;
    const row = this.#sql.byId.get(id);
    if (row === undefined) return { reason: 'not-found' };
    const record = recordOf(row);
    const sealed = ring.of(row.key_generation).unseal(id, row.sealed);
    const recordsOf = (party: RealNumber) => partyRecords(this.#sql, legsOf(this.#sql, ring.hashes(party)));
    const pinsOn = (number: number, endsAfter: EpochMs) =>
      records(this.#sql.pinsOn.iterate(number, endsAfter));
    const plan = planAmendment(amendment, { record, sealed, catalogue, recordsOf, pinsOn }, at);
    if (plan.kind === 'refuse') return plan.refusal;
    for (const replaced of plan.replaced) this.#replace(replaced, at, context);
    for (const { party, number, replaced } of plan.arrivals) {
      if (replaced !== null) this.#replace(replaced, at, context);
      for (const hash of ring.hashes(party)) this.#sql.passLegs.run(hash, number, id);
    }
    if (plan.record.revision === record.revision) this.#versions.keepSealed(id, at);
    else this.#versions.keepParties(record, sealed, at, ring);
    this.#deleteLegs(row, ring.of(row.key_generation));
    this.#table.update(plan.record);
    this.#sql.amend.run(BINDING_MODES.indexOf(plan.record.mode), plan.record.revision, id);
    this.#table.seal(id, plan.sealed, ring.current);
    this.#legs.insertOf(plan.record, plan.sealed, ring.current);
    for (const departure of plan.departures) this.#insertDeparted(departure, plan.record, at, context);
    if (plan.isOtherA) this.#forgetCallers(row);
    this.#kept.deleteTelephones(id, plan.otherPins);
    this.#teller.tell(plan, { type: 'binding.updated', change: 'amended' }, at, context);
    return this.#sql.byId.get(id) ?? { reason: 'not-found' };
  }

  callRouted(
    id: number,
    at: EpochMs,
    { caller, ...call }: RoutedCall & { readonly caller: RealNumber | null },
    { ring }: WriteContext,
  ): void {
    const row = this.#sql.byId.get(id);
    if (row === undefined) return;
    const record = recordOf(row);
    this.#table.changeIfOther(record, afterRouting(record, at, call), at);
    if (caller === null || !isOpenMode(record.mode) || !isOfNow(record, call.revision)) return;
    const { a, details } = ring.of(row.key_generation).unseal(id, row.sealed);
    if (caller.equals(a)) return;
    const kept = { number: caller, binding: id, at };
    if (details.callBackMs !== null) this.#kept.putOnly({ kind: KEPT.lastCaller, owner: id }, kept, ring);
    if (details.remembersCallers && record.extension !== null)
      this.#kept.put({ kind: KEPT.putThrough, owner: row.x }, kept, ring);
  }

  callEnded(id: number, at: EpochMs, talk: EndedTalk, context: WriteContext): void {
    const row = this.#sql.byId.get(id);
    if (row === undefined) return;
    const record = recordOf(row);
    const changed = afterTalk(record, at, talk);
    if (record.releasedAt === null) this.#teller.released(row, changed, at, context);
    this.#table.changeIfOther(record, changed, at);
  }

  wrongPin(id: number, at: EpochMs, { ring }: WriteContext): void {
    const row = this.#sql.byId.get(id);
    if (row === undefined) return;
    const { details } = ring.of(row.key_generation).unseal(id, row.sealed);
    const record = recordOf(row);
    this.#table.changeIfOther(record, withWrongPin(record, details.policy, at), at);
  }

  rememberTelephone(id: number, proved: ProvedTelephone, at: EpochMs, { ring }: WriteContext): void {
    const row = this.#sql.byId.get(id);
    if (row === undefined) return;
    const { a, b, details } = ring.of(row.key_generation).unseal(id, row.sealed);
    if (!remembersTelephone(recordOf(row), { a, b, policy: details.policy }, proved, at)) return;
    this.#kept.putTelephone(id, proved.side, { number: proved.telephone, binding: id, at }, ring);
  }

  setTemporaryCallee(
    id: number,
    callee: Contact | null,
    at: EpochMs,
    { ring }: WriteContext,
  ): BindingRow | 'not-found' | 'already-ended' {
    const record = this.#record(id);
    if (record === null || !isOpenMode(record.mode)) return 'not-found';
    if (lifeAt(record, at) !== 'live') return 'already-ended';
    const place = { kind: KEPT.temporaryCallee, owner: id };
    if (callee === null) this.#kept.deleteOnly(place);
    else this.#kept.putOnly(place, { ...callee, binding: id }, ring);
    return this.#sql.byId.get(id) ?? 'not-found';
  }

  /** @returns how many bindings were forgotten */
  purge(endedBefore: EpochMs, at: EpochMs, limit: number, context: WriteContext): number {
    const old: BindingRow[] = [];
    for (const row of this.#sql.endedBefore.iterate(endedBefore)) {
      if (old.length >= limit) break;
      if (isForgettable(recordOf(row), context.catalogue, endedBefore, at)) old.push(row);
    }
    for (const row of old) {
      this.#teller.endedByTime(row, at, context);
      this.#forget(row, context.ring);
    }
    if (old.length > 0)
      this.#versions.knownSince(knownAfter(old.map(recordOf), context.catalogue, endedBefore));
    return old.length;
  }

  /** Forgets how bindings were before the instant, at most so many rows. @returns how many */
  purgeVersions(before: EpochMs, limit: number, { ring }: WriteContext): number {
    return this.#versions.forgetBefore(before, limit, ring);
  }

  /** As `BindingTeller`. */
  tellDue(at: EpochMs, leadMs: number, limit: number, context: WriteContext): number {
    return this.#teller.tellDue(at, leadMs, limit, context);
  }

  /** True when some binding on the numbers, as X or as Y, makes `isHeld` true. */
  someOn(firstId: number, lastId: number, isHeld: (record: BindingRecord) => boolean): boolean {
    for (const statement of [this.#sql.onNumbers, this.#sql.secondOnNumbers])
      for (const row of statement.iterate(firstId, lastId)) if (isHeld(recordOf(row))) return true;
    return false;
  }

  /** True when a binding with the group makes `isHeld` true. */
  someOfGroup(group: string, isHeld: (record: BindingRecord) => boolean): boolean {
    for (const row of this.#sql.ofGroup.iterate(group)) if (isHeld(recordOf(row))) return true;
    return false;
  }

  /**
   * Seals the next bindings of `from` by `to`, ended ones included.
   * @returns the id up to which all are done, and how many were; `null` when none is left
   */
  reseal(
    after: number,
    from: SealingKeys,
    to: SealingKeys,
    limit: number,
  ): { readonly upTo: number; readonly count: number } | null {
    const rows = this.#sql.ofGeneration.all(after, from.generation, limit);
    const last = rows.at(-1);
    if (last === undefined) return null;
    for (const row of rows) this.#resealOne(row, from, to);
    return { upTo: last.id, count: rows.length };
  }

  /** The same for numbers that bindings and groups keep, and for how bindings were. @returns how many */
  resealOthers(from: SealingKeys, to: SealingKeys, limit: number): number {
    return this.#kept.reseal(from, to, limit) || this.#versions.reseal(from, to, limit);
  }

  #resealOne(row: BindingRow, from: SealingKeys, to: SealingKeys): void {
    const { a, b, details } = from.unseal(row.id, row.sealed);
    this.#table.seal(row.id, { a, b, details }, to);
    this.#legs.rehash(recordOf(row), { a, b }, from, to);
  }

  #insertDeparted(departure: Departure, from: BindingRecord, at: EpochMs, context: WriteContext): void {
    const { ring } = context;
    const record = departedRecord(context.takeBindingId(), departure, from, at);
    const sealed = departedPart(departure);
    this.#table.insert(record, sealed, ring.current);
    this.#table.update(record);
    this.#legs.insertOf(record, sealed, ring.current);
  }

  /** The parties of an old key get their new hashes by the way. */
  #renew(
    { record: old, swapped }: Extract<BindPlan, { kind: 'renew' }>,
    request: BindRequest,
    hashes: Hashes,
    context: WriteContext,
  ): BindOutcome {
    const { ring, catalogue } = context;
    const record = renewedRecord(old, request, catalogue);
    const row = this.#sql.byId.get(old.id);
    this.#versions.keepSealed(old.id, request.at);
    this.#table.update(record);
    const sealed = sealedOf(request, swapped);
    if (old.takesPins && row !== undefined) this.#forgetUnproved(row, sealed, ring);
    this.#table.seal(old.id, sealed, ring.current);
    if (row !== undefined && row.key_generation !== ring.current.generation) {
      this.#deleteLegs(row, ring.of(row.key_generation));
      const [a, b] = swapped ? [hashes.b, hashes.a] : [hashes.a, hashes.b];
      this.#legs.insert(record, firstOf(a), firstOf(b));
    }
    this.#teller.tell(
      { record, sealed },
      { type: 'binding.updated', change: 'renewed' },
      request.at,
      context,
    );
    return { record, existing: true, swapped };
  }

  /** It ended by time, and is released for ever now. */
  #replace(released: BindingRecord, at: EpochMs, context: WriteContext): void {
    const row = this.#sql.byId.get(released.id);
    if (row !== undefined) this.#teller.endedByTime(row, at, context);
    this.#table.change(released, at);
  }

  #record(id: number): BindingRecord | null {
    const row = this.#sql.byId.get(id);
    return row === undefined ? null : recordOf(row);
  }

  #forget(row: BindingRow, ring: KeyRing): void {
    this.#deleteLegs(row, ring.of(row.key_generation));
    this.#forgetCallers(row);
    this.#kept.deleteTelephones(row.id);
    this.#versions.forget(row.id, ring);
    this.#sql.delete.run(row.id);
  }

  /** Telephones of a party whose PIN is another now. */
  #forgetUnproved(row: BindingRow, { details }: SealedPart, ring: KeyRing): void {
    const before = ring.of(row.key_generation).unseal(row.id, row.sealed).details;
    this.#kept.deleteTelephones(row.id, sidesWithOtherPin(before.policy, details.policy));
  }

  #forgetCallers(row: BindingRow): void {
    this.#kept.deleteOnly({ kind: KEPT.lastCaller, owner: row.id });
    this.#kept.deleteOnly({ kind: KEPT.temporaryCallee, owner: row.id });
    if (row.extension !== null) this.#kept.deleteOfBinding({ kind: KEPT.putThrough, owner: row.x }, row.id);
  }

  #deleteLegs(row: BindingRow, keys: SealingKeys): void {
    this.#legs.delete(recordOf(row), keys.unseal(row.id, row.sealed), keys);
  }
}

function firstOf([first = Buffer.alloc(0)]: readonly Buffer[]): Buffer {
  return first;
}
