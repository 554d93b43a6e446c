import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../../src/domain/access/api-key.ts';
import { type Answer, expectStatus, Platform } from './platform.ts';

const MISSING = '/v1/bindings/424242';
const PAIR = { a: '+8613800138000', b: '+8613800138001' };

/** Every guarded route with the scope that opens it. */
const ROUTES: readonly (readonly [string, string, Scope, object | undefined])[] = [
  ['GET', '/v1/pools', 'read', undefined],
  ['GET', '/v1/pools/city', 'read', undefined],
  ['GET', '/v1/pools/city/plan', 'read', undefined],
  ['GET', '/v1/numbers/95000001', 'read', undefined],
  ['GET', '/v1/bindings', 'read', undefined],
  ['GET', MISSING, 'read', undefined],
  ['POST', '/v1/bindings:search', 'read', { party: PAIR.a }],
  ['GET', '/v1/calls', 'read', undefined],
  ['GET', '/v1/cdrs', 'read', undefined],
  ['GET', '/v1/cdrs/c', 'read', undefined],
  ['POST', '/v1/cdrs:search', 'read', { number: PAIR.a }],
  ['POST', '/v1/routes:explain', 'read', { caller: PAIR.a, x: '95000001' }],
  ['POST', '/v1/bindings', 'bind', PAIR],
  ['POST', '/v1/bindings:batch', 'bind', { bindings: [PAIR] }],
  ['PATCH', MISSING, 'bind', { reference: 'x' }],
  ['DELETE', MISSING, 'bind', undefined],
  ['PUT', `${MISSING}/temporary-callee`, 'bind', { callee: '+8613800138001', expiresInSeconds: 5 }],
  ['DELETE', `${MISSING}/temporary-callee`, 'bind', undefined],
  ['GET', '/v1/groups', 'read', undefined],
  ['GET', '/v1/groups/drivers', 'read', undefined],
  ['PUT', '/v1/groups/drivers', 'bind', { members: [] }],
  ['PATCH', '/v1/groups/drivers', 'bind', { add: [] }],
  ['DELETE', '/v1/groups/drivers', 'bind', undefined],
  ['POST', '/v1/calls', 'call', PAIR],
  ['DELETE', '/v1/calls/c', 'call', undefined],
  ['POST', '/v1/pools', 'admin', { pool: 'more' }],
  ['PATCH', '/v1/pools/city', 'admin', { sticky: true }],
  ['DELETE', '/v1/pools/nowhere', 'admin', undefined],
  ['POST', '/v1/pools/city/numbers', 'admin', { first: '95000100' }],
  ['PATCH', '/v1/pools/city/numbers', 'admin', { locked: false }],
  ['DELETE', '/v1/pools/city/numbers?first=95000999', 'admin', undefined],
  ['PUT', '/v1/pools/city/route-webhook', 'admin', { url: 'https://example.com/' }],
  ['DELETE', '/v1/pools/city/route-webhook', 'admin', undefined],
  ['POST', '/v1/pools/city/route-webhook:rotate', 'admin', undefined],
  ['GET', '/v1/recordings', 'recordings', undefined],
  ['GET', '/v1/recordings/r', 'recordings', undefined],
  ['GET', '/v1/recordings/r/content', 'recordings', undefined],
  ['POST', '/v1/recordings/r/links', 'recordings', {}],
  ['PUT', '/v1/recordings/r/hold', 'recordings', undefined],
  ['DELETE', '/v1/recordings/r/hold', 'recordings', undefined],
  ['DELETE', '/v1/recordings/r', 'recordings', undefined],
  ['GET', '/v1/events', 'read', undefined],
  ['GET', '/v1/event-endpoints', 'admin', undefined],
  ['POST', '/v1/event-endpoints', 'admin', { url: 'https://example.com/' }],
  ['GET', '/v1/event-endpoints/e', 'admin', undefined],
  ['PATCH', '/v1/event-endpoints/e', 'admin', { label: 'x' }],
  ['DELETE', '/v1/event-endpoints/e', 'admin', undefined],
  ['POST', '/v1/event-endpoints/e/secret:rotate', 'admin', undefined],
  ['GET', '/v1/event-endpoints/e/dead-letters', 'admin', undefined],
  ['POST', '/v1/event-endpoints/e/dead-letters:redeliver', 'admin', { number: 1 }],
  ['POST', '/v1/event-endpoints/e/events:replay', 'admin', { after: 0 }],
  ['GET', '/v1/tenants', 'admin', undefined],
  ['POST', '/v1/tenants', 'admin', { tenant: 'acme' }],
  ['PATCH', '/v1/tenants/nobody', 'admin', { name: 'x' }],
  ['GET', '/v1/tenants/nobody/policy', 'admin', undefined],
  ['PATCH', '/v1/tenants/nobody/policy', 'admin', { maxCallSeconds: 1 }],
  ['GET', '/v1/api-keys', 'admin', undefined],
  ['POST', '/v1/api-keys', 'admin', { label: 'x', scopes: ['read'] }],
  ['DELETE', '/v1/api-keys/aaaaaaaaaaaa', 'admin', undefined],
  ['GET', '/v1/audit', 'admin', undefined],
];

