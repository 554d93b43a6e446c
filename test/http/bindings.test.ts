import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Ask, Platform } from './platform.ts';

const A = '+8613800138000';
const B = '+8613800138001';

/** Every test takes a pair of its own, so that they share a server without sharing bindings. */
let pairs = 0;
function pair(): { a: string; b: string } {
  pairs += 2;
  return {
    a: `+86139001${String(pairs).padStart(5, '0')}`,
    b: `+86139001${String(pairs + 1).padStart(5, '0')}`,
  };
}

describe('bindings over HTTP', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000000', '+8617000000499');
  });

  afterAll(() => platform.stop());

  const post = (body: unknown, ask: Ask = {}): Promise<Answer> =>
    platform.ask('POST', '/v1/bindings', { body, ...ask });

  it('are made with 201, and found again with 200', async () => {
    const made = await post({ a: A, b: B });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      mode: 'two-way',
      a: '+861****8000',
      b: '+861****8001',
      pool: 'city',
      state: 'live',
      afterCallSeconds: null,
      slidingSeconds: null,
      existing: false,
    });
    expect(made.body.x).toMatch(/^\+861700000/);
    const again = await post({ a: '13800138000', b: '008613800138001' });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: made.body.id, existing: true });
  });

  it('take terms in seconds and instants, and show them so', async () => {
    const now = platform.clock.now();
    const seconds = { expiresInSeconds: 90, afterCallSeconds: 600, slidingSeconds: 3600 };
    const { body } = await post({ ...pair(), ...seconds, reference: 'order 7', mode: 'reverse' });
    expect(body).toMatchObject({
      mode: 'reverse',
      reference: 'order 7',
      afterCallSeconds: 600,
      slidingSeconds: 3600,
      expiresAt: new Date(now + 90_000).toISOString(),
    });
    const at = new Date(now + 3_600_000);
    const zoned = at.toISOString().replace('Z', '+00:00');
    expect((await post({ ...pair(), expiresAt: zoned })).body.expiresAt).toBe(at.toISOString());
    expect((await post({ ...pair(), expiresAt: null })).body.expiresAt).toBeNull();
  });

  it.each<[object, number, string]>([
    [{ a: '12' }, 400, 'number-invalid'],
    [{ a: B }, 422, 'same-party'],
    [{ x: '+8617099999999' }, 409, 'number-not-in-pool'],
    [{ x: 'nonsense' }, 400, 'privacy-number-invalid'],
    [{ pool: 'nowhere' }, 404, 'pool-unknown'],
    [{ pool: 'No Where' }, 400, 'input-invalid'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 400, 'input-invalid'],
    [{ expiresAt: 'tomorrow' }, 400, 'input-invalid'],
    [{ expiresInSeconds: 0 }, 400, 'input-invalid'],
    [{ expiresInSeconds: 1.5 }, 400, 'input-invalid'],
    [{ expiresAt: null, expiresInSeconds: 5 }, 400, 'input-invalid'],
    [{ afterCallSeconds: -1 }, 400, 'input-invalid'],
    [{ mode: 'three-way' }, 400, 'input-invalid'],
    [{ reference: 'x'.repeat(129) }, 400, 'input-invalid'],
    [{ reference: 'a\u001b[2J' }, 400, 'input-invalid'],
    [{ areaCode: 'x' }, 400, 'input-invalid'],
    [{ areaFallback: ['10'] }, 400, 'input-invalid'],
    [{ areaCode: '10', areaFallback: ['x'] }, 400, 'input-invalid'],
    [{ areaCode: '10', areaFallback: ['21', '21'] }, 400, 'input-invalid'],
    [{ surprise: true }, 400, 'input-invalid'],
    [{ a: undefined }, 400, 'input-invalid'],
  ])('are refused with %j as %i %s', async (change, status, code) => {
    const answer = await post({ a: A, b: B, ...change });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code, type: `urn:axbridge:problem:${code}` });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('take a policy, show it masked, and change it part by part', async () => {
    const policy = {
      maxCallSeconds: 600,
      callers: { deny: ['13800138009'] },
      strangers: { withheld: 'pin', pins: { a: '4711' } },
    };
    const made = await post({ ...pair(), policy });
    expect(made.status).toBe(201);
    expect(made.body.policy).toMatchObject({
      maxCallSeconds: 600,
      callers: { allow: null, deny: ['+861****8009'], of: 'both' },
      strangers: { pins: { a: true, b: false } },
    });
    const path = `/v1/bindings/${made.body.id}`;
    const change = { policy: { maxCallSeconds: null, graceSeconds: 60 } };
    expect((await platform.ask('PATCH', path, { body: change })).body.policy).toMatchObject({
      graceSeconds: 60,
    });
    const shown = await platform.ask('GET', `${path}?reveal=true`);
    expect(shown.body.policy).not.toHaveProperty('maxCallSeconds');
    expect(shown.body.policy.callers.deny).toEqual(['+8613800138009']);
    expect(JSON.stringify(shown.body)).not.toContain('4711');
  });

  it('take PINs, one of them on a number, and show and log none', async () => {
    const policy = { strangers: { otherPhone: 'pin', pins: { a: '47110815' }, remember: true } };
    const { body } = await post({ ...pair(), policy });
    const second = await post({ ...pair(), x: body.x, policy });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: 'pins-taken' });
    expect((await post({ ...pair(), x: body.x })).status).toBe(201);
    const explained = await platform.ask('POST', '/v1/routes:explain', {
      body: { caller: '+8613900139000', x: body.x },
    });
    expect(explained.body).toMatchObject({ decision: 'ask', prompt: 'enter-pin', binding: { id: body.id } });
    const path = `/v1/bindings/${body.id}`;
    const other = { policy: { strangers: { withheld: 'pin', pins: { b: '99998888' } } } };
    const changed = await platform.ask('PATCH', path, { body: other });
    expect(changed.body.policy.strangers).toMatchObject({
      otherPhone: 'refuse',
      pins: { a: false, b: true },
    });
    const audit = await platform.ask('GET', '/v1/audit');
    expect(audit.status).toBe(200);
    for (const shown of [body, second.body, explained.body, changed.body, audit.body])
      expect(JSON.stringify(shown)).not.toMatch(/47110815|99998888/);
  });

  it('say at which place a policy is wrong, without repeating it', async () => {
    const wrong = await post({ ...pair(), policy: { callers: { deny: ['+86170*', '12345'] } } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.detail).toContain('policy.callers.deny[1]');
    expect(JSON.stringify(wrong.body)).not.toContain('12345');
    const shape = await post({ ...pair(), policy: { quota: { calls: -1 } } });
    expect(shape.status).toBe(400);
    expect(JSON.stringify(shape.body.errors)).toContain('quota');
  });

  it('name the place that is wrong, and never what was written there', async () => {
    const { body } = await post({ a: A, b: 8613800138001 });
    expect(body.errors).toEqual([{ path: 'body/b', message: expect.stringContaining('expected string') }]);
    const broken = await platform.ask('POST', '/v1/bindings', { body: `{"a":"${A}",` });
    expect(broken.body).toMatchObject({ status: 400, code: 'input-invalid' });
    for (const answer of [body, broken.body]) expect(JSON.stringify(answer)).not.toMatch(/138001380/);
  });

  it('name fields that are not there only where the name cannot be a number', async () => {
    const faults = async (path: string, body: unknown) =>
      (await platform.ask('POST', path, { body })).body.errors;
    const row = { a: A, b: B };
    expect(
      await faults('/v1/bindings', {
        ...row,
        expiry: 1,
        [A]: 1,
        b13800138001: 1,
        '１３８００１３８００１': 1,
      }),
    ).toEqual([{ path: 'body', message: 'there is no such field: expiry, …, …, …' }]);
    expect(await faults('/v1/bindings:batch', { bindings: [row, { ...row, '13800138001': 1 }] })).toEqual([
      { path: 'body/bindings/1', message: 'there is no such field: …' },
    ]);
    const refusals = { [A]: { prompt: null, cause: 'USER_BUSY' }, busy: { prompt: null, cause: 3 } };
    const ofPool = await faults('/v1/pools', { pool: 'named', refusals });
    expect(ofPool.map(({ path }: { path: string }) => path)).toEqual([
      'body/refusals/…',
      'body/refusals/busy/cause',
    ]);
    const query = await platform.ask('GET', `/v1/bindings?${encodeURIComponent(A)}=1`);
    expect(query.body.errors).toEqual([{ path: 'querystring', message: 'there is no such field: …' }]);
    const told = JSON.stringify([query.body, ofPool]);
    expect(told).not.toMatch(/138001380/);
  });

  it('say why a pool is exhausted', async () => {
    await platform.pool('default', 'tiny', '+8617000001000', '+8617000001000');
    const { a, b } = pair();
    await post({ a, b, pool: 'tiny' });
    const full = await post({ a, b: pair().b, pool: 'tiny' });
    expect(full.body).toMatchObject({ status: 409, code: 'pool-exhausted' });
    expect(full.body.detail).toContain('party A used up its 1 numbers');
  });

  it('are read one by one, masked unless the key may reveal and the request asks', async () => {
    const { a, b } = pair();
    const { id } = (await post({ a, b, pool: 'city' })).body;
    const read = (query: string, ask: Ask = {}) => platform.ask('GET', `/v1/bindings/${id}${query}`, ask);
    expect((await read('')).body).toMatchObject({ id, a: expect.stringContaining('****') });
    expect((await read('?reveal=false')).body.a).toContain('****');
    expect((await read('?reveal=true')).body).toMatchObject({ a, b });
    const key = await platform.key('default', ['read', 'bind', 'call', 'admin']);
    expect((await read('?reveal=true', { key })).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await read('?reveal=yes')).status).toBe(400);
    expect((await read('?other=1')).status).toBe(400);
  });

  it.each([
    ['/v1/bindings/999999', 404],
    ['/v1/bindings/0', 400],
    ['/v1/bindings/-1', 400],
    ['/v1/bindings/x', 400],
    ['/v1/bindings/1e3', 400],
    [`/v1/bindings/${'9'.repeat(16)}`, 400],
    [`/v1/bindings/${'9'.repeat(300)}`, 413],
  ])('%s is %i', async (path, status) => {
    expect((await platform.ask('GET', path)).status).toBe(status);
  });

  it('are released once', async () => {
    const { id } = (await post({ ...pair(), pool: 'city' })).body;
    const gone = await platform.ask('DELETE', `/v1/bindings/${id}`);
    expect(gone.body).toMatchObject({ id, state: 'released', endedAt: expect.any(String) });
    expect((await platform.ask('DELETE', `/v1/bindings/${id}`)).body).toMatchObject({
      status: 409,
      code: 'binding-ended',
    });
    expect((await platform.ask('DELETE', '/v1/bindings/999999')).status).toBe(404);
  });

  it('get new terms while they live, and keep what is not named', async () => {
    const first = { expiresInSeconds: 600, afterCallSeconds: 60, slidingSeconds: 30, reference: 'one' };
    const { id, x } = (await post({ ...pair(), pool: 'city', ...first })).body;
    const change = (body: object) => platform.ask('PATCH', `/v1/bindings/${id}`, { body });
    const expiresAt = new Date(platform.clock.now() + 60_000).toISOString();
    expect((await change({ expiresInSeconds: 60 })).body).toMatchObject({
      id,
      x,
      expiresAt,
      afterCallSeconds: 60,
      slidingSeconds: 30,
      reference: 'one',
    });
    expect((await change({ afterCallSeconds: null, reference: 'two' })).body).toMatchObject({
      id,
      x,
      expiresAt,
      afterCallSeconds: null,
      slidingSeconds: 30,
      reference: 'two',
    });
    expect((await change({ expiresAt: null })).body).toMatchObject({ id, expiresAt: null });
    expect((await change({})).status).toBe(400);
    expect((await change({ x: '+8617000000001' })).status).toBe(400);
    await platform.ask('DELETE', `/v1/bindings/${id}`);
    expect((await change({ expiresInSeconds: 60 })).body.code).toBe('binding-ended');
  });

  it('are made by the thousand, with a result a row', async () => {
    const rows = Array.from({ length: 1000 }, () => ({ ...pair(), pool: 'city' }));
    rows[3] = { a: 'x', b: A, pool: 'city' };
    rows[4] = { ...pair(), pool: 'nowhere' };
    const { status, body } = await platform.ask('POST', '/v1/bindings:batch', { body: { bindings: rows } });
    expect(status).toBe(200);
    expect(body.results).toHaveLength(1000);
    expect(body.results[3]).toMatchObject({ ok: false, code: 'number-invalid' });
    expect(body.results[4]).toMatchObject({ ok: false, code: 'pool-unknown' });
    const made = body.results.filter((row: { ok: boolean }) => row.ok);
    expect(made).toHaveLength(998);
    expect(made[5].binding).toMatchObject({
      pool: 'city',
      existing: false,
      a: expect.stringContaining('****'),
    });
  });

  it.each([
    ['no row', { bindings: [] }],
    ['more than 1,000', { bindings: Array.from({ length: 1001 }, pair) }],
    ['a row of another shape', { bindings: [{ ...pair(), more: 1 }] }],
  ])('in a batch with %s are refused as a whole', async (_name, body) => {
    const before = platform.store.bindings({ at: platform.clock.now(), limit: 100_000 }).length;
    expect((await platform.ask('POST', '/v1/bindings:batch', { body })).status).toBe(400);
    expect(platform.store.bindings({ at: platform.clock.now(), limit: 100_000 })).toHaveLength(before);
  });
});

