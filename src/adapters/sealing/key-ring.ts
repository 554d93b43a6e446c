import type { RealNumber } from '../../domain/number/real-number.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { SealingKeys } from './sealing-keys.ts';

/** The keys that open a database: one generation, or two while a rotation runs. */
export class KeyRing {
  /** Newest first. New numbers are sealed by the first. */
  readonly generations: readonly SealingKeys[];
  readonly current: SealingKeys;

  constructor(current: SealingKeys, previous: SealingKeys | null = null) {
    this.current = current;
    this.generations = previous === null ? [current] : [current, previous];
  }

  /** The hashes under which a party may be found. */
  hashes(party: RealNumber): readonly Buffer[] {
    return this.generations.map((keys) => keys.hash(party));
  }

  /** @throws StoreError `key-wrong` when the database has been rotated to a key that is not here */
  of(generation: number): SealingKeys {
    const keys = this.generations.find((candidate) => candidate.generation === generation);
    if (keys === undefined)
      throw new StoreError('key-wrong', `numbers of key generation ${generation} need another key`);
    return keys;
  }
}