describe('a key of the API', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000010');
  });

  afterEach(() => platform.stop());

  const read = (key: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
    platform.ask('GET', '/v1/bindings', { key, headers });

  it('is needed for every route under /v1, and for every one of its scopes', async () => {
    const { body: document } = await platform.ask('GET', '/openapi.json', { key: null });
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const tried = new Set(
      ROUTES.map(([method, path]) => `${method} ${path.replace(/\?.*/, '')}`).map((route) =>
        route.replace(
          /(bindings|numbers|calls|cdrs|recordings|event-endpoints|groups|tenants|api-keys|pools)\/[^/]+/,
          '$1/{}',
        ),
      ),
    );
    const guarded = documented.filter(
      (route) => route.includes('/v1/') && !route.includes('/v1/recording-links/'),
    );
    expect([...tried].sort()).toEqual(guarded.map((route) => route.replaceAll(/\{[a-z]+\}/g, '{}')).sort());
  });

  it.each(ROUTES)('%s %s is opened by %s and by no other scope', async (method, path, needed, body) => {
    const asked = body === undefined ? {} : { body };
    const none = await platform.ask(method, path, { key: null, ...asked });
    expect(none.body).toMatchObject({ status: 401, code: 'unauthorised' });
    expect(none.headers.get('www-authenticate')).toContain('Bearer');
    for (const scope of SCOPES) {
      const { status, body: answer } = await platform.ask(method, path, {
        key: await platform.key('default', [scope]),
        ...asked,
      });
      if (scope === needed) expect(answer.code).not.toBe('forbidden');
      else expect([status, answer.code]).toEqual([403, 'forbidden']);
    }
  });

  it.each([
    ['no key at all', 'Bearer '],
    ['another scheme', 'Basic YTpi'],
    ['rubbish', 'Bearer rubbish'],
    ['a key that nobody made', `Bearer axk_aaaaaaaaaaaa_${'A'.repeat(43)}`],
    ['two keys', 'Bearer a, Bearer b'],
  ])('is missing when the header holds %s', async (_what, authorization) => {
    expect((await read(null, { authorization })).body).toMatchObject({ status: 401, code: 'unauthorised' });
  });

  it('is not taken with a wrong secret, and the answer is that for a key which does not exist', async () => {
    const key = await platform.key('default', ['read']);
    const flipped = key.slice(0, -2) + (key.at(-2) === 'A' ? 'B' : 'A') + key.slice(-1);
    const answers = [await read(flipped), await read(`axk_aaaaaaaaaaaa_${'A'.repeat(43)}`)];
    const bodies = answers.map(({ body }) => ({ ...body, requestId: '' }));
    expect(bodies[0]).toEqual(bodies[1]);
    expect(answers[0]?.status).toBe(401);
    expect((await read(key)).status).toBe(200);
  });

  it('is shown once and kept as a hash', async () => {
    const made = expectStatus(
      await platform.ask('POST', '/v1/api-keys', {
        body: { label: 'rides', scopes: ['bind', 'read', 'bind'] },
      }),
      201,
    );
    expect(made.body).toMatchObject({
      label: 'rides',
      scopes: ['read', 'bind'],
      rateLimit: { perSecond: 100, burst: 200 },
    });
    expect(made.body.key).toMatch(/^axk_[a-z0-9]{12}_[\w-]{43}$/);
    const secret = made.body.key.slice(17);
    const listed = await platform.ask('GET', '/v1/api-keys');
    expect(listed.body.apiKeys[0]).toMatchObject({ id: made.body.id, label: 'rides' });
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    expect(JSON.stringify(platform.access.apiKey(made.body.id))).not.toContain(secret);
    expect(JSON.stringify(platform.log.lines)).not.toContain(secret);
    expect((await read(made.body.key)).status).toBe(200);
  });

  it('opens nothing from the moment it is revoked', async () => {
    const made = (await platform.ask('POST', '/v1/api-keys', { body: { label: 'x', scopes: ['read'] } }))
      .body;
    expect((await read(made.key)).status).toBe(200);
    expect((await platform.ask('DELETE', `/v1/api-keys/${made.id}`)).status).toBe(204);
    expect((await read(made.key)).status).toBe(401);
    expect((await platform.ask('DELETE', `/v1/api-keys/${made.id}`)).body).toMatchObject({
      status: 404,
      code: 'api-key-not-found',
    });
  });

  it('opens nothing from its expiry on', async () => {
    const expiresAt = new Date(platform.clock.now() + 60_000).toISOString();
    const key = await platform.key('default', ['read'], { expiresAt });
    expect((await read(key)).status).toBe(200);
    platform.clock.advance(60_000);
    expect((await read(key)).status).toBe(401);
  });

  it('opens nothing while its tenant is disabled', async () => {
    const key = await platform.key('acme', ['read']);
    const disable = (disabled: boolean) => platform.ask('PATCH', '/v1/tenants/acme', { body: { disabled } });
    expect((await disable(true)).body).toMatchObject({ tenant: 'acme', disabled: true });
    expect((await read(key)).status).toBe(401);
    await disable(false);
    expect((await read(key)).status).toBe(200);
    const own = await platform.ask('PATCH', '/v1/tenants/default', { body: { disabled: true } });
    expect(own.body).toMatchObject({ status: 403 });
  });

  it('is taken from its source networks only', async () => {
    const from = (sourceNetworks: readonly string[]) => platform.key('default', ['read'], { sourceNetworks });
    expect((await read(await from(['127.0.0.0/8', '::1']))).status).toBe(200);
    expect((await read(await from(['192.0.2.0/24', '2001:db8::/32']))).body).toMatchObject({
      status: 403,
      detail: 'the key is not taken from this source network',
    });
    const forged = { 'x-forwarded-for': '192.0.2.7', forwarded: 'for=192.0.2.7' };
    expect((await read(await from(['192.0.2.0/24']), forged)).status).toBe(403);
  });

  it('is limited in rate, says when to come back, and leaves other keys alone', async () => {
    const limited = await platform.key('default', ['read'], { rateLimit: { perSecond: 1, burst: 3 } });
    const answers = [];
    for (let at = 0; at < 4; at += 1) answers.push(await read(limited));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[3]?.body).toMatchObject({ code: 'rate-limited', retry: 'safe' });
    expect(answers[3]?.headers.get('retry-after')).toBe('1');
    expect((await read(await platform.key('default', ['read']))).status).toBe(200);
    platform.clock.advance(1000);
    expect((await read(limited)).status).toBe(200);
  });

  it('keeps its limit when other keys are made', async () => {
    const limited = await platform.key('default', ['read'], { rateLimit: { perSecond: 1, burst: 1 } });
    expect((await read(limited)).status).toBe(200);
    await platform.key('default', ['bind'], { label: 'another' });
    expect((await read(limited)).status).toBe(429);
  });

  it('pays for each row of a batch', async () => {
    const key = await platform.key('default', ['bind'], { rateLimit: { perSecond: 1, burst: 2 } });
    const bindings = Array.from({ length: 5 }, (_, at) => ({ a: PAIR.a, b: `+861380013810${at}` }));
    const batch = () => platform.ask('POST', '/v1/bindings:batch', { key, body: { bindings } });
    expect((await batch()).status).toBe(200);
    const refused = await batch();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '4']);
  });

  it.each<[object, string]>([
    [{ scopes: [] }, 'no scope'],
    [{ scopes: ['root'] }, 'an unknown scope'],
    [{ sourceNetworks: ['everywhere'] }, 'a network that is none'],
    [{ sourceNetworks: ['10.0.0.0/33'] }, 'a network that is too long'],
    [{ rateLimit: { perSecond: 0, burst: 1 } }, 'a rate of nothing'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 'an expiry that is past'],
    [{ label: 'x'.repeat(129) }, 'a long label'],
    [{ label: 'a\nb' }, 'a label of two lines'],
    [{ tenant: 'acme' }, 'a tenant in the body'],
  ])('is not made with %j: %s', async (change) => {
    const body = { label: 'x', scopes: ['read'], ...change };
    expect((await platform.ask('POST', '/v1/api-keys', { body })).body).toMatchObject({
      status: 400,
      code: 'input-invalid',
    });
  });

  it('can be made by the operator for another tenant, and by its administrators for their own', async () => {
    await platform.tenant('acme');
    const headers = { 'axbridge-tenant': 'acme' };
    const body = { label: 'first', scopes: ['admin'] };
    const first = await platform.ask('POST', '/v1/api-keys', { headers, body });
    expect(first.body).toMatchObject({ tenant: 'acme' });
    const second = await platform.ask('POST', '/v1/api-keys', {
      key: first.body.key,
      body: { label: 'second', scopes: ['read'] },
    });
    expect(second.body).toMatchObject({ tenant: 'acme', label: 'second' });
    const nobody = { 'axbridge-tenant': 'nobody' };
    expect((await platform.ask('POST', '/v1/api-keys', { headers: nobody, body })).body.code).toBe(
      'tenant-unknown',
    );
    expect((await platform.ask('GET', '/v1/bindings', { headers })).body.code).toBe('forbidden');
  });

  it('leaves a line in the audit log when it is made and when it is revoked', async () => {
    const body = { label: 'x', scopes: ['read'] };
    const { id } = (await platform.ask('POST', '/v1/api-keys', { body })).body;
    const revoked = await platform.ask('DELETE', `/v1/api-keys/${id}`);
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.slice(-2)).toMatchObject([
      { action: 'key.create', subject: `key ${id}`, outcome: 'done', actor: expect.stringMatching(/^key:/) },
      { action: 'key.revoke', request: revoked.headers.get('x-request-id') },
    ]);
  });

  it("is a tenant's, and tenants have names of their own", async () => {
    const make = (tenant: string) => platform.ask('POST', '/v1/tenants', { body: { tenant, name: 'Acme' } });
    expect((await make('acme')).body).toMatchObject({ tenant: 'acme', name: 'Acme', disabled: false });
    expect((await make('acme')).body).toMatchObject({ status: 409, code: 'tenant-exists' });
    for (const name of ['default', 'Acme', 'a/b', '', '-a', 'a'.repeat(33)])
      expect((await make(name)).status).toBeGreaterThanOrEqual(400);
    const { tenants } = (await platform.ask('GET', '/v1/tenants')).body;
    expect(tenants.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['acme', 'default']);
    const renamed = await platform.ask('PATCH', '/v1/tenants/acme', { body: { name: 'ACME' } });
    expect(renamed.body).toMatchObject({ name: 'ACME', disabled: false });
  });
});
