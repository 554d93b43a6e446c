import type { TenantId } from '../../domain/access/tenant.ts';
import type { DeadLetter } from '../../domain/delivery/delivery.ts';
import type { DeliveryProgress } from '../../domain/delivery/delivery-queue.ts';
import type { DisabledBecause, EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AuditNote } from '../../ports/access-store.ts';
import type {
  DeadLetterChoice,
  EndpointProgress,
  EventEndpointStore,
} from '../../ports/event-endpoint-store.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';
import type { AccessOrder } from './access-order.ts';
import type { AccessReader } from './access-reader.ts';
import type { AccessWriter } from './access-writer.ts';
import type { EndpointReader } from './endpoint-reader.ts';

/** Endpoints of events in the database of the tenants, so that a change commits with its line in the audit log. */
export class SqliteEndpointStore implements EventEndpointStore {
  readonly #access: AccessReader;
  readonly #reader: EndpointReader;
  readonly #writer: AccessWriter;

  constructor(access: AccessReader, reader: EndpointReader, writer: AccessWriter) {
    this.#access = access;
    this.#reader = reader;
    this.#writer = writer;
  }

  version(): number {
    return read(() => this.#access.version());
  }

  endpoint(id: string): EventEndpoint | null {
    return read(() => this.#reader.endpoint(id));
  }

  endpoints(tenant?: TenantId): readonly EventEndpoint[] {
    return read(() => this.#reader.endpoints(tenant));
  }

  progress(endpoint: string): DeliveryProgress | null {
    return read(() => this.#reader.progress(endpoint));
  }

  wantedPosition(endpoint: string): number | null {
    return read(() => this.#reader.wantedPosition(endpoint));
  }

  deadLetters(endpoint: string, after: number, limit: number): readonly DeadLetter[] {
    return read(() => this.#reader.deadLetters(endpoint, after, limit));
  }

  deadLetterCount(endpoint: string): number {
    return read(() => this.#reader.deadLetterCount(endpoint));
  }

  add(endpoint: EventEndpoint, position: number, note: AuditNote): Promise<boolean> {
    return this.#changed({ kind: 'add-endpoint', endpoint, position, note });
  }

  change(endpoint: EventEndpoint, note: AuditNote): Promise<boolean> {
    return this.#changed({ kind: 'change-endpoint', endpoint, note });
  }

  disable(id: string, because: DisabledBecause, note: AuditNote): Promise<boolean> {
    return this.#changed({ kind: 'disable-endpoint', id, because, note });
  }

  remove(id: string, note: AuditNote): Promise<boolean> {
    return this.#changed({ kind: 'remove-endpoint', id, note });
  }

  moveTo(id: string, position: number, note: AuditNote): Promise<boolean> {
    return this.#changed({ kind: 'move-endpoint', id, position, note });
  }

  redeliver(id: string, choice: DeadLetterChoice, at: EpochMs, note: AuditNote): Promise<number> {
    return this.#writer.order({ kind: 'redeliver', id, choice, at, note });
  }

  async keepProgress(changes: readonly EndpointProgress[]): Promise<void> {
    if (changes.length > 0) await this.#writer.order({ kind: 'keep-progress', changes });
  }

  async moved(id: string, position: number): Promise<void> {
    await this.#writer.order({ kind: 'endpoint-moved', id, position });
  }

  forgetDead(id: string, upTo: number): Promise<number> {
    return this.#writer.order({ kind: 'forget-dead', id, upTo });
  }

  async #changed(order: AccessOrder): Promise<boolean> {
    return (await this.#writer.order(order)) > 0;
  }
}

function read<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeErrorOf(error, 'read');
  }
}
