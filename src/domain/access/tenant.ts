import type { EpochMs } from '../instant.ts';

declare const tenantBrand: unique symbol;

/** Name of a tenant: 1 to 32 small letters, digits and hyphens. */
export type TenantId = string & { readonly [tenantBrand]: true };

/** One who shares the installation with others and sees nothing of them. */
export interface Tenant {
  readonly id: TenantId;
  /** For people; at most 128 characters. */
  readonly name: string;
  readonly createdAt: EpochMs;
  /** Its keys are refused; its bindings and calls go on. */
  readonly disabled: boolean;
  /** May show the second party of a callback the real number of the first, who has agreed to it; only the operator grants it. */
  readonly realNumberDisplay: boolean;
}

const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** @returns `undefined` when the text is no tenant's name */
export function tenantId(text: string): TenantId | undefined {
  return TENANT_ID.test(text) ? (text as TenantId) : undefined;
}

/** The tenant of whoever runs the installation; the pools of the command line are its pools. Always there. */
export const DEFAULT_TENANT = 'default' as TenantId;
