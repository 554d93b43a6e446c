import type { Database, Statement } from 'better-sqlite3';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { DeadLetter, Delivery } from '../../domain/delivery/delivery.ts';
import type { DeliveryProgress } from '../../domain/delivery/delivery-queue.ts';
import type { DisabledBecause, EventEndpoint } from '../../domain/delivery/event-endpoint.ts';

interface EndpointRow {
  readonly id: string;
  readonly tenant: TenantId;
  readonly terms: string;
  readonly created_at: number;
  readonly disabled: DisabledBecause | null;
  readonly position: number;
  readonly wanted: number | null;
}

interface DeliveryRow {
  readonly number: number;
  readonly lane: string;
  readonly happened_at: number;
  readonly first_at: number;
  readonly attempts: number;
  readonly due_at: number;
  readonly because: string | null;
  readonly dead_at: number | null;
}

/** Reads endpoints of events and their deliveries on the caller's thread. */
export class EndpointReader {
  readonly #one: Statement<[string], EndpointRow>;
  readonly #all: Statement<[], EndpointRow>;
  readonly #ofTenant: Statement<[string], EndpointRow>;
  readonly #open: Statement<[string], DeliveryRow>;
  readonly #dead: Statement<[string, number, number], DeliveryRow>;
  readonly #deadCount: Statement<[string], number>;

  constructor(db: Database) {
    this.#one = db.prepare<[string], EndpointRow>('SELECT * FROM event_endpoint WHERE id = ?');
    this.#all = db.prepare<[], EndpointRow>('SELECT * FROM event_endpoint ORDER BY number');
    this.#ofTenant = db.prepare<[string], EndpointRow>(
      'SELECT * FROM event_endpoint WHERE tenant = ? ORDER BY number',
    );
    this.#open = db.prepare<[string], DeliveryRow>(
      'SELECT * FROM event_delivery WHERE endpoint = ? AND dead_at IS NULL ORDER BY number',
    );
    this.#dead = db.prepare<[string, number, number], DeliveryRow>(
      'SELECT * FROM event_delivery WHERE endpoint = ? AND dead_at IS NOT NULL AND number > ? ORDER BY number LIMIT ?',
    );
    this.#deadCount = db
      .prepare<[string], number>(
        'SELECT count(*) FROM event_delivery WHERE endpoint = ? AND dead_at IS NOT NULL',
      )
      .pluck();
  }

  endpoint(id: string): EventEndpoint | null {
    const row = this.#one.get(id);
    return row === undefined ? null : endpointOf(row);
  }

  endpoints(tenant: TenantId | undefined): readonly EventEndpoint[] {
    return (tenant === undefined ? this.#all.all() : this.#ofTenant.all(tenant)).map(endpointOf);
  }

  progress(id: string): DeliveryProgress | null {
    const row = this.#one.get(id);
    return row === undefined ? null : { position: row.position, open: this.#open.all(id).map(deliveryOf) };
  }

  wantedPosition(id: string): number | null {
    return this.#one.get(id)?.wanted ?? null;
  }

  deadLetters(id: string, after: number, limit: number): readonly DeadLetter[] {
    return this.#dead.all(id, after, limit).map(letterOf);
  }

  deadLetterCount(id: string): number {
    return this.#deadCount.get(id) ?? 0;
  }
}

function endpointOf({ id, tenant, terms, created_at, disabled }: EndpointRow): EventEndpoint {
  const kept: Omit<EventEndpoint, 'id' | 'tenant' | 'createdAt' | 'disabledBecause'> = JSON.parse(terms);
  return { id, tenant, ...kept, createdAt: created_at, disabledBecause: disabled };
}

function deliveryOf(row: DeliveryRow): Delivery {
  return { ...attemptedOf(row), dueAt: row.due_at };
}

function letterOf(row: DeliveryRow): DeadLetter {
  return { ...attemptedOf(row), deadAt: row.dead_at ?? row.due_at };
}

function attemptedOf(row: DeliveryRow): Omit<Delivery, 'dueAt'> {
  const { number, lane, happened_at, first_at, attempts, because } = row;
  return { number, lane, happenedAt: happened_at, firstAt: first_at, attempts, because };
}
