import type { EpochMs } from '../instant.ts';
import type { Acquaintance } from '../pool/allocation.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import type { PoolPolicy } from '../pool/pool.ts';
import type { BindView } from './bind-view.ts';
import { lifeAt, overAt } from './binding-life.ts';
import type { BindingRecord } from './binding-record.ts';

/** The part of a pool's policy that says when a number is free again. */
export type CoolDown = Pick<PoolPolicy, 'coolDownMs'>;

/** What a party's latest binding on a number means for the next one. The cool-down runs from the end of its grace. */
export function acquaintance(record: BindingRecord, policy: CoolDown, at: EpochMs): Acquaintance {
  const end = overAt(record);
  if (lifeAt(record, at) === 'live')
    return { state: 'live', freeAt: end === null ? null : end + policy.coolDownMs };
  const lastMetAt = end ?? at;
  const freeAt = lastMetAt + policy.coolDownMs;
  return at < freeAt ? { state: 'cooling', freeAt } : { state: 'met', lastMetAt };
}

/** True while the binding lives, is in its grace or is cooling. */
export function holds(record: BindingRecord, policy: CoolDown, at: EpochMs): boolean {
  return acquaintance(record, policy, at).state !== 'met';
}

/** The numbers as the claims of one request at one instant see them. */
export class NumberClaims {
  readonly #view: BindView;
  readonly #policy: CoolDown;
  readonly #at: EpochMs;

  constructor(view: BindView, policy: CoolDown, at: EpochMs) {
    this.#view = view;
    this.#policy = policy;
    this.#at = at;
  }

  /** Strangers come through on the number, or came inside the cool-down: nobody else may be bound on it. */
  isOpen(number: NumberId): boolean {
    return some(this.#view.openOn(number, this.#heldAfter()), (record) => this.#holds(record));
  }

  /** No party has anything to do with the number, so strangers may come through on it. */
  isUnused(number: NumberId): boolean {
    return !some(this.#view.allOn(number, this.#heldAfter()), (record) => this.#holds(record));
  }

  /** Another binding takes PINs on the number, or did inside the cool-down. */
  hasPins(number: NumberId): boolean {
    return some(this.#view.pinsOn(number, this.#heldAfter()), (record) => this.#holds(record));
  }

  /**
   * The length of the extensions on the number; `null` when it has none. When all of them cool, the number may have gone to somebody
   * else before the clock was set back: then it has none.
   */
  extensionLength(number: NumberId): number | null {
    let cooling: number | null = null;
    for (const record of this.#view.openOn(number, this.#heldAfter())) {
      if (record.extension === null || !this.#holds(record)) continue;
      if (lifeAt(record, this.#at) === 'live') return record.extension.length;
      cooling ??= record.extension.length;
    }
    return cooling === null || this.#isHeldWhole(number) ? null : cooling;
  }

  #isHeldWhole(number: NumberId): boolean {
    const holders = this.#view.allOn(number, this.#heldAfter());
    return some(holders, (record) => record.extension === null && this.#holds(record));
  }

  isExtensionFree(number: NumberId, extension: string): boolean {
    const record = this.#view.latestWithExtension(number, extension);
    return record === null || !this.#holds(record);
  }

  /** What ended then or before holds nothing any more; a store need not read it. */
  #heldAfter(): EpochMs {
    return this.#at - this.#policy.coolDownMs;
  }

  #holds(record: BindingRecord): boolean {
    return holds(record, this.#policy, this.#at);
  }
}

function some(records: Iterable<BindingRecord>, test: (record: BindingRecord) => boolean): boolean {
  for (const record of records) if (test(record)) return true;
  return false;
}
