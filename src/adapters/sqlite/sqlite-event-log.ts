import type { TenantId } from '../../domain/access/tenant.ts';
import type { NewEvent, NumberedEvent } from '../../domain/event/event.ts';
import type { PoolFacts } from '../../domain/event/event-data.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { DueBindings } from '../../ports/due-bindings.ts';
import type { EventBounds, EventLog, KeptEvents } from '../../ports/event-log.ts';
import type { PoolLevel, PoolLevels } from '../../ports/pool-levels.ts';
import { eventForm } from '../sealing/event-text.ts';
import type { EventReader } from './event-reader.ts';
import { storeErrorOf } from './store-failure.ts';
import type { WriterClient } from './writer-client.ts';

/** Events in the database of the bindings, written by the same thread in the same commits. */
export class SqliteEventLog implements EventLog, DueBindings, PoolLevels {
  readonly #reader: EventReader;
  readonly #writer: WriterClient;

  constructor(reader: EventReader, writer: WriterClient) {
    this.#reader = reader;
    this.#writer = writer;
  }

  read(tenant: TenantId, after: number, limit: number): readonly NumberedEvent[] {
    return this.#read((reader) => reader.read(tenant, after, limit));
  }

  bounds(tenant: TenantId): EventBounds {
    return this.#read((reader) => reader.bounds(tenant));
  }

  tenants(): readonly TenantId[] {
    return this.#read((reader) => reader.tenants());
  }

  kept(): KeptEvents {
    return this.#read((reader) => reader.kept());
  }

  async add(events: readonly NewEvent[]): Promise<void> {
    if (events.length > 0) await this.#writer.order({ kind: 'events-add', events: events.map(eventForm) });
  }

  watch(onAdded: (tenants: ReadonlySet<TenantId>) => void): () => void {
    return this.#writer.onEvents(onAdded);
  }

  async tellDue(at: EpochMs, leadMs: number, limit: number): Promise<number> {
    if (!this.#read((reader) => reader.isAnythingDue(at, leadMs))) return 0;
    return await this.#writer.order({ kind: 'tell-due', at, leadMs, limit });
  }

  async poolLevel(pool: string, level: PoolLevel, facts: PoolFacts, at: EpochMs): Promise<void> {
    await this.#writer.order({ kind: 'pool-level', pool, level, facts, at });
  }

  async purge(before: EpochMs, limit: number): Promise<number> {
    return await this.#writer.order({ kind: 'events-purge', before, limit });
  }

  #read<T>(read: (reader: EventReader) => T): T {
    try {
      return read(this.#reader);
    } catch (error) {
      throw storeErrorOf(error, 'read');
    }
  }
}
