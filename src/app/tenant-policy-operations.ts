import type { PolicyInput, PolicyView } from './policy-input.ts';

/** What a tenant says of the calls of all its pools. */
export interface TenantPolicyView {
  readonly tenant: string;
  readonly calls: PolicyView;
}

/** Policies of tenants; whether there is such a tenant is for the asking one to know. */
export interface TenantPolicyOperations {
  tenantPolicy(input: { readonly tenant: string }): Promise<TenantPolicyView>;
  /** Parts that are left out stay, parts that are null go. Holds for calls from then on. */
  changeTenantPolicy(input: {
    readonly tenant: string;
    readonly calls: PolicyInput;
  }): Promise<TenantPolicyView>;
}
