import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventView } from '../../src/app/event/event-view.ts';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { NumberedEvent } from '../../src/domain/event/event.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { A, answered, blocked, created, incoming, shop, T0 } from '../domain/event/given.ts';

interface Bench {
  open(): Promise<EventLog>;
  dispose(): Promise<void>;
}

const MINUTE = 60_000;
const home = 'default' as TenantId;

/** What holds for every `EventLog`. */
export function describeEventLog(name: string, bench: Bench): void {
  describe(name, () => {
    let log: EventLog;

    beforeEach(async () => {
      log = await bench.open();
    });
    afterEach(() => bench.dispose());

    const numbers = (events: readonly NumberedEvent[]): readonly number[] =>
      events.map(({ number }) => number);
    const addAt = (...instants: readonly number[]): Promise<void> =>
      log.add(instants.map((at) => answered({ at })));

    it('is empty at first', () => {
      expect(log.read(home, 0, 10)).toEqual([]);
      expect(log.bounds(home)).toEqual({ firstKept: 1, last: 0 });
      expect(log.tenants()).toEqual([]);
    });

    it('gives back events as they were, numbers and texts included', async () => {
      const events = [incoming(), created({ reference: 'order 1', userData: '{"k":"é"}' }), blocked()];
      await log.add(events);
      const back = log.read(home, 0, 10);
      expect(back).toEqual(
        events.map((event, place) => ({ ...event, number: place + 1, id: `default_${place + 1}` })),
      );
      const [first] = back;
      expect(first?.type === 'call.incoming' && first.data.caller?.reveal()).toBe(A.reveal());
    });

    it('shows an event with its numbers masked, unless real ones are asked for', async () => {
      await log.add([created()]);
      const [event] = log.read(home, 0, 1);
      if (event === undefined) throw new Error('no event');
      expect(eventView(event, false).data).toMatchObject({
        a: '+861****8000',
        createdAt: '2026-01-31T08:00:00.000Z',
      });
      expect(eventView(event, true).data).toMatchObject({ a: '+8613800138000', b: '+8613800138001' });
    });

    it('numbers the events of each tenant by themselves, in the order in which they were added', async () => {
      await log.add([incoming(), shop(incoming()), answered()]);
      await log.add([shop(answered()), incoming()]);
      expect(log.tenants()).toEqual(['default', 'shop']);
      expect(log.read(home, 0, 10).map(({ id, type }) => [id, type])).toEqual([
        ['default_1', 'call.incoming'],
        ['default_2', 'call.answered'],
        ['default_3', 'call.incoming'],
      ]);
      expect(log.read('shop' as TenantId, 0, 10).map(({ type }) => type)).toEqual([
        'call.incoming',
        'call.answered',
      ]);
      expect(log.bounds('shop' as TenantId)).toEqual({ firstKept: 1, last: 2 });
    });

    it('numbers what is added at the same time without a gap', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, at) => log.add([answered({ at }), answered({ at })])));
      expect(numbers(log.read(home, 0, 1000))).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
    });

    it('reads page by page from any number on', async () => {
      await addAt(...Array.from({ length: 300 }, (_, place) => T0 + place));
      const seen: number[] = [];
      for (let page = log.read(home, 0, 7); page.length > 0; page = log.read(home, seen.at(-1) ?? 0, 7))
        seen.push(...numbers(page));
      expect(seen).toEqual(Array.from({ length: 300 }, (_, place) => place + 1));
      expect(log.read(home, 250, 2).map(({ at }) => at)).toEqual([T0 + 250, T0 + 251]);
      expect(log.read(home, 300, 10)).toEqual([]);
      expect(log.read(home, 250, 0)).toEqual([]);
    });

    it('tells after each commit whose events were added, until it is told to stop', async () => {
      const told: (readonly string[])[] = [];
      const stop = log.watch((tenants) => told.push([...tenants].sort()));
      await log.add([incoming(), shop(incoming())]);
      await log.add([answered()]);
      await log.add([]);
      stop();
      await log.add([answered()]);
      expect(told).toEqual([['default', 'shop'], ['default']]);
    });

    it('forgets the oldest ones and never uses their numbers again', async () => {
      await addAt(T0, T0 + 1);
      await addAt(T0 + MINUTE, T0 + MINUTE);
      await log.add([shop(answered({ at: T0 + MINUTE }))]);
      expect(await log.purge(T0, 100)).toBe(0);
      expect(await log.purge(T0 + MINUTE, 100)).toBe(2);
      expect(log.bounds(home)).toEqual({ firstKept: 3, last: 4 });
      expect(numbers(log.read(home, 0, 10))).toEqual([3, 4]);
      expect(await log.purge(T0 + 2 * MINUTE, 100)).toBe(3);
      expect(log.bounds(home)).toEqual({ firstKept: 5, last: 4 });
      expect(log.tenants()).toEqual(['default', 'shop']);
      await addAt(T0);
      expect(numbers(log.read(home, 0, 10))).toEqual([5]);
    });

    it('keeps what came after a kept event, however old it says it is', async () => {
      await addAt(T0);
      await addAt(T0 + MINUTE);
      await addAt(T0);
      await log.purge(T0 + 1, 100);
      expect(numbers(log.read(home, 0, 10))).toEqual([2, 3]);
    });

    it('says how many there are, and since when', async () => {
      expect(log.kept()).toEqual({ count: 0, oldestAt: null });
      await addAt(T0);
      await log.add([shop(answered({ at: T0 + MINUTE })), shop(answered({ at: T0 + MINUTE }))]);
      expect(log.kept()).toEqual({ count: 3, oldestAt: T0 });
      await log.purge(T0 + 1, 100);
      expect(log.kept()).toEqual({ count: 2, oldestAt: T0 + MINUTE });
    });

    it('forgets in bits', async () => {
      for (let round = 0; round < 5; round += 1) await addAt(T0 + round);
      let rounds = 0;
      while ((await log.purge(T0 + MINUTE, 2)) > 0) rounds += 1;
      expect(rounds).toBeGreaterThan(1);
      expect(log.bounds(home)).toEqual({ firstKept: 6, last: 5 });
    });
  });
}
