import { DEFAULT_TENANT, type TenantId } from '../access/tenant.ts';

/** Pools of other tenants than the first are stored as `TENANT/POOL`. */
export function tenantOfPool(pool: string): TenantId {
  const slash = pool.indexOf('/');
  // Only names of tenants get before the slash.
  return slash < 0 ? DEFAULT_TENANT : (pool.slice(0, slash) as TenantId);
}

/** What its tenant calls a pool, or a group, that is stored under this name. */
export function nameInTenant(stored: string): string {
  return stored.slice(stored.indexOf('/') + 1);
}
