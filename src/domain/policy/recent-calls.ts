import type { BindingId } from '../binding/binding.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';

const MINUTE_MS = 60_000;

/**
 * Who called on which binding, or on which pool without one, in the last minute. In memory only: a daemon that starts anew has forgotten the minute. Holds no more
 * than what happened in it.
 */
export class RecentCalls {
  /** What was called on, and the caller; the least recently used first. */
  readonly #calls = new Map<string, readonly EpochMs[]>();

  count(on: BindingId | `pool ${string}`, caller: RealNumber | null, at: EpochMs): number {
    return withinMinute(this.#calls.get(keyOf(on, caller)) ?? [], at).length;
  }

  /** A call went out whose policy wants to know. */
  add(on: BindingId | `pool ${string}`, caller: RealNumber | null, at: EpochMs): void {
    const key = keyOf(on, caller);
    const recent = withinMinute(this.#calls.get(key) ?? [], at);
    this.#calls.delete(key);
    this.#calls.set(key, [...recent, at]);
    this.#forgetOld(at);
  }

  #forgetOld(at: EpochMs): void {
    for (const [key, calls] of this.#calls) {
      if (withinMinute(calls, at).length > 0) return;
      this.#calls.delete(key);
    }
  }
}

/** A clock that was set back leaves calls in the future: they count no longer than others. */
function withinMinute(calls: readonly EpochMs[], at: EpochMs): readonly EpochMs[] {
  return calls.filter((call) => Math.abs(at - call) < MINUTE_MS);
}

function keyOf(on: BindingId | `pool ${string}`, caller: RealNumber | null): string {
  return `${on} ${caller?.reveal() ?? ''}`;
}
