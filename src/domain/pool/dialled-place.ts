import type { DialledNumber } from '../call/route.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { NumberCatalogue, NumberId } from './number-catalogue.ts';

/** A dialled number that is in a pool. */
export interface DialledPlace {
  readonly id: NumberId;
  readonly number: DialledNumber;
}

/** The first of the readings that is in a pool; `null` when none is. */
export function dialledPlace(
  catalogue: NumberCatalogue,
  dialled: readonly PrivacyNumber[],
): DialledPlace | null {
  for (const x of dialled) {
    const place = catalogue.find(x);
    const pool = place?.block.pool ?? null;
    const policy = pool === null ? undefined : catalogue.pools.get(pool);
    if (place !== null && pool !== null && policy !== undefined) {
      const { locked } = place.block;
      return {
        id: place.id,
        number: { x, pool, policy, tenantCalls: catalogue.tenantCallsOf(pool), locked },
      };
    }
  }
  return null;
}
