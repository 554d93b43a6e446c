import type { Database, Statement } from 'better-sqlite3';
import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Tenant, TenantId } from '../../domain/access/tenant.ts';
import type { AuditEntry, IdempotencyRecord } from '../../ports/access-store.ts';

interface TenantRow {
  readonly id: TenantId;
  readonly name: string;
  readonly created_at: number;
  readonly disabled: number;
  readonly real_number_display: number;
}

interface KeyRow {
  readonly id: string;
  readonly tenant: TenantId;
  readonly digest: string;
  readonly label: string;
  readonly terms: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

interface RecordRow {
  readonly tenant: TenantId;
  readonly key: string;
  readonly fingerprint: string;
  readonly started_at: number;
  readonly status: number | null;
  readonly body: string | null;
}

/** Point reads on the caller's thread. */
export class AccessReader {
  readonly #db: Database;
  readonly #version: Statement<[], number>;
  readonly #apiKey: Statement<[string], KeyRow>;
  readonly #record: Statement<[string, string], RecordRow>;

  constructor(db: Database) {
    this.#db = db;
    this.#version = db.prepare<[], number>('SELECT version FROM meta').pluck();
    this.#apiKey = db.prepare<[string], KeyRow>('SELECT * FROM api_key WHERE id = ?');
    this.#record = db.prepare<[string, string], RecordRow>(
      'SELECT * FROM idempotency WHERE tenant = ? AND key = ?',
    );
  }

  version(): number {
    return this.#version.get() ?? 0;
  }

  tenant(id: TenantId): Tenant | null {
    const row = this.#db.prepare<[string], TenantRow>('SELECT * FROM tenant WHERE id = ?').get(id);
    return row === undefined ? null : tenantOf(row);
  }

  tenants(): readonly Tenant[] {
    return this.#db.prepare<[], TenantRow>('SELECT * FROM tenant ORDER BY id').all().map(tenantOf);
  }

  apiKey(id: string): ApiKey | null {
    const row = this.#apiKey.get(id);
    return row === undefined ? null : keyOf(row);
  }

  apiKeys(tenant: TenantId): readonly ApiKey[] {
    return this.#db
      .prepare<[string], KeyRow>('SELECT * FROM api_key WHERE tenant = ? ORDER BY number DESC')
      .all(tenant)
      .map(keyOf);
  }

  audit(tenant: TenantId, after: number, limit: number): readonly AuditEntry[] {
    return this.#db
      .prepare<[string, number, number], AuditEntry>(
        'SELECT * FROM audit WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?',
      )
      .all(tenant, after, limit);
  }

  idempotency(tenant: TenantId, key: string): IdempotencyRecord | null {
    const row = this.#record.get(tenant, key);
    return row === undefined ? null : recordOf(row);
  }

  close(): void {
    this.#db.close();
  }
}

function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    disabled: row.disabled === 1,
    realNumberDisplay: row.real_number_display === 1,
  };
}

function keyOf(row: KeyRow): ApiKey {
  const terms: Pick<ApiKey, 'scopes' | 'sourceNetworks' | 'rateLimit'> = JSON.parse(row.terms);
  return {
    id: row.id,
    tenant: row.tenant,
    digest: row.digest,
    label: row.label,
    ...terms,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

function recordOf(row: RecordRow): IdempotencyRecord {
  const { tenant, key, fingerprint, status, body } = row;
  const answer = status === null || body === null ? null : { status, body };
  return { tenant, key, fingerprint, startedAt: row.started_at, answer };
}
