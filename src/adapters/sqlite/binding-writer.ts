import type { Database } from 'better-sqlite3';
import { type BindView, type PartyRecords, planBind } from '../../domain/binding/bind-plan.ts';
import type { BindRequest } from '../../domain/binding/bind-request.ts';
import { type BindingId, RELEASE_REASONS, type ReleaseReason } from '../../domain/binding/binding.ts';
import { expiryAfterRouting, lifeAt, releaseAfterCall } from '../../domain/binding/binding-life.ts';
import type { BindingRecord, PairRecord } from '../../domain/binding/binding-record.ts';
import {
  isForgettable,
  newRecord,
  renewedRecord,
  replacedRecord,
} from '../../domain/binding/binding-writing.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { type BindingRow, recordOf } from './binding-row.ts';
import { type BindingStatements, prepareBindingStatements } from './binding-statements.ts';
import { peerTagOf, spreadOf, spreadOfPair } from './party-hashes.ts';
import type { BindOutcome } from './write-order.ts';

/** Side and kind of a row of `leg`. */
const SIDE = { a: 0, b: 1 } as const;
const KIND = { resolves: 0, shows: 1 } as const;

/** A party with so many bindings is not searched for a pair when the other one has fewer. */
const MANY_LEGS = 64;

/** What bindings need of the transaction they are written in. */
export interface WriteContext {
  readonly catalogue: NumberCatalogue;
  readonly ring: KeyRing;
  takeBindingId(): BindingId;
}

/** Writes bindings, always inside a transaction that somebody else begins and commits. */
export class BindingWriter {
  readonly #sql: BindingStatements;

  constructor(db: Database) {
    this.#sql = prepareBindingStatements(db);
  }

  bind(request: BindRequest, context: WriteContext): BindOutcome {
    const hashes = { a: context.ring.hashes(request.a), b: context.ring.hashes(request.b) };
    const plan = planBind(request, this.#viewOf(request, hashes, context));
    if (plan.kind === 'refuse') return { refusal: plan.refusal };
    if (plan.kind === 'renew') {
      const record = renewedRecord(plan.record, request);
      this.#update(record);
      return { record, existing: true, swapped: plan.swapped };
    }
    for (const replaced of plan.replaced) this.#update(replacedRecord(replaced, request.at));
    const record = newRecord(context.takeBindingId(), plan.number, request);
    this.#insert(record, request, hashes, context.ring.current);
    return { record, existing: false, swapped: false };
  }

  release(id: number, reason: ReleaseReason, at: EpochMs): BindingRow | 'not-found' | 'already-ended' {
    const record = this.#record(id);
    if (record === null) return 'not-found';
    if (lifeAt(record, at) !== 'live') return 'already-ended';
    this.#update({ ...record, releasedAt: at, releaseReason: reason });
    return this.#sql.byId.get(id) ?? 'not-found';
  }

  callRouted(id: number, at: EpochMs): void {
    const record = this.#record(id);
    if (record !== null) this.#updateChanged(record, { expiresAt: expiryAfterRouting(record, at) });
  }

  callEnded(id: number, at: EpochMs): void {
    const record = this.#record(id);
    if (record !== null) this.#updateChanged(record, { afterCallReleaseAt: releaseAfterCall(record, at) });
  }

  /** @returns how many bindings were forgotten */
  purge(endedBefore: EpochMs, at: EpochMs, limit: number, { catalogue, ring }: WriteContext): number {
    const old: BindingRow[] = [];
    for (const row of this.#sql.endedBefore.iterate(endedBefore)) {
      if (old.length >= limit) break;
      if (isForgettable(recordOf(row), catalogue, endedBefore, at)) old.push(row);
    }
    for (const row of old) {
      this.#deleteLegs(row, ring.of(row.key_generation));
      this.#sql.delete.run(row.id);
    }
    return old.length;
  }

  /** True when some binding on the numbers makes `isHeld` true. */
  someOn(firstId: number, lastId: number, isHeld: (record: BindingRecord) => boolean): boolean {
    for (const row of this.#sql.onNumbers.iterate(firstId, lastId)) if (isHeld(recordOf(row))) return true;
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

  #resealOne(row: BindingRow, from: SealingKeys, to: SealingKeys): void {
    const parties = from.unseal(row.id, row.sealed);
    const [a, b] = [to.hash(parties.a), to.hash(parties.b)];
    this.#deleteLegs(row, from);
    this.#sql.reseal.run(to.generation, to.seal(row.id, parties), row.id);
    this.#insertLegs(row, a, b);
  }

  #record(id: number): BindingRecord | null {
    const row = this.#sql.byId.get(id);
    return row === undefined ? null : recordOf(row);
  }

  #viewOf(request: BindRequest, hashes: Hashes, { catalogue, ring }: WriteContext): BindView {
    const [a = EMPTY] = hashes.a;
    const [b = EMPTY] = hashes.b;
    const ofPair = (read: BindingStatements['unreleasedOfPair']): readonly PairRecord[] =>
      this.#pairsOf(hashes)
        .flatMap(({ party, peer }) => read.all(party, peer))
        .flatMap((row) => pairRecord(row, request, ring));
    return {
      catalogue,
      a: this.#recordsOf(hashes.a),
      b: this.#recordsOf(hashes.b),
      unreleasedOfPair: () => ofPair(this.#sql.unreleasedOfPair),
      releasedOfPair: () => ofPair(this.#sql.releasedOfPair),
      spreadOfPair: () => spreadOfPair(a, b),
      spreadOfA: () => spreadOf(a),
    };
  }

  /** For each key generation how to find the pair: among the bindings of B, or of A when B has very many. */
  #pairsOf({ a, b }: Hashes): readonly { readonly party: Buffer; readonly peer: number }[] {
    return b.map((ofB, place) => {
      const ofA = a[place] ?? EMPTY;
      const isBusy = (this.#sql.countLegs.get(ofB, MANY_LEGS) ?? 0) === MANY_LEGS;
      return isBusy ? { party: ofA, peer: peerTagOf(ofB) } : { party: ofB, peer: peerTagOf(ofA) };
    });
  }

  #recordsOf(hashes: readonly Buffer[]): PartyRecords {
    return {
      latestOn: (number) => {
        const rows = hashes.map((hash) => this.#sql.latestOn.get(hash, number));
        return latestOf(rows.filter((row) => row !== undefined).map(recordOf));
      },
      latestOnEach: () =>
        hashes
          .flatMap((hash) => this.#sql.latestOnEach.all(hash))
          .map(recordOf)
          .sort(byId),
    };
  }

  #insert(record: BindingRecord, parties: BindRequest, hashes: Hashes, keys: SealingKeys): void {
    const [a = EMPTY] = hashes.a;
    const [b = EMPTY] = hashes.b;
    const reverse = record.mode === 'reverse' ? 1 : 0;
    this.#sql.insert.run(
      record.id,
      record.number,
      reverse,
      keys.generation,
      keys.seal(record.id, parties),
      record.createdAt,
      record.expiresAt,
      record.afterCallMs,
      record.slidingMs,
      record.reference,
    );
    this.#insertLegs({ id: record.id, x: record.number, reverse }, a, b);
  }

  #insertLegs(row: Pick<BindingRow, 'id' | 'x' | 'reverse'>, a: Uint8Array, b: Uint8Array): void {
    const kindOfA = row.reverse === 1 ? KIND.shows : KIND.resolves;
    this.#sql.insertLeg.run(a, kindOfA, row.x, row.id, SIDE.a, peerTagOf(b));
    this.#sql.insertLeg.run(b, KIND.resolves, row.x, row.id, SIDE.b, peerTagOf(a));
  }

