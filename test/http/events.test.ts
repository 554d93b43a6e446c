import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import { answered, blocked, created, incoming, T0 } from '../domain/event/given.ts';
import { StreamReader } from '../support/stream-reader.ts';
import { Platform } from './platform.ts';

describe('events over HTTP', () => {
  let platform: Platform;
  let readers: StreamReader[];

  beforeEach(async () => {
    platform = await new Platform().start();
    readers = [];
  });

  afterEach(async () => {
    for (const reader of readers) reader.close();
    await platform.stop();
  });

  async function stream(
    query = '',
    headers: Record<string, string> = {},
    key?: string,
  ): Promise<StreamReader> {
    const bearer = key ?? (await platform.key('default'));
    const reader = await StreamReader.open(`${platform.url}/v1/events${query}`, bearer, headers);
    readers.push(reader);
    return reader;
  }

  const add = async (count: number): Promise<void> => {
    for (let place = 0; place < count; place += 1)
      await platform.events.add([place % 2 === 0 ? incoming() : answered()]);
  };
  const has = (reader: StreamReader, ...numbers: readonly number[]) =>
    vi.waitFor(() => expect(reader.numbers).toEqual(numbers), { timeout: 10_000 });
  const numbersIn = ({ events }: { events: { number: number }[] }) => events.map(({ number }) => number);

  describe('by pages', () => {
    it('come in their order, masked, each tenant its own', async () => {
      await platform.events.add([
        created({ userData: '{"k":1}' }),
        { ...incoming(), tenant: 'acme' as TenantId },
      ]);
      const { status, body } = await platform.ask('GET', '/v1/events');
      expect(status).toBe(200);
      expect(body).toMatchObject({ upTo: 1, nextCursor: null });
      expect(body.events).toHaveLength(1);
      expect(body.events[0]).toMatchObject({
        id: 'default_1',
        number: 1,
        type: 'binding.created',
        at: new Date(T0).toISOString(),
        userData: '{"k":1}',
        data: { a: '+861****8000', b: '+861****8001', pool: 'main' },
      });
      const key = await platform.key('acme');
      expect((await platform.ask('GET', '/v1/events', { key })).body.events).toMatchObject([
        { id: 'acme_1' },
      ]);
    });

    it('go on by cursor and by number, and only of the types that are asked for', async () => {
      await add(5);
      const first = (await platform.ask('GET', '/v1/events?limit=2&types=call.incoming')).body;
      expect(numbersIn(first)).toEqual([1, 3]);
      const rest = (await platform.ask('GET', `/v1/events?types=call.incoming&cursor=${first.nextCursor}`))
        .body;
      expect(numbersIn(rest)).toEqual([5]);
      expect(rest).toMatchObject({ upTo: 5, nextCursor: null });
      expect(numbersIn((await platform.ask('GET', '/v1/events?after=3')).body)).toEqual([4, 5]);
      expect((await platform.ask('GET', '/v1/events?types=pool.*,binding.released')).body.events).toEqual([]);
    });

    it('show real numbers to who may see them, who is written down', async () => {
      await add(2);
      const { body } = await platform.ask('GET', '/v1/events?reveal=true');
      expect(body.events[0].data.caller).toBe('+8613800138000');
      const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
      expect(entries.at(-1)).toMatchObject({ action: 'reveal', subject: 'event 1-2' });
      const key = await platform.key('default', ['read']);
      expect((await platform.ask('GET', '/v1/events?reveal=true', { key })).status).toBe(403);
    });

    it('are refused from a number that is no longer kept, or not there yet', async () => {
      await add(3);
      await platform.events.purge(T0 + 1, 2);
      for (const after of [0, 1, 4]) {
        const { status, body } = await platform.ask('GET', `/v1/events?after=${after}`);
        expect({ status, code: body.code, detail: body.detail }).toEqual({
          status: 410,
          code: 'events-not-kept',
          detail: 'after: 2 to 3',
        });
      }
      expect(numbersIn((await platform.ask('GET', '/v1/events')).body)).toEqual([3]);
    });

    it.each(['after=-1', 'after=x', 'types=call', 'types=call.nothing', 'cursor=AAAA', 'from=1'])(
      'are refused for %s',
      async (query) => {
        expect((await platform.ask('GET', `/v1/events?${query}`)).status).toBe(400);
      },
    );
  });

  describe('as a stream', () => {
    it('come as they happen, from now on', async () => {
      await add(2);
      const reader = await stream();
      expect(reader.status).toBe(200);
      expect(reader.headers).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-request-id': expect.any(String),
      });
      await add(3);
      await has(reader, 3, 4, 5);
      const [message] = reader.messages;
      expect(message?.event).toBe('call.incoming');
      expect(JSON.parse(message?.data ?? '')).toMatchObject({ number: 3, data: { caller: '+861****8000' } });
    });

    it('go on after the last one that was read, however often the connection breaks', async () => {
      const seen: number[] = [];
      let lastId = '0';
      for (let round = 0; round < 5; round += 1) {
        await add(40);
        const reader = await stream('', { 'last-event-id': lastId });
        await vi.waitFor(() => expect(reader.numbers.length).toBeGreaterThan(20));
        reader.close();
        lastId = reader.lastId;
        seen.push(...reader.numbers);
      }
      const last = await stream(`?after=7`, { 'last-event-id': lastId });
      await vi.waitFor(() => expect([...seen, ...last.numbers]).toHaveLength(200));
      expect([...seen, ...last.numbers]).toEqual(Array.from({ length: 200 }, (_, place) => place + 1));
    });

    it('begin nowhere with an id that is none of ours', async () => {
      expect((await stream('', { 'last-event-id': 'x1' })).status).toBe(400);
    });

    it('tell where they are even when the filter lets nothing pass', async () => {
      const reader = await stream('?types=pool.*');
      await add(4);
      await vi.waitFor(() => expect(reader.lastId).toBe('4'));
      expect(reader.messages).toEqual([]);
    });

    it('say when events are missing, and go on with the oldest', async () => {
      await add(5);
      await platform.events.purge(T0 + 1, 3);
      const reader = await stream('?after=1');
      await has(reader, 4, 5);
      const [reset] = reader.messages;
      expect(reset).toMatchObject({ event: 'reset', id: '3' });
      expect(JSON.parse(reset?.data ?? '')).toEqual({ missedAfter: 1, firstKept: 4, last: 5 });
    });

    it('show real numbers to who may see them, who is written down', async () => {
      await stream('?reveal=true');
      const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
      expect(entries.at(-1)).toMatchObject({ action: 'reveal', subject: 'event 1-' });
      const key = await platform.key('default', ['read']);
      expect((await stream('?reveal=true', {}, key)).status).toBe(403);
    });

    it('end for a key that is revoked', async () => {
      const key = await platform.key('acme', ['read']);
      const reader = await stream('', {}, key);
      const [, id = ''] = key.split('_');
      await platform.accessDesk.revokeApiKey(
        { tenant: 'acme' as TenantId, name: 'local', request: null },
        id,
      );
      await vi.waitFor(() => expect(reader.ended).toBe(true));
    });

    it('are so many for a tenant and no more', async () => {
      for (let count = 0; count < 3; count += 1) expect((await stream()).status).toBe(200);
      expect((await stream()).status).toBe(429);
      expect((await stream('', {}, await platform.key('acme'))).status).toBe(200);
      readers[0]?.close();
      await vi.waitFor(async () => expect((await stream()).status).toBe(200));
    });

    it('leave no place taken when their readers go away at any moment', async () => {
      const authorization = `Bearer ${await platform.key('default')}`;
      const headers = { accept: 'text/event-stream', authorization };
      for (let round = 0; round < 30; round += 1) {
        const asked = get(`${platform.url}/v1/events?reveal=true`, { headers, agent: false });
        asked.on('error', () => undefined);
        const gone = Promise.withResolvers<unknown>();
        asked.on('close', gone.resolve);
        if (round % 3 === 0) asked.on('response', () => asked.destroy());
        else asked.on('socket', (socket) => socket.on('connect', () => setImmediate(() => asked.destroy())));
        await gone.promise;
      }
      await vi.waitFor(() => expect(platform.services.streams.size).toBe(0));
      expect((await stream()).status).toBe(200);
    });

    it('are cut for a reader that takes nothing, and what it has not read is not kept for it in memory', async () => {
      const lazy = await stream();
      lazy.pause();
      const userData = JSON.stringify('x'.repeat(100_000));
      await platform.events.add(Array.from({ length: 200 }, () => blocked({ userData })));
      await vi.waitFor(() => expect(platform.services.streams.size).toBe(0), { timeout: 20_000 });
      const eager = await stream('?after=0');
      await vi.waitFor(() => expect(eager.numbers).toHaveLength(200), { timeout: 20_000 });
      expect(lazy.numbers.length).toBeLessThan(200);
    });
  });

  it('of a call are told in its order to everybody', async () => {
    const call = '00000000-0000-4000-8000-0000000000aa' as CallId;
    const reader = await stream();
    await platform.events.add([incoming({ call }), answered({ call })]);
    await has(reader, 1, 2);
    expect(reader.messages.map(({ event }) => event)).toEqual(['call.incoming', 'call.answered']);
  });
});
