import type { TenantId } from '../../domain/access/tenant.ts';
import { type NewEvent, type NumberedEvent, numbered } from '../../domain/event/event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { EventBounds, EventLog, KeptEvents } from '../../ports/event-log.ts';

interface TenantLog {
  readonly kept: NumberedEvent[];
  last: number;
}

/** Events in memory: the reference for the contract, and a log for tests. */
export class MemoryEventLog implements EventLog {
  readonly #logs = new Map<TenantId, TenantLog>();
  readonly #watchers = new Set<(tenants: ReadonlySet<TenantId>) => void>();

  read(tenant: TenantId, after: number, limit: number): readonly NumberedEvent[] {
    return (this.#logs.get(tenant)?.kept ?? []).filter(({ number }) => number > after).slice(0, limit);
  }

  bounds(tenant: TenantId): EventBounds {
    const { kept, last } = this.#logs.get(tenant) ?? { kept: [], last: 0 };
    return { firstKept: kept[0]?.number ?? last + 1, last };
  }

  tenants(): readonly TenantId[] {
    return [...this.#logs.keys()].sort();
  }

  kept(): KeptEvents {
    const logs = [...this.#logs.values()];
    const oldest = logs.flatMap(({ kept: [first] }) => (first === undefined ? [] : [first.at]));
    const count = logs.reduce((sum, { kept }) => sum + kept.length, 0);
    return { count, oldestAt: oldest.length === 0 ? null : Math.min(...oldest) };
  }

  async add(events: readonly NewEvent[]): Promise<void> {
    for (const event of events) this.#append(event);
    const tenants = new Set(events.map(({ tenant }) => tenant));
    if (tenants.size > 0) for (const tell of this.#watchers) tell(tenants);
  }

  watch(onAdded: (tenants: ReadonlySet<TenantId>) => void): () => void {
    // One who watches twice is told twice.
    const tell = (tenants: ReadonlySet<TenantId>): void => onAdded(tenants);
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  async purge(before: EpochMs, limit: number): Promise<number> {
    let purged = 0;
    for (const { kept } of this.#logs.values())
      for (; purged < limit && (kept[0]?.at ?? before) < before; purged += 1) kept.shift();
    return purged;
  }

  #append(event: NewEvent): void {
    const log = this.#logs.get(event.tenant) ?? { kept: [], last: 0 };
    log.last += 1;
    log.kept.push(numbered(event, log.last));
    this.#logs.set(event.tenant, log);
  }
}
