import type { Database } from 'better-sqlite3';
import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Tenant, TenantId } from '../../domain/access/tenant.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AccessStore, AuditEntry, AuditNote, IdempotencyRecord } from '../../ports/access-store.ts';
import { openForReading } from '../sqlite/connection.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';
import { AccessReader } from './access-reader.ts';
import { AccessWriter } from './access-writer.ts';
import { EndpointReader } from './endpoint-reader.ts';
import { SqliteEndpointStore } from './sqlite-endpoint-store.ts';

const BUSY_TIMEOUT_MS = 5000;
const READ_TIMEOUT_MS = 500;

/** Tenants, keys, audit log, idempotency records and endpoints of events in one SQLite file (WAL mode, `synchronous=FULL`) beside the bindings. */
export class SqliteAccessStore implements AccessStore {
  readonly #reader: AccessReader;
  readonly #writer: AccessWriter;
  readonly endpoints: SqliteEndpointStore;

  private constructor(db: Database, writer: AccessWriter) {
    this.#reader = new AccessReader(db);
    this.#writer = writer;
    this.endpoints = new SqliteEndpointStore(this.#reader, new EndpointReader(db), writer);
  }

  /** @param path made with mode 0600 when there is none @throws StoreError */
  static async open(path: string): Promise<SqliteAccessStore> {
    const writer = await AccessWriter.start({ path, busyTimeoutMs: BUSY_TIMEOUT_MS });
    try {
      return new SqliteAccessStore(openForReading(path, READ_TIMEOUT_MS), writer);
    } catch (error) {
      await writer.close();
      throw storeErrorOf(error, 'read');
    }
  }

  version(): number {
    return this.#read((reader) => reader.version());
  }

  tenant(id: TenantId): Tenant | null {
    return this.#read((reader) => reader.tenant(id));
  }

  tenants(): readonly Tenant[] {
    return this.#read((reader) => reader.tenants());
  }

  apiKey(id: string): ApiKey | null {
    return this.#read((reader) => reader.apiKey(id));
  }

  apiKeys(tenant: TenantId): readonly ApiKey[] {
    return this.#read((reader) => reader.apiKeys(tenant));
  }

  audit(tenant: TenantId, after: number, limit: number): readonly AuditEntry[] {
    return this.#read((reader) => reader.audit(tenant, after, limit));
  }

  idempotency(tenant: TenantId, key: string): IdempotencyRecord | null {
    return this.#read((reader) => reader.idempotency(tenant, key));
  }

  async addTenant(tenant: Tenant, note: AuditNote): Promise<boolean> {
    return (await this.#writer.order({ kind: 'add-tenant', tenant, note })) > 0;
  }

  async changeTenant(tenant: Tenant, note: AuditNote): Promise<boolean> {
    return (await this.#writer.order({ kind: 'change-tenant', tenant, note })) > 0;
  }

  async addApiKey(key: ApiKey, note: AuditNote): Promise<boolean> {
    return (await this.#writer.order({ kind: 'add-key', key, note })) > 0;
  }

  async revokeApiKey(tenant: TenantId, id: string, at: EpochMs, note: AuditNote): Promise<boolean> {
    return (await this.#writer.order({ kind: 'revoke-key', tenant, id, at, note })) > 0;
  }

  async note(note: AuditNote): Promise<void> {
    await this.#writer.order({ kind: 'note', note });
  }

  async remember(record: IdempotencyRecord): Promise<void> {
    await this.#writer.order({ kind: 'remember', record });
  }

  async forget(tenant: TenantId, key: string): Promise<void> {
    await this.#writer.order({ kind: 'forget', tenant, key });
  }

  async forgetBefore(startedBefore: EpochMs): Promise<number> {
    return await this.#writer.order({ kind: 'forget-before', startedBefore });
  }

  async close(): Promise<void> {
    // The writer is the last, since only it can bring its log into the database.
    this.#reader.close();
    await this.#writer.close();
  }

  #read<T>(read: (reader: AccessReader) => T): T {
    try {
      return read(this.#reader);
    } catch (error) {
      throw storeErrorOf(error, 'read');
    }
  }
}
