import type { RealNumber } from '../../domain/number/real-number.ts';

/** 32 bits of a party, well mixed (FNV-1a with a final avalanche). It never leaves the process, so it needs no key. */
export function spreadOf(party: RealNumber): number {
  let hash = 0x811c9dc5;
  for (const digit of party.reveal()) hash = Math.imul(hash ^ digit.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
