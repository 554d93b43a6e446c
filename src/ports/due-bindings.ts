import type { EpochMs } from '../domain/instant.ts';

/** Bindings that end by themselves: nobody writes anything then, so somebody has to look. */
export interface DueBindings {
  /**
   * Adds `binding.expired` and `binding.released` (after a call) of those that have ended by time, and `binding.expiring` of those whose
   * expiry is at most `leadMs` away (0: of none). Each end is told once, however often and by however many processes this is called,
   * and also when it came while nobody looked. Synchronous and cheap where nothing is due.
   * @param limit about so many with one commit @returns how many were looked at; fewer than `limit` when no others are left
   */
  tellDue(at: EpochMs, leadMs: number, limit: number): Promise<number>;
}
