import { once } from 'node:events';
import { request } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AxbridgeError, ERROR_CATALOGUE, isErrorCode } from '../../src/domain/error-catalogue.ts';
import { serveHttp } from '../../src/http/http-server.ts';
import { problemOf } from '../../src/http/problem.ts';
import { StoreError } from '../../src/ports/store-error.ts';
import { certificate } from '../support/certificate.ts';
import { Platform } from './platform.ts';

const PAIR = { a: '+8613800138000', b: '+8613800138001' };

describe('the HTTP server', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000010');
  });

  afterAll(() => platform.stop());

  /** Sends bytes as they are. @returns everything that came back until the server hung up */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(platform.port, '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }

  it('answers whether it lives, and whether it can work', async () => {
    const health = await platform.ask('GET', '/healthz', { key: null });
    expect([health.status, health.body]).toEqual([200, { status: 'ok' }]);
    const readiness = () => platform.ask('GET', '/readyz', { key: null });
    const ready = { ready: true, store: true, switch: true, draining: false };
    expect([(await readiness()).status, (await readiness()).body]).toEqual([200, ready]);
    platform.storeFails = true;
    expect((await readiness()).body).toEqual({ ...ready, ready: false, store: false });
    Object.assign(platform, { storeFails: false, draining: true });
    expect((await readiness()).status).toBe(503);
    platform.draining = false;
    platform.node.listener?.onLink({ state: 'connecting' });
    expect([(await readiness()).status, (await readiness()).body.switch]).toEqual([503, false]);
    platform.node.listener?.onLink({ state: 'ready' });
  });

  it('names each request itself, and keeps answers out of caches', async () => {
    const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
    const one = await platform.ask('GET', '/v1/pools', { headers });
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.headers.get('cache-control')).toBe('no-store');
    expect(one.headers.get('x-content-type-options')).toBe('nosniff');
    const wrong = await platform.ask('GET', '/v1/bindings/x');
    expect(wrong.body.requestId).toBe(wrong.headers.get('x-request-id'));
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['no JSON', 'POST', '{"a":', {}, 400, 'input-invalid'],
    ['nothing', 'POST', '', {}, 400, 'input-invalid'],
    ['a list', 'POST', '[]', {}, 400, 'input-invalid'],
    ['null', 'POST', 'null', {}, 400, 'input-invalid'],
    ['a prototype', 'POST', '{"__proto__":{"x":1},"a":"1","b":"2"}', {}, 400, 'input-invalid'],
    ['text', 'POST', 'a=1', { 'content-type': 'text/plain' }, 415, 'media-type-unsupported'],
    [
      'a form',
      'POST',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'media-type-unsupported',
    ],
    ['XML', 'POST', '<a/>', { 'content-type': 'text/xml' }, 415, 'media-type-unsupported'],
    ['65 KiB', 'POST', `{"a":"${'x'.repeat(65 * 1024)}"}`, {}, 413, 'too-large'],
    ['a method that is not there', 'PUT', '{}', {}, 404, 'not-found'],
  ])('refuses a body of %s', async (_what, method, body, headers, status, code) => {
    const answer = await platform.ask(method, '/v1/bindings', { body, headers });
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['/', '/v1', '/v1/', '/V1/bindings', '/v1/nothing', '/v1/bindings:nothing'])(
    'has nothing at %s',
    async (path) => {
      expect((await platform.ask('GET', path)).body).toMatchObject({ status: 404, code: 'not-found' });
    },
  );

  it('refuses addresses that are none, without repeating them', async () => {
    const { status, body } = await platform.ask('GET', '/v1/bindings/%zz13800138000');
    expect([status, body.code]).toEqual([400, 'input-invalid']);
    expect(JSON.stringify(body)).not.toContain('13800138000');
  });

  it('answers what is no HTTP with a problem, and hangs up', async () => {
    const answer = await raw('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    const long = await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('does not take one request for two', async () => {
    const both = 'content-length: 5\r\ntransfer-encoding: chunked\r\n';
    const answer = await raw(
      `POST /v1/bindings HTTP/1.1\r\nhost: x\r\n${both}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('"ok"');
  });

  it('keeps a fault of its own to itself and the log', async () => {
    const original = platform.store.binding.bind(platform.store);
    platform.store.binding = () => {
      throw new StoreError('store-failed', 'SQLITE_IOERR: /var/lib/secret.db');
    };
    const { status, body } = await platform.ask('GET', '/v1/bindings/1');
    platform.store.binding = original;
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal', retry: 'never' });
    expect(JSON.stringify(body)).not.toMatch(/SQLITE|secret|store-failed/);
    expect(platform.log.lines.at(-1)).toMatchObject({ level: 'debug' });
    expect(platform.log.lines.some(({ level, fields }) => level === 'error' && 'err' in fields)).toBe(true);
  });

  it('never logs a number, a key or an address with its query', async () => {
    await platform.ask('POST', '/v1/bindings', { body: PAIR });
    await platform.ask('POST', '/v1/bindings:search?reveal=true', { body: { party: PAIR.a } });
    const logged = platform.log.lines
      .map(({ fields, message }) => JSON.stringify({ fields, message }))
      .join('\n');
    expect(logged).toContain('/v1/bindings');
    expect(logged).not.toMatch(/13800138|axk_|reveal=/);
  });

  it('finishes what it works on before it closes', async () => {
    const other = await new Platform().start();
    await other.pool('default', 'city', '95000001', '95000010');
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const bind = other.store.bind.bind(other.store);
    other.store.bind = async (wish) => {
      begun.resolve();
      await held.promise;
      return bind(wish);
    };
    const answer = other.ask('POST', '/v1/bindings', { body: PAIR });
    await begun.promise;
    const stopped = other.stop();
    held.resolve();
    expect((await answer).status).toBe(201);
    await stopped;
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });

  it('is not kept from closing by one who does not read or does not finish', async () => {
    const other = await new Platform().start();
    const [silent, deaf] = [connect(other.port, '127.0.0.1'), connect(other.port, '127.0.0.1')];
    silent.write('POST /v1/bindings HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    deaf.pause();
    for (let asked = 0; asked < 50; asked += 1)
      deaf.write('GET /docs/static/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n');
    await other.ask('GET', '/healthz', { key: null });
    const ended = [silent, deaf].map((socket) =>
      once(
        socket.resume().on('error', () => undefined),
        'close',
      ),
    );
    deaf.pause();
    await other.stop();
    deaf.resume();
    await Promise.all(ended);
  });

  it('says in its own words that it cannot listen', async () => {
    const { services, port } = platform;
    await expect(serveHttp({ services, listen: '127.0.0.1', port, tls: null })).rejects.toMatchObject({
      code: 'config-invalid',
      detail: `http: cannot listen on 127.0.0.1, port ${port}`,
    });
  });
});

describe('the HTTP server with a certificate', () => {
  it('speaks TLS, and nothing else', async () => {
    const { cert, key } = await certificate();
    const { services } = new Platform();
    const server = await serveHttp({ services, listen: '127.0.0.1', port: 0, tls: { cert, key } });
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: server.port, path: '/healthz', ca: cert },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on('error', reject).end();
    });
    expect(answer).toBe(200);
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
    await server.close();
  });
});

describe('a problem document', () => {
  const codes = Object.keys(ERROR_CATALOGUE).filter(isErrorCode);

  it.each(codes)('for %s has its code, or is internal, and tells no detail of ours', (code) => {
    const { problem, headers } = problemOf(new AxbridgeError(code, 'the detail'), 'id');
    expect([code, 'internal']).toContain(problem.code);
    expect(problem.status).toBeGreaterThanOrEqual(400);
    if (problem.status >= 500) expect(problem).not.toHaveProperty('detail');
    else expect(problem.detail).toBe('the detail');
    expect('retry-after' in headers).toBe(problem.retry === 'safe');
  });

  it('for what is thrown and no error of ours is internal', () => {
    for (const thrown of [
      new Error('secret'),
      'secret',
      null,
      undefined,
      { statusCode: 'x' },
      { statusCode: 999 },
    ])
      expect(JSON.stringify(problemOf(thrown, 'id').problem)).not.toContain('secret');
  });
});