  #deleteLegs(row: BindingRow, keys: SealingKeys): void {
    const { a, b } = keys.unseal(row.id, row.sealed);
    const kindOfA = row.reverse === 1 ? KIND.shows : KIND.resolves;
    this.#sql.deleteLeg.run(keys.hash(a), kindOfA, row.x, row.id);
    this.#sql.deleteLeg.run(keys.hash(b), KIND.resolves, row.x, row.id);
  }

  #updateChanged(record: BindingRecord, change: Partial<BindingRecord>): void {
    const changed = { ...record, ...change };
    if (changed.expiresAt !== record.expiresAt || changed.afterCallReleaseAt !== record.afterCallReleaseAt)
      this.#update(changed);
  }

  #update(record: BindingRecord): void {
    this.#sql.update.run(
      record.expiresAt,
      record.afterCallMs,
      record.slidingMs,
      record.afterCallReleaseAt,
      record.releasedAt,
      record.releaseReason === null ? null : RELEASE_REASONS.indexOf(record.releaseReason),
      record.reference,
      record.id,
    );
  }
}

interface Hashes {
  readonly a: readonly Buffer[];
  readonly b: readonly Buffer[];
}

const EMPTY = Buffer.alloc(0);

function byId(one: BindingRecord, other: BindingRecord): number {
  return one.id - other.id;
}

function latestOf(records: readonly BindingRecord[]): BindingRecord | null {
  return [...records].sort(byId).at(-1) ?? null;
}

/** A row whose pair bits match, as a binding of the two; none when it is of two others. */
function pairRecord(
  row: BindingRow,
  request: { readonly a: RealNumber; readonly b: RealNumber },
  ring: KeyRing,
): readonly PairRecord[] {
  const { a, b } = ring.of(row.key_generation).unseal(row.id, row.sealed);
  if (a.equals(request.a) && b.equals(request.b)) return [{ record: recordOf(row), swapped: false }];
  if (a.equals(request.b) && b.equals(request.a)) return [{ record: recordOf(row), swapped: true }];
  return [];
}
