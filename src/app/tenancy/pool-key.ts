import { DEFAULT_TENANT, type TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';

declare const checked: unique symbol;
declare const checkedGroup: unique symbol;

/** A pool as the store names it: `POOL` for the default tenant, `TENANT/POOL` for another. Only `poolKey` makes one. */
export type PoolKey = string & { readonly [checked]: true };

/** A group of numbers likewise. */
export type GroupKey = string & { readonly [checkedGroup]: true };

const OWN_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** @throws AxbridgeError `input-invalid`; a name with a slash in it never gets out of its tenant */
export function poolKey(tenant: TenantId, name: string): PoolKey {
  return storedName(tenant, 'pool', name) as PoolKey;
}

/** @throws AxbridgeError `input-invalid` as `poolKey` */
export function groupKey(tenant: TenantId, name: string): GroupKey {
  return storedName(tenant, 'group', name) as GroupKey;
}

function storedName(tenant: TenantId, field: string, name: string): string {
  if (!OWN_NAME.test(name))
    throw new AxbridgeError('input-invalid', `${field}: small letters, digits and hyphens, at most 64`);
  return tenant === DEFAULT_TENANT ? name : `${tenant}/${name}`;
}

/** The tenant's own name of a pool or group; `null` when it is another's, or none (a number that was removed has pool ''). */
export function ownName(tenant: TenantId, stored: string): string | null {
  const slash = stored.indexOf('/');
  if (stored === '') return null;
  if (tenant === DEFAULT_TENANT) return slash < 0 ? stored : null;
  return slash >= 0 && stored.slice(0, slash) === tenant ? stored.slice(slash + 1) : null;
}
