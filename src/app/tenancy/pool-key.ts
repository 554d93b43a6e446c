import { DEFAULT_TENANT, type TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';

declare const checked: unique symbol;

/** A pool as the store names it: `POOL` for the default tenant, `TENANT/POOL` for another. Only `poolKey` makes one. */
export type PoolKey = string & { readonly [checked]: true };

const POOL_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** @throws AxbridgeError `input-invalid`; a name with a slash in it never gets out of its tenant */
export function poolKey(tenant: TenantId, name: string): PoolKey {
  if (!POOL_NAME.test(name))
    throw new AxbridgeError('input-invalid', 'pool: small letters, digits and hyphens, at most 64');
  return (tenant === DEFAULT_TENANT ? name : `${tenant}/${name}`) as PoolKey;
}

/** The tenant's own name of a pool; `null` when the pool is another's, or none (a number that was removed has pool ''). */
export function ownPoolName(tenant: TenantId, stored: string): string | null {
  const slash = stored.indexOf('/');
  if (stored === '') return null;
  if (tenant === DEFAULT_TENANT) return slash < 0 ? stored : null;
  return slash >= 0 && stored.slice(0, slash) === tenant ? stored.slice(slash + 1) : null;
}
