import type { TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { readPrivacyNumber } from '../bind-reading.ts';
import type { CallRouter } from '../call-router.ts';
import type { BindInput } from '../operations.ts';
import { type GroupKey, groupKey, ownName, type PoolKey, poolKey } from './pool-key.ts';

export interface FenceOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly router: CallRouter;
}

/**
 * What is one tenant's own. A pool belongs to a tenant, a number to one pool, a binding and a call to the pool of their number.
 * What is not the tenant's own is to it as if it were not there.
 */
export class Fence {
  readonly tenant: TenantId;
  readonly #options: FenceOptions;

  constructor(tenant: TenantId, options: FenceOptions) {
    this.tenant = tenant;
    this.#options = options;
  }

  /** @throws AxbridgeError `pool-unknown` */
  ownPool(name: string): PoolKey {
    const key = poolKey(this.tenant, name);
    if (!this.#options.store.poolNames().includes(key)) throw new AxbridgeError('pool-unknown');
    return key;
  }

  hasPool(name: string): boolean {
    return this.#options.store.poolNames().includes(poolKey(this.tenant, name));
  }

  /** Names of the tenant's pools, in their order. */
  ownPools(): readonly string[] {
    return this.#options.store
      .poolNames()
      .map((stored) => this.nameOf(stored))
      .filter((name) => name !== null);
  }

  /** The tenant's name of a pool or group; `null` when it is not its own. */
  nameOf(stored: string): string | null {
    return ownName(this.tenant, stored);
  }

  /** @param text as the platform wrote it; the answer is the same for another's number as for one that nobody has. */
  ownNumber(text: string): { readonly x: PrivacyNumber; readonly pool: PoolKey } {
    const x = readPrivacyNumber(this.#options.reader, 'x', text);
    const pool = this.poolOf(x);
    if (pool === null) throw new AxbridgeError('number-not-in-pool');
    return { x, pool };
  }

  /** The own pool of a number; `null` when the number is not the tenant's. */
  poolOf(x: PrivacyNumber): PoolKey | null {
    const name = this.nameOf(this.#options.router.number(x)?.pool ?? '');
    return name === null ? null : poolKey(this.tenant, name);
  }

  /** The pool for a new binding: the one that is named, the one of X, or the only one. @throws AxbridgeError */
  poolFor(wish: { readonly pool?: string | undefined; readonly x?: string | undefined }): PoolKey {
    if (wish.pool !== undefined) return this.ownPool(wish.pool);
    if (wish.x !== undefined) return this.ownNumber(wish.x).pool;
    const [only, ...others] = this.ownPools();
    if (only === undefined) throw new AxbridgeError('pool-unknown', 'there is none yet');
    if (others.length > 0) throw new AxbridgeError('pool-unclear');
    return poolKey(this.tenant, only);
  }

  /** A wish with the stored names of what it names. @throws AxbridgeError */
  wish(wish: BindInput): BindInput {
    const { group } = wish;
    return {
      ...wish,
      pool: this.poolFor(wish),
      ...(group === undefined ? {} : { group: this.ownGroup(group) }),
    };
  }

  /** The stored name of an own group, whether there is one or not. @throws AxbridgeError `input-invalid` */
  ownGroup(name: string): GroupKey {
    return groupKey(this.tenant, name);
  }

  /** A view with the tenant's names of its pool and group. */
  own<View extends { readonly pool: string; readonly group?: string | null }>(view: View): View {
    const { group } = view;
    const named = group === undefined || group === null ? {} : { group: this.nameOf(group) };
    return { ...view, ...named, pool: this.nameOf(view.pool) ?? '' };
  }
}
