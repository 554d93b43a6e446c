import { describe, expect, it } from 'vitest';
import { gatheredGroup } from '../../src/adapters/sqlite/group-gathering.ts';
import type { WireBind, WriteMessage, WriterOrders } from '../../src/adapters/sqlite/write-order.ts';

/** A port on which messages come in while somebody sleeps. */
class SleepyPort {
  readonly #coming: (readonly WriterOrders[])[];
  #here: WriterOrders[] = [];
  sleptMs = 0;

  /** @param coming what has come after each sleep */
  constructor(...coming: (readonly WriterOrders[])[]) {
    this.#coming = coming;
  }

  gather(first: WriterOrders) {
    const { orders, isLast } = gatheredGroup(
      first,
      () => this.#here.shift(),
      (ms) => {
        this.sleptMs += ms;
        this.#here.push(...(this.#coming.shift() ?? []));
      },
    );
    return { tickets: orders.map(({ ticket }) => ticket), isLast };
  }
}

function notes(first: number, count: number): readonly WriteMessage[] {
  return Array.from({ length: count }, (_, n) => ({
    ticket: first + n,
    order: { kind: 'wrong-pin', id: 1, at: 0 },
  }));
}

function batch(ticket: number, rows: number): readonly WriteMessage[] {
  const requests = Array.from({ length: rows }, () => ({}) as WireBind);
  return [{ ticket, order: { kind: 'bind', requests } }];
}

describe('orders that share a commit', () => {
  it('do not wait for others while there are few', () => {
    const port = new SleepyPort([notes(8, 1)]);
    expect(port.gather(notes(1, 7)).tickets).toHaveLength(7);
    expect(port.sleptMs).toBe(0);
  });

  it('wait in a press, as long as others come', () => {
    const port = new SleepyPort([notes(9, 5), notes(14, 1)], [], [notes(15, 1)]);
    expect(port.gather(notes(1, 8)).tickets).toEqual(Array.from({ length: 14 }, (_, n) => n + 1));
    expect(port.sleptMs).toBe(4);
  });

  it('wait for six milliseconds at most', () => {
    const one = (ticket: number) => [notes(ticket, 1)];
    const port = new SleepyPort(one(9), one(10), one(11), one(12));
    expect(port.gather(notes(1, 8)).tickets).toHaveLength(11);
    expect(port.sleptMs).toBe(6);
  });

  it('do not wait when they are many already, a batch counting for its rows', () => {
    const port = new SleepyPort([notes(2, 1)]);
    expect(port.gather(batch(1, 128)).tickets).toEqual([1]);
    expect(port.sleptMs).toBe(0);
  });

  it('are all carried out before the store is closed', () => {
    const port = new SleepyPort([notes(9, 1), 'close']);
    expect(port.gather(notes(1, 8))).toEqual({ tickets: [1, 2, 3, 4, 5, 6, 7, 8, 9], isLast: true });
    expect(new SleepyPort().gather('close')).toEqual({ tickets: [], isLast: true });
  });
});
