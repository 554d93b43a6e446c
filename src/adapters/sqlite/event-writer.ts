import type { Database, Statement } from 'better-sqlite3';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { EventType } from '../../domain/event/event-type.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { PoolLevel } from '../../ports/pool-levels.ts';
import { type EventForm, printEvents } from '../sealing/event-text.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { CdrDays, dayOf } from './cdr-days.ts';
import type { EventOrder } from './event-wire.ts';
import { uuidBytes } from './uuid-bytes.ts';

/** At most so many events share a row: sealing and packing them together costs a tenth of doing it one by one. */
const CHUNK_EVENTS = 128;

/** From much room to none. */
const LEVELS: readonly PoolLevel[] = ['roomy', 'low', 'exhausted'];

/** What a transaction has told. */
export interface ToldEvents {
  readonly tenants: ReadonlySet<TenantId>;
  readonly types: ReadonlyMap<EventType, number>;
}

interface LogRow {
  readonly id: number;
  readonly last: number;
}

interface OldChunk {
  readonly log: number;
  readonly last: number;
  readonly first: number;
}

/** What a chunk is sealed for. */
export function chunkOwner(tenant: TenantId, first: number): string {
  return `events ${tenant}.${first}`;
}

/**
 * Writes events, inside the transaction of what they report: collected while it goes on, numbered and sealed before its commit. So numbers
 * have no gap, whatever dies when.
 */
export class EventWriter {
  readonly #days: CdrDays;
  readonly #log: Statement<[string], LogRow>;
  readonly #newLog: Statement;
  readonly #setLast: Statement;
  readonly #insert: Statement;
  readonly #hasRecord: Statement<[Uint8Array], number>;
  readonly #logs: Statement<[], number>;
  readonly #oldest: Statement<[number, number], OldChunk & { readonly at: EpochMs }>;
  readonly #delete: Statement;
  readonly #daysLeft: Statement<[number, number], number>;
  readonly #level: Statement<[string], PoolLevel>;
  readonly #setLevel: Statement;
  #waiting: EventForm[] = [];

  constructor(db: Database) {
    this.#days = new CdrDays(db, 'event-day');
    this.#log = db.prepare<[string], LogRow>('SELECT id, last FROM event_log WHERE tenant = ?');
    this.#newLog = db.prepare('INSERT INTO event_log (tenant, last) VALUES (?, 0)');
    this.#setLast = db.prepare('UPDATE event_log SET last = ? WHERE id = ?');
    this.#insert = db.prepare('INSERT INTO event_chunk VALUES (?, ?, ?, ?, ?, ?)');
    this.#hasRecord = db.prepare<[Uint8Array], number>('SELECT 1 FROM cdr WHERE call = ?').pluck();
    this.#logs = db.prepare<[], number>('SELECT id FROM event_log').pluck();
    this.#oldest = db.prepare<[number, number], OldChunk & { readonly at: EpochMs }>(
      'SELECT log, last, first, at FROM event_chunk WHERE log = ? ORDER BY last LIMIT ?',
    );
    this.#delete = db.prepare('DELETE FROM event_chunk WHERE log = ? AND last = ?');
    this.#level = db.prepare<[string], PoolLevel>('SELECT level FROM pool_level WHERE pool = ?').pluck();
    this.#setLevel = db.prepare('INSERT OR REPLACE INTO pool_level VALUES (?, ?)');
    this.#daysLeft = db
      .prepare<[number, number], number>(
        'SELECT day FROM event_day d WHERE day < ? AND NOT EXISTS (SELECT 1 FROM event_chunk WHERE day = d.day) LIMIT ?',
      )
      .pluck();
  }

  carryOut(order: Exclude<EventOrder, { kind: 'tell-due' }>): null | number {
    switch (order.kind) {
      case 'events-add':
        this.#tellSeen(order.events);
        return null;
      case 'pool-level':
        this.#tellLevel(order);
        return null;
      case 'events-purge':
        return this.#purge(order.before, order.limit);
    }
  }

  /** To be numbered with all of the transaction. */
  tell(event: EventForm): void {
    this.#waiting.push(event);
  }

  /** What the daemon saw of calls. A call that has its record has had its last event: what comes later is left out. */
  #tellSeen(events: readonly EventForm[]): void {
    for (const event of events)
      if (event.call === null || this.#hasRecord.get(uuidBytes(event.call)) === undefined) this.tell(event);
  }

  #tellLevel({ pool, level, facts, at }: Extract<EventOrder, { kind: 'pool-level' }>): void {
    const before = this.#level.get(pool) ?? 'roomy';
    if (before === level) return;
    this.#setLevel.run(pool, level);
    if (level === 'roomy' || LEVELS.indexOf(level) < LEVELS.indexOf(before)) return;
    const head = {
      tenant: tenantOfPool(pool),
      at,
      call: null,
      binding: null,
      reference: null,
      userData: null,
    };
    this.tell({ ...head, type: `pool.${level}`, data: { ...facts } });
  }

  /** The transaction is undone. */
  forget(): void {
    this.#waiting = [];
  }

  /** The last thing before the commit. @returns `null` when there was nothing to tell */
  write(ring: KeyRing): ToldEvents | null {
    if (this.#waiting.length === 0) return null;
    const told = this.#waiting;
    this.#waiting = [];
    const byTenant = Map.groupBy(told, ({ tenant }) => tenant);
    for (const [tenant, events] of byTenant) this.#append(tenant, events, ring);
    const types = new Map<EventType, number>();
    for (const { type } of told) types.set(type, (types.get(type) ?? 0) + 1);
    return { tenants: new Set(byTenant.keys()), types };
  }

  rewrap(from: SealingKeys, to: SealingKeys): void {
    this.#days.rewrap(from, to);
  }

  /** Whole chunks; the key of a day goes with its last chunk. */
  #purge(before: EpochMs, limit: number): number {
    let purged = 0;
    for (const log of this.#logs.all()) {
      if (purged >= limit) break;
      for (const { last, first, at } of this.#oldest.all(log, limit)) {
        if (at >= before || purged >= limit) break;
        this.#delete.run(log, last);
        purged += last - first + 1;
      }
    }
    for (const day of this.#daysLeft.all(dayOf(before * 1000), limit)) this.#days.forget(day);
    return purged;
  }

  #append(tenant: TenantId, events: readonly EventForm[], ring: KeyRing): void {
    const { id, last } = this.#logOf(tenant);
    for (let from = 0; from < events.length; from += CHUNK_EVENTS) {
      const chunk = events.slice(from, from + CHUNK_EVENTS);
      const first = last + from + 1;
      const at = Math.max(...chunk.map((event) => event.at));
      const day = dayOf(at * 1000);
      const sealed = this.#days.keyForWriting(day, ring).seal(chunkOwner(tenant, first), printEvents(chunk));
      this.#insert.run(id, first + chunk.length - 1, first, at, day, sealed);
    }
    this.#setLast.run(last + events.length, id);
  }

  #logOf(tenant: TenantId): LogRow {
    const known = this.#log.get(tenant);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#newLog.run(tenant);
    return { id: Number(lastInsertRowid), last: 0 };
  }
}
