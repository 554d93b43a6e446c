import type { Database, Statement } from 'better-sqlite3';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { NumberedEvent } from '../../domain/event/event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { EventBounds, KeptEvents } from '../../ports/event-log.ts';
import { StoreError } from '../../ports/store-error.ts';
import { readEvents } from '../sealing/event-text.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { TOLD } from './binding-row.ts';
import { CdrDays } from './cdr-days.ts';
import { chunkOwner } from './event-writer.ts';

interface ChunkRow {
  readonly first: number;
  readonly last: number;
  readonly day: number;
  readonly sealed: Uint8Array;
}

interface BoundsRow {
  readonly last: number;
  /** `null` when nothing is kept. */
  readonly first: number | null;
}

/** Chunks that are kept at hand when they were opened: readers that follow the log read the same ones. */
const KEPT_CHUNKS = 16;

/** Reads events on the main thread, a page at a time. */
export class EventReader {
  readonly #ring: () => KeyRing;
  readonly #days: CdrDays;
  readonly #chunk: Statement<[string, number], ChunkRow>;
  readonly #bounds: Statement<[string], BoundsRow>;
  readonly #tenants: Statement<[], string>;
  readonly #kept: Statement<[], KeptEvents>;
  readonly #due: Statement<[number, EpochMs], number>;
  readonly #opened = new Map<string, readonly NumberedEvent[]>();

  constructor(db: Database, ring: () => KeyRing) {
    this.#ring = ring;
    this.#days = new CdrDays(db, 'event-day');
    const log = '(SELECT id FROM event_log WHERE tenant = ?)';
    const oldest = (column: string): string =>
      `(SELECT c.${column} FROM event_chunk c WHERE c.log = l.id ORDER BY c.last LIMIT 1)`;
    this.#chunk = db.prepare<[string, number], ChunkRow>(
      `SELECT first, last, day, sealed FROM event_chunk WHERE log = ${log} AND last > ? ORDER BY last LIMIT 1`,
    );
    this.#bounds = db.prepare<[string], BoundsRow>(
      `SELECT l.last, ${oldest('first')} AS first FROM event_log l WHERE l.tenant = ?`,
    );
    this.#kept = db.prepare<[], KeptEvents>(
      `SELECT ifnull(sum(last - first + 1), 0) AS count, min(at) AS oldestAt
        FROM (SELECT l.last, ${oldest('first')} AS first, ${oldest('at')} AS at FROM event_log l)`,
    );
    this.#due = db
      .prepare<[number, EpochMs], number>('SELECT 1 FROM binding WHERE told = ? AND due_at <= ? LIMIT 1')
      .pluck();
    this.#tenants = db.prepare<[], string>('SELECT tenant FROM event_log ORDER BY tenant').pluck();
  }

  read(tenant: TenantId, after: number, limit: number): readonly NumberedEvent[] {
    const found: NumberedEvent[] = [];
    for (let from = after; found.length < limit; ) {
      const row = this.#chunk.get(tenant, from);
      if (row === undefined) break;
      const events = this.#open(tenant, row).filter(({ number }) => number > from);
      found.push(...events.slice(0, limit - found.length));
      from = row.last;
    }
    return found;
  }

  bounds(tenant: TenantId): EventBounds {
    const { first, last } = this.#bounds.get(tenant) ?? { first: null, last: 0 };
    return { firstKept: first ?? last + 1, last };
  }

  tenants(): readonly TenantId[] {
    return this.#tenants.all() as TenantId[];
  }

  kept(): KeptEvents {
    return this.#kept.get() ?? { count: 0, oldestAt: null };
  }

  /** Whether a binding has ended by time, or is near its expiry, and that was not told. */
  isAnythingDue(at: EpochMs, leadMs: number): boolean {
    const isDue = (told: number, until: EpochMs): boolean => this.#due.get(told, until) !== undefined;
    return isDue(TOLD.nothing, at + leadMs) || isDue(TOLD.near, at) || isDue(TOLD.timer, at);
  }

  #open(tenant: TenantId, { first, day, sealed }: ChunkRow): readonly NumberedEvent[] {
    const owner = chunkOwner(tenant, first);
    const known = this.#opened.get(owner);
    if (known !== undefined) return known;
    const key = this.#days.key(day, this.#ring());
    if (key === null) throw new StoreError('store-corrupt', `the key of the events of day ${day} is gone`);
    const events = readEvents(key.open(owner, sealed), tenant, first);
    const [oldest] = this.#opened.keys();
    if (oldest !== undefined && this.#opened.size >= KEPT_CHUNKS) this.#opened.delete(oldest);
    this.#opened.set(owner, events);
    return events;
  }
}