describe('the list of bindings over HTTP', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'east', '+8617000000000', '+8617000000009');
    await platform.pool('default', 'west', '+8617000000100', '+8617000000109');
    for (const [at, pool] of ['east', 'west', 'east', 'west', 'east', 'west', 'west'].entries()) {
      const [a, b] = [A, `+8613800138${100 + at}`];
      await platform.ask('POST', '/v1/bindings', { body: { a, b, pool } });
    }
    await platform.ask('DELETE', '/v1/bindings/1');
  });

  afterAll(() => platform.stop());

  async function ids(path: string): Promise<readonly (readonly number[])[]> {
    const pages: (readonly number[])[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await platform.ask('GET', path + more);
      pages.push(body.bindings.map(({ id }: { id: number }) => id));
      cursor = body.nextCursor;
    }
    return pages;
  }

  it('goes through all pools by pages of any size, each binding once', async () => {
    const live = (await ids('/v1/bindings?limit=1000')).flat();
    expect([new Set(live.slice(0, 2)), new Set(live.slice(2))]).toEqual([
      new Set([3, 5]),
      new Set([2, 4, 6, 7]),
    ]);
    for (const limit of [1, 2, 3, 5, 6]) {
      const pages = await ids(`/v1/bindings?limit=${limit}`);
      expect(pages.flat()).toEqual(live);
      expect(pages.every((page) => page.length > 0 && page.length <= limit)).toBe(true);
    }
  });

  it('can be of one pool, of one number, and with ended ones', async () => {
    const sorted = async (path: string) => (await ids(path)).flat().sort((one, other) => one - other);
    expect(await sorted('/v1/bindings?pool=west')).toEqual([2, 4, 6, 7]);
    expect(await sorted('/v1/bindings?pool=west&limit=1')).toEqual([2, 4, 6, 7]);
    expect(await sorted('/v1/bindings?pool=east&ended=true&limit=2')).toEqual([1, 3, 5]);
    const { x } = (await platform.ask('GET', '/v1/bindings/4')).body;
    expect((await ids(`/v1/bindings?x=${encodeURIComponent(x)}`)).flat()).toEqual([4]);
    expect((await ids(`/v1/bindings?pool=east&x=${encodeURIComponent(x)}`)).flat()).toEqual([]);
  });

  it('is searched by a real number in the body, never in the address', async () => {
    const search = (body: object) => platform.ask('POST', '/v1/bindings:search', { body });
    const { body } = await search({ party: '+8613800138103' });
    expect(body.bindings).toMatchObject([{ id: 4, b: '+861****8103' }]);
    expect((await search({ party: A, limit: 2 })).body.nextCursor).toEqual(expect.any(String));
    expect((await search({})).status).toBe(400);
    expect((await platform.ask('GET', `/v1/bindings?party=${encodeURIComponent(A)}`)).status).toBe(400);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=nonsense', 'cursor=', 'pool=a&pool=b', 'ended=maybe'])(
    'refuses %s',
    async (query) => {
      expect((await platform.ask('GET', `/v1/bindings?${query}`)).body).toMatchObject({
        status: 400,
        code: 'input-invalid',
      });
    },
  );

  it('writes down each reveal before it answers', async () => {
    const { body } = await platform.ask('GET', '/v1/bindings?pool=west&reveal=true');
    const shown = body.bindings.map(({ id }: { id: number }) => id).join(' ');
    expect(body.bindings[0]).toMatchObject({ a: A });
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.at(-1)).toMatchObject({ action: 'reveal', subject: `binding ${shown}`, outcome: 'done' });
  });
});
