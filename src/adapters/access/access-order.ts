import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Tenant, TenantId } from '../../domain/access/tenant.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AuditNote, IdempotencyRecord } from '../../ports/access-store.ts';
import type { StoreErrorCode } from '../../ports/store-error.ts';
import type { EndpointChange, EndpointRecord } from './endpoint-order.ts';

/** What the writer thread is asked for; the answer is the number of rows that changed, besides the audit log. */
export type AccessOrder =
  | { readonly kind: 'add-tenant' | 'change-tenant'; readonly tenant: Tenant; readonly note: AuditNote }
  | { readonly kind: 'add-key'; readonly key: ApiKey; readonly note: AuditNote }
  | {
      readonly kind: 'revoke-key';
      readonly tenant: TenantId;
      readonly id: string;
      readonly at: EpochMs;
      readonly note: AuditNote;
    }
  | { readonly kind: 'note'; readonly note: AuditNote }
  | { readonly kind: 'remember'; readonly record: IdempotencyRecord }
  | { readonly kind: 'forget'; readonly tenant: TenantId; readonly key: string }
  | { readonly kind: 'forget-before'; readonly startedBefore: EpochMs }
  | EndpointChange
  | EndpointRecord;

/** Orders that share a commit. */
export type AccessBatch = readonly AccessOrder[];

export interface AccessFailure {
  readonly code: StoreErrorCode;
  readonly detail: string;
}

/** `ready` once, after the database was opened; then one answer a batch, in order. */
export type AccessMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly changes: readonly number[] }
  | { readonly kind: 'failed'; readonly failure: AccessFailure };

export interface AccessThreadSettings {
  readonly path: string;
  readonly busyTimeoutMs: number;
}
