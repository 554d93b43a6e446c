import type { PrivacyNumber } from './privacy-number.ts';
import type { RealNumber } from './real-number.ts';

/**
 * What a called party's display shows: a privacy number. A real number only by the explicit permission of the party whose it is
 * (click-to-call that shows A to B).
 */
export type ShownNumber = PrivacyNumber | RealNumber;
