import type { ApiKey } from '../../domain/access/api-key.ts';
import { DEFAULT_TENANT, type Tenant, type TenantId } from '../../domain/access/tenant.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AccessStore, AuditEntry, AuditNote, IdempotencyRecord } from '../../ports/access-store.ts';
import { MemoryEndpointStore } from './memory-endpoint-store.ts';

/** Tenants, keys, endpoints and the rest for as long as the process lives: for tests and demonstrations. */
export class MemoryAccessStore implements AccessStore {
  readonly #tenants = new Map<TenantId, Tenant>();
  readonly #keys = new Map<string, ApiKey>();
  readonly #audit: AuditEntry[] = [];
  readonly #records = new Map<string, IdempotencyRecord>();
  #version = 1;
  readonly endpoints = new MemoryEndpointStore({
    version: () => this.#version,
    changed: (note) => this.#changed(note),
  });

  constructor() {
    this.#tenants.set(DEFAULT_TENANT, {
      id: DEFAULT_TENANT,
      name: '',
      createdAt: 0,
      disabled: false,
      realNumberDisplay: false,
    });
  }

  version(): number {
    return this.#version;
  }

  tenant(id: TenantId): Tenant | null {
    return this.#tenants.get(id) ?? null;
  }

  tenants(): readonly Tenant[] {
    return [...this.#tenants.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  apiKey(id: string): ApiKey | null {
    return this.#keys.get(id) ?? null;
  }

  apiKeys(tenant: TenantId): readonly ApiKey[] {
    return [...this.#keys.values()].filter((key) => key.tenant === tenant).reverse();
  }

  audit(tenant: TenantId, after: number, limit: number): readonly AuditEntry[] {
    return this.#audit.filter((entry) => entry.tenant === tenant && entry.id > after).slice(0, limit);
  }

  idempotency(tenant: TenantId, key: string): IdempotencyRecord | null {
    return this.#records.get(recordName(tenant, key)) ?? null;
  }

  async addTenant(tenant: Tenant, note: AuditNote): Promise<boolean> {
    if (this.#tenants.has(tenant.id)) return false;
    this.#tenants.set(tenant.id, tenant);
    return this.#changed(note);
  }

  async changeTenant(tenant: Tenant, note: AuditNote): Promise<boolean> {
    if (!this.#tenants.has(tenant.id)) return false;
    this.#tenants.set(tenant.id, tenant);
    return this.#changed(note);
  }

  async addApiKey(key: ApiKey, note: AuditNote): Promise<boolean> {
    if (this.#keys.has(key.id)) return false;
    this.#keys.set(key.id, key);
    return this.#changed(note);
  }

  async revokeApiKey(tenant: TenantId, id: string, at: EpochMs, note: AuditNote): Promise<boolean> {
    const key = this.#keys.get(id);
    if (key === undefined || key.tenant !== tenant || key.revokedAt !== null) return false;
    this.#keys.set(id, { ...key, revokedAt: at });
    return this.#changed(note);
  }

  async note(note: AuditNote): Promise<void> {
    this.#audit.push({ ...note, id: this.#audit.length + 1 });
  }

  async remember(record: IdempotencyRecord): Promise<void> {
    this.#records.set(recordName(record.tenant, record.key), record);
  }

  async forget(tenant: TenantId, key: string): Promise<void> {
    this.#records.delete(recordName(tenant, key));
  }

  async forgetBefore(startedBefore: EpochMs): Promise<number> {
    const old = [...this.#records].filter(([, record]) => record.startedAt < startedBefore);
    for (const [name] of old) this.#records.delete(name);
    return old.length;
  }

  async close(): Promise<void> {}

  async #changed(note: AuditNote): Promise<true> {
    this.#version += 1;
    await this.note(note);
    return true;
  }
}

/** No tenant's name holds a space. */
function recordName(tenant: TenantId, key: string): string {
  return `${tenant} ${key}`;
}
