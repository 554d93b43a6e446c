import type { TenantId } from '../../domain/access/tenant.ts';
import type { PolicyInput } from '../policy-input.ts';
import type { StoreDesk } from '../store-desk.ts';
import type { TenantPolicyView } from '../tenant-policy-operations.ts';

export interface TenantPolicyOptions {
  readonly bindings: Pick<StoreDesk, 'tenantPolicies'>;
}

/** What one tenant says of the calls of all its pools. */
export class TenantPolicy {
  readonly #tenant: TenantId;
  readonly #options: TenantPolicyOptions;

  constructor(tenant: TenantId, options: TenantPolicyOptions) {
    this.#tenant = tenant;
    this.#options = options;
  }

  view(): TenantPolicyView {
    return this.#options.bindings.tenantPolicies.of(this.#tenant);
  }

  /** @throws AxbridgeError `input-invalid` */
  change(calls: PolicyInput): Promise<TenantPolicyView> {
    return this.#options.bindings.tenantPolicies.change(this.#tenant, calls);
  }
}
