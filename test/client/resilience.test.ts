import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AxbridgeNoAnswer, AxbridgeProblem, type Client, createClient } from '../../src/client/index.ts';
import { Platform } from '../http/platform.ts';
import { CuttingProxy } from './cutting-proxy.ts';

const A = '+8613800138000';
const B = '+8613800138001';
const PAIR = { a: A, b: B };

describe('a request whose answer is lost', () => {
  let platform: Platform;
  let proxy: CuttingProxy;
  let client: Client;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000010');
    proxy = await CuttingProxy.listen(platform.port);
    client = createClient({ url: proxy.url, key: await platform.key('default') });
  });

  afterEach(async () => {
    await proxy.close();
    await platform.stop();
  });

  it('is sent again with its key when it creates something, and nothing is done twice', async () => {
    proxy.cut('before-answer', 'before-answer');
    const { id, existing } = await client.bindings.create(PAIR);
    expect(existing).toBe(false);
    expect(proxy.requests).toEqual(Array(3).fill('POST /v1/bindings HTTP/1.1'));
    const { body } = await platform.ask('GET', '/v1/bindings');
    expect(body.bindings.map((one: { id: number }) => one.id)).toEqual([id]);
  });

  it('lets a telephone ring once', async () => {
    proxy.cut('before-answer', 'before-answer');
    const { call } = await client.calls.callback(PAIR);
    expect(proxy.requests).toHaveLength(3);
    expect(platform.node.partyCalls.map(({ mark }) => mark.call)).toEqual([call]);
  });

  it('is waited for while the first is being worked on', async () => {
    const bind = platform.store.bind.bind(platform.store);
    const held = Promise.withResolvers<void>();
    let times = 0;
    platform.store.bind = async (wish) => {
      times += 1;
      await held.promise;
      return bind(wish);
    };
    const statuses: number[] = [];
    const watched = createClient({
      url: proxy.url,
      key: await platform.key('default'),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        held.resolve();
        return response;
      },
    });
    proxy.cut('after-request');
    expect(await watched.bindings.create(PAIR)).toMatchObject({ state: 'live' });
    expect([statuses, times]).toEqual([[409, 201], 1]);
  });

  it('is sent again when it only reads', async () => {
    proxy.cut('before-answer');
    expect(await client.pools.get('city')).toMatchObject({ pool: 'city' });
    expect(proxy.requests).toHaveLength(2);
  });

  it('is not sent again otherwise, since nobody knows whether it was carried out', async () => {
    const { id } = await client.bindings.create(PAIR);
    proxy.cut('before-answer');
    await expect(client.bindings.delete(id)).rejects.toMatchObject({
      name: 'AxbridgeNoAnswer',
      reason: 'unreachable',
      message: expect.stringContaining('DELETE /v1/bindings/{id}: '),
    });
    expect(proxy.requests).toHaveLength(2);
    expect(await client.bindings.get(id)).toMatchObject({ state: 'released' });
  });

  it('is given up after five times', async () => {
    proxy.cut(...Array<'before-answer'>(9).fill('before-answer'));
    await expect(client.bindings.create(PAIR)).rejects.toBeInstanceOf(AxbridgeNoAnswer);
    expect(proxy.requests).toHaveLength(5);
  });

  it('is repeated under the key that the platform chose', async () => {
    const first = await client.bindings.create(PAIR, { idempotencyKey: 'order-1' });
    await client.bindings.delete(first.id);
    expect(await client.bindings.create(PAIR, { idempotencyKey: 'order-1' })).toEqual(first);
    expect((await client.bindings.create(PAIR)).id).not.toBe(first.id);
    const other = client.bindings.create({ ...PAIR, reference: 'x' }, { idempotencyKey: 'order-1' });
    await expect(other).rejects.toMatchObject({ code: 'idempotency-conflict', retrySafe: false });
  });
});

describe('a request that is refused', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000010');
  });

  afterEach(() => platform.stop());

  const problemOf = async (work: Promise<unknown>): Promise<AxbridgeProblem> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AxbridgeProblem)) throw new Error(`no problem but ${inspect(error)}`);
    return error;
  };

  it('comes with its problem document', async () => {
    const client = createClient({ url: platform.url, key: await platform.key('default') });
    const problem = await problemOf(client.bindings.create({ a: A, b: A }));
    expect(problem).toMatchObject({
      status: 422,
      code: 'same-party',
      retry: 'after-change',
      retrySafe: false,
    });
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(problem.advice).not.toBe('');
    expect(problem.message).toContain(`${problem.title}`);
  });

  it('names the places that are wrong, and no number that was sent', async () => {
    const client = createClient({ url: platform.url, key: await platform.key('default') });
    const wrong = { a: A, b: B, expiresInSeconds: -1, [A]: A };
    const problem = await problemOf(client.bindings.create(wrong));
    expect(problem).toMatchObject({ status: 400, code: 'input-invalid' });
    expect(problem.errors.map(({ path }) => path)).toContain('body/expiresInSeconds');
    for (const text of [problem.message, problem.stack, inspect(problem)])
      expect(text).not.toContain('13800138');
  });

  it('is not sent again for a wrong key, and nobody is told the key', async () => {
    let sent = 0;
    const key = 'axk_wrong_secret';
    const client = createClient({
      url: platform.url,
      key,
      fetch: (input, init) => {
        sent += 1;
        return fetch(input, init);
      },
    });
    const problem = await problemOf(client.pools.list());
    expect([problem.status, problem.code, sent]).toEqual([401, 'unauthorised', 1]);
    expect(inspect([problem, client], { depth: 9, showHidden: true })).not.toContain(key);
  });

  it('is sent again when it came too often', async () => {
    const key = await platform.key('default', ['read'], { rateLimit: { perSecond: 1, burst: 1 } });
    const statuses: number[] = [];
    const client = createClient({
      url: platform.url,
      key,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        if (statuses.length === 3) platform.clock.advance(1_000);
        return response;
      },
    });
    await client.pools.list();
    expect(await client.pools.list()).toMatchObject({ pools: [{ pool: 'city' }] });
    expect(statuses).toEqual([200, 429, 429, 200]);
  });

  it('is sent again when nothing was done and that will pass', async () => {
    platform.node.listener?.onLink({ state: 'connecting' });
    const statuses: number[] = [];
    const client = createClient({
      url: platform.url,
      key: await platform.key('default'),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        platform.node.listener?.onLink({ state: 'ready' });
        return response;
      },
    });
    expect(await client.calls.callback(PAIR)).toMatchObject({ binding: { state: 'live' } });
    expect(statuses).toEqual([503, 201]);
  });

  it('is not sent again when it needs a change', async () => {
    Object.assign(platform, { gateways: [] });
    const client = createClient({ url: platform.url, key: await platform.key('default') });
    const problem = await problemOf(client.calls.callback(PAIR));
    expect([problem.status, problem.code, problem.retrySafe]).toEqual([503, 'no-gateway', false]);
    expect(platform.node.partyCalls).toEqual([]);
  });
});

