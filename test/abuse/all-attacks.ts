import type { AttackFamily } from './attack.ts';
import { SOURCES, SPOOFS, UNVERIFIED } from './caller-attacks.ts';
import { REDIRECTS, TRANSFERS } from './diversion-attacks.ts';
import { LOOPS } from './loop-attacks.ts';
import { BARRED } from './number-attacks.ts';
import { PUMPING, SCANS } from './volume-attacks.ts';

/** Those that change the settings come last, and go one after the other. */
export const FAMILIES: readonly AttackFamily[] = [
  SPOOFS,
  UNVERIFIED,
  SOURCES,
  LOOPS,
  TRANSFERS,
  REDIRECTS,
  BARRED,
  SCANS,
  PUMPING,
];
