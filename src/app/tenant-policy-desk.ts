import { type TenantId, tenantId } from '../domain/access/tenant.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import type { PolicyInput } from './policy-input.ts';
import { readCommonCalls } from './policy-reading.ts';
import { policyView } from './policy-view.ts';
import type { TenantPolicyView } from './tenant-policy-operations.ts';

export interface TenantPolicyDeskOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
}

/** How calls of a tenant's pools are treated where neither binding nor pool says anything, and whom it keeps away from all. */
export class TenantPolicyDesk {
  readonly #options: TenantPolicyDeskOptions;

  constructor(options: TenantPolicyDeskOptions) {
    this.#options = options;
  }

  of(tenant: TenantId): TenantPolicyView {
    return { tenant, calls: policyView(this.#options.store.tenantCalls(tenant), false) };
  }

  /** @throws AxbridgeError `input-invalid`, also for what would name somebody */
  async change(tenant: TenantId, calls: PolicyInput): Promise<TenantPolicyView> {
    const { store, reader } = this.#options;
    await store.setTenantCalls(tenant, readCommonCalls(calls, reader, store.tenantCalls(tenant)));
    return this.of(tenant);
  }
}

/** @throws AxbridgeError `tenant-unknown` */
export function readTenant(text: string): TenantId {
  const id = tenantId(text);
  if (id === undefined) throw new AxbridgeError('tenant-unknown');
  return id;
}
