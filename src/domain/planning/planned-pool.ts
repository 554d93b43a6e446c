import { privacyNumber } from '../number/privacy-number.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import { OpenNumbers } from '../pool/open-numbers.ts';

const FIRST_ID = 1 as NumberId;
const FIRST_DIGITS = 100_000_000_000;

/** A pool of so many numbers, in one block; which digits they have makes no difference to allocation. Their ids are 1 to `count`. */
export function plannedPool(count: number): OpenNumbers {
  if (count === 0) return new OpenNumbers([]);
  const first = privacyNumber(String(FIRST_DIGITS));
  const last = privacyNumber(String(FIRST_DIGITS + count - 1));
  if (first === undefined || last === undefined) throw new RangeError('no such pool');
  const block = { firstId: FIRST_ID, range: { first, last }, pool: '', areaCode: null, locked: false };
  return new OpenNumbers([block]);
}
