import type { ApiKey } from '../domain/access/api-key.ts';
import type { Tenant, TenantId } from '../domain/access/tenant.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { EventEndpointStore } from './event-endpoint-store.ts';

/** A line of the audit log: who did what to whom. Holds no real number. */
export interface AuditNote {
  readonly at: EpochMs;
  /** Whose affairs it was about. */
  readonly tenant: TenantId;
  /** `key:<id>`, `operator:<id>` for the operator's key that acted for the tenant, or `local` on the machine itself. */
  readonly actor: string;
  /** Such as `key.create`, `pool.delete`, `reveal`. */
  readonly action: string;
  /** What it was done to, such as `pool main`. */
  readonly subject: string;
  /** `begun` before an act in another store, then `done` or the code of the error; `done` alone for acts in this one. */
  readonly outcome: string;
  /** The request it came by; `null` when it was none. */
  readonly request: string | null;
}

export interface AuditEntry extends AuditNote {
  /** Ascending, never used again. */
  readonly id: number;
}

/** What is remembered of a creating request, so that it can be repeated without being carried out twice. */
export interface IdempotencyRecord {
  readonly tenant: TenantId;
  /** As the platform chose it. */
  readonly key: string;
  /** Keyed hash of the operation and its input. */
  readonly fingerprint: string;
  readonly startedAt: EpochMs;
  /** `null` while nobody knows what became of it. */
  readonly answer: { readonly status: number; readonly body: string } | null;
}

/**
 * Where tenants, keys, the audit log, idempotency records and endpoints of events live. One contract suite holds for every implementation.
 * Writes resolve when they are on stable storage and reject with `StoreError`; reads are synchronous point reads.
 */
export interface AccessStore {
  readonly endpoints: EventEndpointStore;
  /** Another number whenever a tenant or a key was changed, by whatever process. */
  version(): number;
  tenant(id: TenantId): Tenant | null;
  /** In the order of their ids. */
  tenants(): readonly Tenant[];
  apiKey(id: string): ApiKey | null;
  /** Of one tenant, the latest first; revoked ones too. */
  apiKeys(tenant: TenantId): readonly ApiKey[];
  /** Of one tenant, ascending ids greater than `after`. */
  audit(tenant: TenantId, after: number, limit: number): readonly AuditEntry[];
  idempotency(tenant: TenantId, key: string): IdempotencyRecord | null;

  /** @returns false when there is one of this id */
  addTenant(tenant: Tenant, note: AuditNote): Promise<boolean>;
  /** @returns false when there is no such tenant */
  changeTenant(tenant: Tenant, note: AuditNote): Promise<boolean>;
  /** @returns false when there is a key of this id */
  addApiKey(key: ApiKey, note: AuditNote): Promise<boolean>;
  /** @returns false when the tenant has no such key or it is revoked already */
  revokeApiKey(tenant: TenantId, id: string, at: EpochMs, note: AuditNote): Promise<boolean>;
  /** Appends to the audit log. Nothing changes or removes a line. */
  note(note: AuditNote): Promise<void>;
  /** Replaces what was remembered under this key. */
  remember(record: IdempotencyRecord): Promise<void>;
  forget(tenant: TenantId, key: string): Promise<void>;
  /** Forgets idempotency records that began before. @returns how many */
  forgetBefore(startedBefore: EpochMs): Promise<number>;

  close(): Promise<void>;
}
