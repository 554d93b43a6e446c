import type { LegId } from '../../domain/call/leg.ts';

/** Longer than the switch's list of channels is ever late. */
const KEPT_MS = 60_000;

/** Legs whose end the switch has told lately. Its list of channels goes on naming them for a moment: they must not live again. */
export class EndedLegs {
  /** In the order in which they ended. */
  readonly #endedAtMs = new Map<LegId, number>();

  note(leg: LegId, nowMs: number): void {
    for (const [old, endedAtMs] of this.#endedAtMs) {
      if (endedAtMs + KEPT_MS > nowMs) break;
      this.#endedAtMs.delete(old);
    }
    this.#endedAtMs.set(leg, nowMs);
  }

  has(leg: LegId): boolean {
    return this.#endedAtMs.has(leg);
  }
}
