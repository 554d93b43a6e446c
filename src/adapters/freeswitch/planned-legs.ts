import type { CallId, LegId } from '../../domain/call/leg.ts';
import { OrderError } from '../../ports/switch-port.ts';
import type { MessageHeader } from './message.ts';

/** How an order goes to a leg that waits in park. */
export type Send = (message: readonly MessageHeader[]) => Promise<void>;

interface Planned {
  /** Resolves when the leg was seen: `waiting` in park without an order, or `moving`, which it does with one. */
  readonly seen: Promise<'waiting' | 'moving'>;
  see(how: 'waiting' | 'moving'): void;
  fail(error: OrderError): void;
  lose(): void;
}

interface Asking {
  readonly leg: LegId;
  readonly answer: (plan: readonly MessageHeader[]) => void;
  isAnswered: boolean;
}

/**
 * Legs for which the dialplan asked before they waited for anybody. Their first order is the answer to that question. Should the answer
 * have been lost on its way, the switch's own dialplan has the leg wait, and it gets the same order as any leg that waits. An order that
 * comes too late to be the answer waits for the leg to wait.
 */
export class PlannedLegs {
  readonly #legs = new Map<LegId | CallId, Planned>();
  #asking: Asking | null = null;

  /**
   * Answers with what the leg is to do as soon as `arrive` leads to an order, before whatever else that leads to: a caller waits.
   * @returns whether it did; if not, the leg is to wait.
   */
  ask(leg: LegId, arrive: () => void, answer: Asking['answer']): boolean {
    if (this.#legs.has(leg)) return false;
    const asking: Asking = { leg, answer, isAnswered: false };
    this.#asking = asking;
    try {
      arrive();
    } finally {
      this.#asking = null;
    }
    if (!asking.isAnswered) this.#expect(leg, (planned) => planned.see('waiting'));
    return asking.isAnswered;
  }

  /** Gives the leg's order, by whatever way it can still be given. Rejects with `OrderError`. */
  order(leg: LegId, message: readonly MessageHeader[], send: Send): Promise<void> {
    if (this.#asking?.leg === leg && !this.#asking.isAnswered)
      return this.#answer(this.#asking, message, send);
    const planned = this.#legs.get(leg);
    return planned === undefined ? send(message) : planned.seen.then(() => send(message));
  }

  /** @returns whether it was known to come: whoever is told of arrivals has been told of this one. */
  waits(leg: LegId): boolean {
    return this.#see(leg, 'waiting');
  }

  /** The leg, or one of its call, did something that a leg without an order does not do, or ended. */
  moves(leg: LegId | CallId): void {
    this.#see(leg, 'moving');
  }

  /** The link was lost: what becomes of them is seen by whoever looks at the switch after that. */
  loseAll(): void {
    for (const planned of this.#legs.values()) planned.lose();
    this.#legs.clear();
  }

  async #answer(asking: Asking, message: readonly MessageHeader[], send: Send): Promise<void> {
    asking.isAnswered = true;
    asking.answer(message);
    const planned = this.#expect(asking.leg, (lost) => lost.fail(new OrderError('unknown-outcome')));
    if ((await planned.seen) === 'waiting') await send(message);
  }

  #see(leg: LegId | CallId, how: 'waiting' | 'moving'): boolean {
    const planned = this.#legs.get(leg);
    if (planned === undefined) return false;
    this.#legs.delete(leg);
    planned.see(how);
    return true;
  }

  #expect(leg: LegId, onLost: (planned: Planned) => void): Planned {
    const { promise, resolve, reject } = Promise.withResolvers<'waiting' | 'moving'>();
    // Nobody need be waiting for it.
    promise.catch(() => undefined);
    const planned: Planned = { seen: promise, see: resolve, fail: reject, lose: () => onLost(planned) };
    this.#legs.set(leg, planned);
    return planned;
  }
}
