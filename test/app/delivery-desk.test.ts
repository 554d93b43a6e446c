import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MOST_SENDING } from '../../src/domain/delivery/delivery-queue.ts';
import { type Behaviour, EventReceiver, isSignedBy } from '../support/event-receiver.ts';
import { BY, callEvents, DeliveryBench } from './delivery-bench.ts';

const FAILURES: readonly Behaviour[] = ['fail', 'cut', 'cut-mid-answer', 'stall'];

describe('events on their way to the endpoints of a platform', () => {
  let bench: DeliveryBench;
  let receiver: EventReceiver;

  beforeEach(async () => {
    bench = new DeliveryBench();
    receiver = await EventReceiver.open();
  });

  afterEach(async () => {
    await bench[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  /** In the order of the calls' turns. */
  async function addCalls(calls: number, eventsEach: number): Promise<number> {
    const all = Array.from({ length: calls }, (_, call) => callEvents(call, eventsEach));
    for (let place = 0; place < eventsEach; place += 1)
      await bench.events.add(all.flatMap((events) => events[place] ?? []));
    return calls * eventsEach;
  }

  const endpoint = (changes = {}) => bench.endpoints.create(BY, { url: receiver.url, ...changes });

  function expectOrderWithinCalls(): void {
    const firsts = [...new Map(receiver.accepted.map((event) => [event.number, event])).values()];
    const seen = new Map<string | null, number>();
    for (const { call, number } of firsts) {
      expect(number, `of ${call}`).toBeGreaterThan(seen.get(call) ?? 0);
      seen.set(call, number);
    }
  }

  const arrived = (count: number) =>
    vi.waitFor(() => expect(new Set(receiver.numbers).size).toBe(count), { timeout: 20_000, interval: 10 });

  it('reach a receiver that fails half of its requests, each once at least, those of a call in their order', async () => {
    bench.timeoutMs = 1_000;
    const { secret } = await endpoint();
    const random = fc.sample(fc.tuple(fc.boolean(), fc.constantFrom(...FAILURES)), {
      seed: 4,
      numRuns: 5_000,
    });
    let stalls = 4;
    receiver.behaves = () => {
      const [fails, how] = random.pop() ?? [false, 'fail'];
      if (!fails) return 'accept';
      // Each costs the whole time-out.
      if (how === 'stall') stalls -= 1;
      return how === 'stall' && stalls < 0 ? 'cut' : how;
    };
    bench.start();
    const count = await addCalls(30, 6);
    await arrived(count);
    expectOrderWithinCalls();
    expect(receiver.deliveries.length).toBeGreaterThan(count * 1.5);
    for (const delivery of receiver.deliveries) expect(isSignedBy(secret, delivery)).toBe(true);
    expect(receiver.accepted[0]).toMatchObject({ type: 'call.incoming', data: { caller: '+861****8000' } });
  });

  it('go only to who wants their type, from the moment of its wish on', async () => {
    await addCalls(1, 2);
    await endpoint({ types: ['call.incoming'] });
    const other = await EventReceiver.open();
    await bench.endpoints.create(BY, { url: other.url, types: ['call.*'], showNumbers: true });
    bench.start();
    await addCalls(2, 3);
    await vi.waitFor(() => expect(other.numbers).toHaveLength(6));
    await arrived(2);
    expect(receiver.accepted.every(({ type }) => type === 'call.incoming')).toBe(true);
    expect(Math.min(...other.numbers)).toBe(3);
    expect(other.accepted[0]?.data).toMatchObject({ caller: '+8613800138000' });
    await other[Symbol.asyncDispose]();
  });

  it('come to one endpoint while another one hangs', async () => {
    const hanging = await EventReceiver.open();
    hanging.behaves = () => 'stall';
    bench.timeoutMs = 600_000;
    await bench.endpoints.create(BY, { url: hanging.url });
    await endpoint();
    bench.start();
    const count = await addCalls(40, 5);
    await arrived(count);
    expect(hanging.deliveries.length).toBeLessThanOrEqual(MOST_SENDING);
    expect(hanging.accepted).toEqual([]);
    await hanging[Symbol.asyncDispose]();
  });

  it('are signed by the secret before as well after a rotation', async () => {
    const { id, secret } = await endpoint();
    bench.start();
    const rotated = await bench.endpoints.rotateSecret(BY, id);
    expect(rotated.secret).not.toBe(secret);
    await addCalls(1, 1);
    await arrived(1);
    const [delivery] = receiver.deliveries;
    expect([secret, rotated.secret].map((one) => isSignedBy(one, delivery ?? expect.fail()))).toEqual([
      true,
      true,
    ]);
    expect(isSignedBy('whsec_AAAA', delivery ?? expect.fail())).toBe(false);
  });

  it('stop for an endpoint that answers 410, and go on where they stopped once it is enabled again', async () => {
    const { id } = await endpoint();
    receiver.behaves = ({ number }) => (number === 2 ? 'gone' : 'accept');
    bench.start();
    await addCalls(1, 3);
    await vi.waitFor(() => expect(bench.endpoints.one(BY.tenant, id).disabledBecause).toBe('gone'));
    await addCalls(1, 1);
    await bench.endpoints.change(BY, id, { enabled: true });
    await vi.waitFor(() => expect(bench.endpoints.one(BY.tenant, id).disabledBecause).toBe('gone'));
    receiver.behaves = () => 'accept';
    await bench.endpoints.change(BY, id, { enabled: true });
    await arrived(4);
    expect(receiver.numbers).toEqual([1, 2, 3, 4]);
    const actions = bench.access.audit(BY.tenant, 0, 10).map(({ actor, action }) => `${actor} ${action}`);
    expect(actions).toContain('daemon event-endpoint.disable');
  });

  it('never go to a private address that is not allowed', async () => {
    bench.schedule = { ...bench.schedule, giveUpMs: 0 };
    const named = receiver.url.replace('127.0.0.1', 'events.example');
    const ids = [await endpoint(), await endpoint({ url: named })].map(({ id }) => id);
    bench.rules = { ...bench.rules, allowPrivateAddresses: false };
    bench.start();
    await addCalls(1, 1);
    for (const id of ids)
      await vi.waitFor(() =>
        expect(bench.endpoints.deadLetters(BY.tenant, id, 0, 10).letters).toMatchObject([
          { number: 1, because: 'address-refused', attempts: 1 },
        ]),
      );
    expect(receiver.deliveries).toEqual([]);
  });

  it('become dead letters in the end, and are delivered when somebody asks for them, or for all from a number on', async () => {
    const { id } = await endpoint();
    bench.schedule = { firstRetryMs: 1, longestRetryMs: 1, giveUpMs: 5 };
    receiver.behaves = () => 'fail';
    bench.start();
    await addCalls(3, 2);
    const letters = () => bench.endpoints.deadLetters(BY.tenant, id, 0, 10).letters;
    await vi.waitFor(() => expect(letters()).toHaveLength(6));
    expect(letters()[0]).toMatchObject({ event: 'default_1', because: 'status 500' });
    expect(bench.meter.text()).toMatch(
      /axbridge_event_endpoint_dead_letters\{endpoint="\w+",tenant="default"\} 6/,
    );
    receiver.behaves = () => 'accept';
    expect(await bench.endpoints.redeliver(BY, id, { number: 4 })).toBe(1);
    await arrived(1);
    expect(receiver.numbers).toEqual([4]);
    expect(await bench.endpoints.redeliver(BY, id, { since: '2020-01-01T00:00:00Z' })).toBe(5);
    await arrived(6);
    expect(letters()).toEqual([]);
    receiver.accepted.length = 0;
    await bench.endpoints.replay(BY, id, 2);
    await arrived(4);
    expect(new Set(receiver.numbers)).toEqual(new Set([3, 4, 5, 6]));
    await vi.waitFor(() =>
      expect(bench.endpoints.one(BY.tenant, id)).toMatchObject({ position: 6, waiting: 0 }),
    );
  });

  it('come again after a crash, but not those whose delivery was kept', async () => {
    const { id } = await endpoint();
    receiver.behaves = ({ call }) => (call?.endsWith('1') ? 'fail' : 'accept');
    bench.start();
    await addCalls(2, 3);
    await arrived(3);
    await vi.waitFor(() =>
      expect(bench.endpoints.one(BY.tenant, id)).toMatchObject({ position: 6, waiting: 3 }),
    );
    bench.crash();
    receiver.behaves = () => 'accept';
    await arrived(6);
    expect(receiver.numbers.filter((number) => number % 2 === 1)).toEqual([1, 3, 5]);
    expectOrderWithinCalls();
  });

  it('are tried again when the log could not be read for a while', async () => {
    await endpoint();
    let isBroken = false;
    const read = bench.events.read.bind(bench.events);
    bench.events.read = (...wish) => {
      if (isBroken) throw new Error('the store is busy');
      return read(...wish);
    };
    receiver.behaves = () => {
      isBroken = true;
      return 'fail';
    };
    bench.start();
    await addCalls(1, 2);
    await vi.waitFor(() =>
      expect(bench.meter.text()).toMatch(/axbridge_event_deliveries_total\{[^}]*result="unreadable"\} [1-9]/),
    );
    receiver.behaves = () => 'accept';
    isBroken = false;
    await arrived(2);
    expectOrderWithinCalls();
  });

  it('are measured by result and age', async () => {
    await endpoint();
    receiver.behaves = () => 'fail';
    bench.start();
    await addCalls(2, 1);
    await vi.waitFor(() => {
      const text = bench.meter.text();
      expect(text).toMatch(/axbridge_event_deliveries_total\{[^}]*result="refused"\} [1-9]/);
      expect(text).toMatch(/axbridge_event_endpoint_waiting_events\{[^}]*\} 2/);
      expect(text).toMatch(/axbridge_event_endpoint_oldest_seconds\{[^}]*\} [1-9]/);
    });
  });
});