describe('the client with something else than axbridge', () => {
  let sent = 0;
  let close: () => void = () => undefined;

  afterEach(() => close());

  async function against(answer: RequestListener): Promise<Client> {
    sent = 0;
    const server = createServer((request, response) => {
      sent += 1;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    const { port } = server.address() as AddressInfo;
    return createClient({ url: `http://127.0.0.1:${port}`, key: 'axk_any' });
  }

  it.each<[string, number, string, number]>([
    ['a page', 200, '<html>', 1],
    ['JSON without being asked for', 202, '{}', 1],
    ['a redirection', 307, '', 1],
    ['a refusal that repeats what was sent', 403, `{"title":"${A}"}`, 1],
    ['a proxy without a server behind it', 502, '<html>', 5],
  ])('says so of %s', async (_what, status, body, times) => {
    const client = await against((request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
      request.resume();
    });
    const error: unknown = await client.bindings.create(PAIR).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AxbridgeNoAnswer);
    expect(error).toMatchObject({ reason: 'foreign', status });
    expect(inspect(error)).not.toContain('13800138');
    expect(sent).toBe(times);
  });

  it('does not wait longer than is sensible, though it is told to', async () => {
    const problem = { type: 'urn:axbridge:problem:draining', title: 't', status: 503, code: 'draining' };
    const client = await against((_request, response) => {
      response.writeHead(503, { 'retry-after': '86400', 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ ...problem, retry: 'safe', advice: 'a', requestId: 'r' }));
    });
    await expect(client.pools.list()).rejects.toMatchObject({ code: 'draining', retryAfterMs: 86_400_000 });
    expect(sent).toBe(1);
  });

  it('gives up a silent one in time', async () => {
    const client = await against(() => undefined);
    await expect(client.bindings.delete(1, { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
    expect(sent).toBe(1);
  });

  it('ends when its signal says so: under way, and between two times', async () => {
    const asked = Promise.withResolvers<void>();
    const client = await against(() => asked.resolve());
    const first = new AbortController();
    const silent = client.pools.list({ signal: first.signal });
    await asked.promise;
    first.abort(new Error('enough'));
    await expect(silent).rejects.toThrow('enough');
    close();
    const second = new AbortController();
    const failed = Promise.withResolvers<void>();
    const unreachable = createClient({
      url: 'http://127.0.0.1:1',
      key: 'axk_any',
      fetch: async () => {
        failed.resolve();
        throw new TypeError('no connection');
      },
    });
    const waiting = unreachable.pools.list({ signal: second.signal });
    await failed.promise;
    await new Promise((resolve) => setImmediate(resolve));
    second.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(unreachable.pools.list({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
  });
});

describe('the client with wrong arguments', () => {
  const client = createClient({ url: 'http://127.0.0.1:1', key: 'axk_any' });
  const untyped = client as unknown as Record<
    string,
    Record<string, (...args: unknown[]) => Promise<unknown>>
  >;

  it.each<[string, string, string, unknown[]]>([
    ['no id', 'bindings', 'get', []],
    ['an empty id', 'bindings', 'get', ['']],
    ['no body', 'bindings', 'create', []],
    ['an option that is misspelled', 'bindings', 'get', [1, { revael: true }]],
    ['an idempotency key for what creates nothing', 'bindings', 'delete', [1, { idempotencyKey: 'x' }]],
    ['a header that is none', 'bindings', 'create', [PAIR, { idempotencyKey: `${A}\r\nx: y` }]],
  ])('refuses %s before anything is sent', async (_what, resource, name, args) => {
    const error: unknown = await untyped[resource]?.[name]?.(...args).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain('13800138');
  });

  it('refuses an address and a key that are none, without repeating the key', () => {
    expect(() => createClient({ url: 'nowhere', key: 'axk_any' })).toThrow('url');
    expect(() => createClient({ url: 'http://127.0.0.1:1', key: '' })).toThrow('key');
    expect(() => createClient({ url: 'http://127.0.0.1:1', key: 'axk_se\ncret' })).toThrow(
      /^key: (?!.*cret)/,
    );
  });
});
