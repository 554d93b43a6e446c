import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryAccessStore } from '../../src/adapters/access/memory-access-store.ts';
import { SqliteAccessStore } from '../../src/adapters/access/sqlite-access-store.ts';
import { tenantId } from '../../src/domain/access/tenant.ts';
import type { AccessStore, IdempotencyRecord } from '../../src/ports/access-store.ts';
import { type Answer, Platform } from './platform.ts';

const PAIR = { a: '+8613800138000', b: '+8613800138001' };

/** An access store whose note of a finished request waits until a test lets it go. */
class SlowStore extends MemoryAccessStore {
  readonly held = Promise.withResolvers<void>();
  readonly reached = Promise.withResolvers<void>();

  override async remember(record: IdempotencyRecord): Promise<void> {
    this.reached.resolve();
    await this.held.promise;
    return super.remember(record);
  }
}

describe.each<[string, () => Promise<AccessStore>]>([
  ['in memory', async () => new MemoryAccessStore()],
  ['in SQLite', () => SqliteAccessStore.open(join(directory(), 'access.db'))],
])('a creating request with an idempotency key %s', (_where, open) => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform(await open()).start();
    await platform.pool('default', 'city', '95000001', '95000010');
  });

  afterEach(async () => {
    await platform.stop();
    for (const one of directories.splice(0)) rmSync(one, { recursive: true, force: true });
  });

  const post = (path: string, body: unknown, key = 'order-1'): Promise<Answer> =>
    platform.ask('POST', path, { body, headers: { 'idempotency-key': key } });

  it('is answered the same again, though the world has changed', async () => {
    const first = await post('/v1/bindings', PAIR);
    await platform.ask('DELETE', `/v1/bindings/${first.body.id}`);
    const again = await post('/v1/bindings', PAIR);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect((await platform.ask('GET', '/v1/bindings')).body.bindings).toEqual([]);
  });

  it('is the same request however its body is spelled', async () => {
    const first = await post('/v1/bindings', `{"a":"${PAIR.a}","b":"${PAIR.b}"}`);
    const again = await post('/v1/bindings', `{ "b" : "${PAIR.b}" ,"a":"${PAIR.a}"}`);
    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  it.each<[string, string, object]>([
    ['another body', '/v1/bindings', { ...PAIR, reference: 'x' }],
    ['another operation', '/v1/calls', PAIR],
    ['another batch', '/v1/bindings:batch', { bindings: [PAIR] }],
  ])('is refused with %s', async (_what, path, body) => {
    await post('/v1/bindings', PAIR);
    const other = await post(path, body);
    expect(other.body).toMatchObject({ status: 409, code: 'idempotency-conflict', retry: 'after-change' });
    expect(platform.node.partyCalls).toEqual([]);
  });

  it('is forgotten when it was refused, since nothing was done', async () => {
    const both = { ...PAIR, pool: 'later' };
    expect((await post('/v1/bindings', both)).body.code).toBe('pool-unknown');
    await platform.pool('default', 'later', '95000101', '95000110');
    expect((await post('/v1/bindings', both)).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const { id } = (await post('/v1/bindings', PAIR)).body;
    platform.clock.advance(24 * 3_600_000 + 1);
    const later = await post('/v1/bindings', { ...PAIR, reference: 'a new one' });
    expect(later.status).toBe(201);
    expect(later.body.id).not.toBe(id);
    platform.clock.advance(24 * 3_600_000 + 1);
    expect(await platform.services.idempotency.forgetOld()).toBe(1);
  });

  it('calls a telephone once', async () => {
    const answers = [await post('/v1/calls', PAIR), await post('/v1/calls', PAIR)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(platform.node.partyCalls).toHaveLength(1);
  });

  it('calls a telephone when at first there was no way to', async () => {
    platform.gateways = [];
    expect((await post('/v1/calls', PAIR)).body).toMatchObject({ status: 503, code: 'no-gateway' });
    platform.gateways = ['east'];
    expect((await post('/v1/calls', PAIR)).status).toBe(201);
    expect(platform.node.partyCalls).toHaveLength(1);
  });

  it('never calls again when nobody knows what became of the first', async () => {
    await post('/v1/calls', PAIR);
    const record = platform.access.idempotency(tenantId('default') ?? expect.fail(), 'order-1');
    // As a crash between the note and the end of the act leaves it.
    await platform.access.remember({ ...(record ?? expect.fail()), answer: null });
    const again = await post('/v1/calls', PAIR);
    expect(again.body).toMatchObject({ status: 409, code: 'outcome-unknown', retry: 'never' });
    expect(again.headers.get('retry-after')).toBeNull();
    expect(platform.node.partyCalls).toHaveLength(1);
  });

  it('shows a new API key once', async () => {
    const wish = { label: 'x', scopes: ['read'] };
    const [first, again] = [await post('/v1/api-keys', wish), await post('/v1/api-keys', wish)];
    expect(again.body).toEqual({ ...first.body, key: null });
    expect(again.status).toBe(201);
  });

  it('makes one of each: pools, numbers, tenants', async () => {
    for (const [path, body] of [
      ['/v1/pools', { pool: 'new' }],
      ['/v1/pools/city/numbers', { first: '95000050' }],
      ['/v1/tenants', { tenant: 'acme' }],
    ] as const) {
      const [first, again] = [await post(path, body, path), await post(path, body, path)];
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body).toEqual(first.body);
    }
  });

  it.each(['', 'a b', 'x'.repeat(256), 'schlüssel'])('is refused with the key %j', async (key) => {
    const headers = { 'idempotency-key': key };
    const sent = platform.ask('POST', '/v1/bindings', { body: PAIR, headers });
    expect((await sent).body).toMatchObject({ status: 400, code: 'input-invalid' });
  });
});

describe('a creating request that is still being worked on', () => {
  it('is told to wait when it comes again, and to choose another key when it is another one', async () => {
    const store = new SlowStore();
    const platform = await new Platform(store).start();
    store.held.resolve();
    await platform.pool('default', 'city', '95000001', '95000010');
    const slow = Promise.withResolvers<void>();
    Object.assign(store, { held: slow, reached: Promise.withResolvers<void>() });
    const headers = { 'idempotency-key': 'k' };
    const first = platform.ask('POST', '/v1/calls', { headers, body: PAIR });
    await store.reached.promise;
    const again = await platform.ask('POST', '/v1/calls', { headers, body: PAIR });
    expect(again.body).toMatchObject({ status: 409, code: 'idempotency-running', retry: 'safe' });
    expect(again.headers.get('retry-after')).toBe('1');
    const other = await platform.ask('POST', '/v1/calls', { headers, body: { ...PAIR, x: '95000001' } });
    expect(other.body.code).toBe('idempotency-conflict');
    expect(platform.node.partyCalls).toEqual([]);
    slow.resolve();
    expect((await first).status).toBe(201);
    expect(platform.node.partyCalls).toHaveLength(1);
    await platform.stop();
  });

  it('is carried out once, however many come at the same time', async () => {
    const platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000010');
    await platform.key('default');
    const headers = { 'idempotency-key': 'k' };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => platform.ask('POST', '/v1/calls', { headers, body: PAIR })),
    );
    expect(platform.node.partyCalls).toHaveLength(1);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.call)).size).toBe(1);
    for (const { status, body } of answers)
      expect([201, 409]).toContain(status === 201 ? status : body.status);
    await platform.stop();
  });
});

const directories: string[] = [];

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'axbridge-idempotency-'));
  directories.push(made);
  return made;
}
