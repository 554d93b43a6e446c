import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, Platform } from './platform.ts';

const A = '+8613800138000';
const B = '+8613800138001';
const ACME_X = '+8617000000001';
const RIVAL_X = '+8617000000101';

/**
 * Two tenants with pools of the same name, and the same two people bound in both. Whatever one asks about what the other has is
 * answered, to the letter, as what nobody has.
 */
describe('between two tenants', () => {
  let platform: Platform;
  const keys = { acme: '', rival: '' };
  const bindings = { acme: 0, rival: 0 };

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('acme', 'city', '+8617000000000', '+8617000000009');
    await platform.pool('acme', 'other', '+8617000000010', '+8617000000019');
    await platform.pool('rival', 'city', '+8617000000100', '+8617000000109');
    for (const tenant of ['acme', 'rival'] as const) {
      keys[tenant] = await platform.key(tenant);
      const x = tenant === 'acme' ? ACME_X : RIVAL_X;
      const { body } = await platform.ask('POST', '/v1/bindings', {
        key: keys[tenant],
        body: { a: A, b: B, x },
      });
      bindings[tenant] = body.id;
    }
  });

  afterAll(() => platform.stop());

  const rival = (method: string, path: string, ask: Ask = {}) =>
    platform.ask(method, path, { key: keys.rival, ...ask });
  const acme = (method: string, path: string, ask: Ask = {}) =>
    platform.ask(method, path, { key: keys.acme, ...ask });

  /** Answers differ in nothing but the name of the request. */
  async function sameAnswer(method: string, real: string, invented: string, body?: unknown): Promise<void> {
    const asked = body === undefined ? {} : { body };
    const [one, other] = [await rival(method, real, asked), await rival(method, invented, asked)];
    expect({ ...one.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
    expect(one.status).toBe(other.status);
    expect(one.status).toBeGreaterThanOrEqual(400);
  }

  it("each binds the same pair on a number of its own, and sees one pair's binding only", async () => {
    expect(bindings.acme).not.toBe(bindings.rival);
    for (const tenant of ['acme', 'rival'] as const) {
      const listed = await platform.ask('GET', '/v1/bindings?ended=true', { key: keys[tenant] });
      expect(listed.body.bindings.map(({ id }: { id: number }) => id)).toEqual([bindings[tenant]]);
      const body = { party: A, ended: true };
      const found = await platform.ask('POST', '/v1/bindings:search', { key: keys[tenant], body });
      expect(found.body.bindings.map(({ id }: { id: number }) => id)).toEqual([bindings[tenant]]);
    }
  });

  it('a binding of the other is as one that is not there: to read, to change, to release', async () => {
    const [real, invented] = [`/v1/bindings/${bindings.acme}`, '/v1/bindings/424242'];
    await sameAnswer('GET', real, invented);
    await sameAnswer('GET', `${real}?reveal=true`, `${invented}?reveal=true`);
    await sameAnswer('PATCH', real, invented, { expiresInSeconds: 1 });
    await sameAnswer('PATCH', real, invented, { b: '+8613800138009' });
    await sameAnswer('DELETE', real, invented);
    expect((await acme('GET', real)).body).toMatchObject({ state: 'live' });
  });

  it('a number of the other is as one that nobody has: to bind, to list, to explain', async () => {
    const invented = '+8617099999999';
    const binding = (x: string) => rival('POST', '/v1/bindings', { body: { a: A, b: B, x } });
    const [one, other] = [await binding(ACME_X), await binding(invented)];
    expect({ ...one.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
    const listed = (x: string) => `/v1/bindings?x=${encodeURIComponent(x)}`;
    await sameAnswer('GET', listed(ACME_X), listed(invented));
    for (const caller of [A, '+8613900139000', 'anonymous', 'rubbish'])
      for (const query of ['', '?reveal=true']) {
        const explain = (x: string) => rival('POST', `/v1/routes:explain${query}`, { body: { caller, x } });
        expect((await explain(ACME_X)).body).toEqual((await explain(invented)).body);
      }
    const own = await acme('POST', '/v1/routes:explain', { body: { caller: A, x: ACME_X } });
    expect(own.body).toMatchObject({ decision: 'connect', pool: 'city', binding: { id: bindings.acme } });
  });

  it('a number of the other is as one that nobody has: to look at', async () => {
    await sameAnswer('GET', '/v1/numbers/8617000000001', '/v1/numbers/8617099999999');
    expect((await acme('GET', '/v1/numbers/%2B8617000000001')).body).toMatchObject({ pool: 'city' });
  });

  it('a number of the other in a callback is as one that nobody has', async () => {
    const callback = (x: string) => rival('POST', '/v1/calls', { body: { a: A, b: B, x } });
    const [one, other] = [await callback(ACME_X), await callback('+8617099999999')];
    expect({ ...one.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
    expect(one.status).toBe(409);
  });

  it('pools have the same name and nothing else in common', async () => {
    const pools = (await rival('GET', '/v1/pools')).body.pools;
    expect(pools).toMatchObject([{ pool: 'city', numbers: 10, liveBindings: 1 }]);
    expect(pools[0].ranges).toMatchObject([{ first: '+8617000000100' }]);
    await sameAnswer('GET', '/v1/pools/other', '/v1/pools/nowhere');
    await sameAnswer('GET', '/v1/pools/other/plan', '/v1/pools/nowhere/plan');
    await sameAnswer('PATCH', '/v1/pools/other', '/v1/pools/nowhere', { sticky: true });
    await sameAnswer('DELETE', '/v1/pools/other', '/v1/pools/nowhere');
    const webhook = (pool: string) => `/v1/pools/${pool}/route-webhook`;
    await sameAnswer('PUT', webhook('other'), webhook('nowhere'), { url: 'https://example.com/' });
    await sameAnswer('DELETE', webhook('other'), webhook('nowhere'));
    await sameAnswer('POST', `${webhook('other')}:rotate`, `${webhook('nowhere')}:rotate`);
    await sameAnswer('PATCH', '/v1/pools/other/numbers', '/v1/pools/nowhere/numbers', { locked: true });
    for (const name of ['acme%2Fother', 'acme/other', 'default', '..%2Facme%2Fother'])
      expect((await rival('GET', `/v1/pools/${name}`)).status).toBeGreaterThanOrEqual(400);
    const body = { a: A, b: B, pool: 'acme/other' };
    expect((await rival('POST', '/v1/bindings', { body })).status).toBe(400);
    expect((await rival('POST', '/v1/pools', { body: { pool: 'acme/more' } })).status).toBe(400);
    expect((await acme('GET', '/v1/pools')).body.pools).toHaveLength(2);
  });

  it("the operator's own pools are the default tenant's, and hold none of the others'", async () => {
    expect((await platform.ask('GET', '/v1/pools')).body.pools).toEqual([]);
    expect((await platform.ask('GET', '/v1/bindings')).body.bindings).toEqual([]);
    expect((await platform.ask('GET', `/v1/bindings/${bindings.acme}`)).status).toBe(404);
  });

  it('live calls are seen and hung up by their own tenant only', async () => {
    const x = RIVAL_X;
    const started = await acme('POST', '/v1/calls', { body: { a: A, b: B, pool: 'city' } });
    expect(started.body).toMatchObject({ binding: { id: bindings.acme, existing: true, x: ACME_X } });
    const { call } = started.body;
    expect((await acme('GET', '/v1/calls')).body.calls).toMatchObject([{ call, x: ACME_X }]);
    expect((await rival('GET', '/v1/calls')).body.calls).toEqual([]);
    expect((await rival('GET', '/v1/calls?reveal=true')).body.calls).toEqual([]);
    await sameAnswer('DELETE', `/v1/calls/${call}`, '/v1/calls/00000000-0000-4000-8000-00000000ffff');
    const theirs = await rival('POST', '/v1/calls', { body: { a: A, b: B } });
    expect(theirs.body.binding).toMatchObject({ id: bindings.rival, x });
    expect((await acme('DELETE', `/v1/calls/${call}`)).status).toBe(204);
    await rival('DELETE', `/v1/calls/${theirs.body.call}`);
  });

  it('a callback binds in its own pool, though the pair is bound in the other', async () => {
    const pair = { a: '+8613800138050', b: '+8613800138051' };
    const mine = await acme('POST', '/v1/bindings', { body: { ...pair, pool: 'city' } });
    const theirs = await rival('POST', '/v1/calls', { body: pair });
    expect(theirs.body.binding).toMatchObject({ existing: false, mode: 'reverse' });
    expect(theirs.body.binding.id).not.toBe(mine.body.id);
    expect(theirs.body.binding.x).toMatch(/^\+86170000001/);
    await rival('DELETE', `/v1/calls/${theirs.body.call}`);
  });

  it('an idempotency key of one means nothing to the other', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const pair = { a: '+8613800138060', b: '+8613800138061', pool: 'city' };
    const mine = await acme('POST', '/v1/bindings', { headers, body: pair });
    const theirs = await rival('POST', '/v1/bindings', { headers, body: { ...pair, reference: 'other' } });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    expect(theirs.body.x).toMatch(/^\+86170000001/);
  });

  it('keys and audit logs are their own', async () => {
    const mine = (await acme('GET', '/v1/api-keys')).body.apiKeys;
    expect(mine.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['acme']);
    await sameAnswer('DELETE', `/v1/api-keys/${mine[0].id}`, '/v1/api-keys/aaaaaaaaaaaa');
    expect((await acme('GET', '/v1/api-keys')).status).toBe(200);
    const text = JSON.stringify((await rival('GET', '/v1/audit?limit=1000')).body);
    expect(text).not.toContain('acme');
    expect(text).not.toContain('operator:');
  });

  it.each([
    ['GET', '/v1/pools'],
    ['GET', '/v1/api-keys'],
    ['GET', '/v1/audit'],
    ['GET', '/v1/bindings'],
    ['GET', '/v1/calls'],
    ['GET', '/v1/cdrs'],
  ])(
    '%s %s for the other tenant is forbidden, whether there is such a tenant or not',
    async (method, path) => {
      const answers = await Promise.all(
        ['acme', 'nobody', 'default', '%', '../acme'].map((tenant) =>
          rival(method, path, { headers: { 'axbridge-tenant': tenant } }),
        ),
      );
      for (const { body } of answers)
        expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
      expect(answers[0]?.body).toMatchObject({ status: 403, code: 'forbidden' });
      const own = await rival(method, path, { headers: { 'axbridge-tenant': 'rival' } });
      expect(own.status).toBe(200);
    },
  );

  it.each([
    ['GET', '/v1/tenants', undefined],
    ['POST', '/v1/tenants', { tenant: 'mine' }],
    ['PATCH', '/v1/tenants/acme', { disabled: true }],
    ['POST', '/v1/pools/city/numbers', { first: '+8617000009999' }],
  ])("%s %s is the operator's", async (method, path, body) => {
    expect((await rival(method, path, body === undefined ? {} : { body })).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });

  it('numbers go from one to the other only when their past is forgotten', async () => {
    const [first, last] = ['+8617000000200', '+8617000000201'];
    await platform.pool('acme', 'moving', first, last);
    const { id } = (await acme('POST', '/v1/bindings', { body: { a: A, b: B, x: first } })).body;
    const range = `first=${encodeURIComponent(first)}&last=${encodeURIComponent(last)}`;
    expect((await acme('DELETE', `/v1/pools/moving/numbers?${range}`)).body.code).toBe('range-in-use');
    await acme('DELETE', `/v1/bindings/${id}`);
    platform.clock.advance(1);
    expect((await acme('DELETE', `/v1/pools/moving/numbers?${range}`)).status).toBe(204);
    const give = () =>
      platform.ask('POST', '/v1/pools/city/numbers', {
        headers: { 'axbridge-tenant': 'rival' },
        body: { first, last },
      });
    expect((await give()).body).toMatchObject({ status: 409, code: 'numbers-remembered' });
    await platform.store.purge(platform.clock.now(), platform.clock.now(), 100);
    expect((await give()).status).toBe(201);
    expect(
      (await rival('GET', '/v1/bindings?ended=true')).body.bindings.map((one: { x: string }) => one.x),
    ).not.toContain(first);
  });
});
