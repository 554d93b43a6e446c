import type { Database, Statement } from 'better-sqlite3';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { CdrDays, DAY_US, dayOf } from './cdr-days.ts';
import type { CdrAnswers, CdrOrder, WireBegun, WireLeg, WireRecord, WireSettlement } from './cdr-wire.ts';
import type { EventWriter } from './event-writer.ts';
import { uuidBytes } from './uuid-bytes.ts';

interface KeptRecord {
  readonly id: number;
  readonly day: number;
}

/** What call records need of the transaction they are written in. */
export interface CdrContext {
  readonly ring: KeyRing;
  readonly events: EventWriter;
}

/** Writes call records. Used inside the writer's transactions. */
export class CdrWriter {
  readonly #days: CdrDays;
  readonly #begin: Statement;
  readonly #addLeg: Statement;
  readonly #forgetBegun: Statement;
  readonly #forgetLeg: Statement;
  readonly #kept: Statement<[Uint8Array], KeptRecord>;
  readonly #insert: Statement;
  readonly #addParty: Statement;
  readonly #deleteParties: Statement;
  readonly #delete: Statement;
  readonly #deleteOldest: Statement;
  readonly #deleteOldParties: Statement;
  readonly #deleteUnsettled: readonly Statement[];

  constructor(db: Database) {
    this.#days = new CdrDays(db);
    this.#begin = db.prepare(
      'INSERT INTO cdr_begun SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM cdr WHERE call = ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed, day = excluded.day',
    );
    this.#addLeg = db.prepare('INSERT INTO cdr_leg VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#forgetBegun = db.prepare('DELETE FROM cdr_begun WHERE call = ?');
    this.#forgetLeg = db.prepare('DELETE FROM cdr_leg WHERE call = ? AND leg = ?');
    this.#kept = db.prepare<[Uint8Array], KeptRecord>('SELECT id, day FROM cdr WHERE call = ?');
    this.#insert = db.prepare(
      'INSERT INTO cdr (call, at, day, tenant, pool, x, binding, outcome, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#addParty = db.prepare('INSERT INTO cdr_party VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#deleteParties = db.prepare('DELETE FROM cdr_party WHERE day = ? AND cdr = ?');
    this.#delete = db.prepare('DELETE FROM cdr WHERE id = ?');
    this.#deleteOldest = db.prepare('DELETE FROM cdr WHERE id IN (SELECT id FROM cdr WHERE at < ? LIMIT ?)');
    this.#deleteOldParties = db.prepare(
      `DELETE FROM cdr_party WHERE (day, party, at, cdr) IN
        (SELECT day, party, at, cdr FROM cdr_party WHERE day < ? ORDER BY day, party, at, cdr LIMIT ?)`,
    );
    this.#deleteUnsettled = ['cdr_begun', 'cdr_leg'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE day < ?`),
    );
  }

  carryOut(order: CdrOrder, { ring, events }: CdrContext): CdrAnswers[CdrOrder['kind']] {
    switch (order.kind) {
      case 'cdr-begin':
        this.#addBegun(order.begun, ring);
        return null;
      case 'cdr-legs':
        for (const leg of order.legs) this.#add(leg, ring);
        return null;
      case 'cdr-settle':
        for (const settlement of order.settlements) this.#settle(settlement, { ring, events });
        return null;
      case 'cdr-purge':
        return this.#purge(order.before, order.limit);
    }
  }

  rewrap(from: SealingKeys, to: SealingKeys): void {
    this.#days.rewrap(from, to);
  }

  #addBegun({ call, at, text }: WireBegun, ring: KeyRing): void {
    const day = dayOf(at);
    const name = uuidBytes(call);
    this.#begin.run(name, at, day, this.#days.keyForWriting(day, ring).seal(call, text), name);
  }

  #add({ call, leg, at, text }: WireLeg, ring: KeyRing): void {
    const day = dayOf(at);
    const sealed = this.#days.keyForWriting(day, ring).seal(leg, text);
    this.#addLeg.run(uuidBytes(call), uuidBytes(leg), day, sealed);
  }

  #settle({ call, record, legs }: WireSettlement, { ring, events }: CdrContext): void {
    const name = uuidBytes(call);
    if (record !== null && this.#write(call, record, ring))
      for (const event of record.events) events.tell(event);
    this.#forgetBegun.run(name);
    for (const leg of legs) this.#forgetLeg.run(name, uuidBytes(leg));
  }

  /** In the place of an earlier one, with a new number in their order. @returns whether it is the first one */
  #write(call: string, { at, pool, x, binding, outcome, parties, text }: WireRecord, ring: KeyRing): boolean {
    const name = uuidBytes(call);
    const day = dayOf(at);
    const earlier = this.#kept.get(name);
    if (earlier !== undefined) {
      this.#deleteParties.run(earlier.day, earlier.id);
      this.#delete.run(earlier.id);
    }
    const key = this.#days.keyForWriting(day, ring);
    const tenant = pool === null ? null : tenantOfPool(pool);
    const sealed = key.seal(call, text);
    const { lastInsertRowid: id } = this.#insert.run(
      name,
      at,
      day,
      tenant,
      pool,
      x,
      binding,
      outcome,
      sealed,
    );
    for (const party of parties) this.#addParty.run(day, key.hash(RealNumber.of(party)), at, id);
    return earlier === undefined;
  }

  /** Whole days only. The keys of the days go last: what is left of them opens until then. */
  #purge(before: EpochUs, limit: number): number {
    const firstKept = dayOf(before);
    const records = this.#deleteOldest.run(firstKept * DAY_US, limit).changes;
    const parties = records < limit ? this.#deleteOldParties.run(firstKept, limit).changes : limit;
    if (parties >= limit) return limit;
    for (const statement of this.#deleteUnsettled) statement.run(firstKept);
    for (const day of this.#days.between(0, firstKept - 1)) this.#days.forget(day);
    return records;
  }
}
