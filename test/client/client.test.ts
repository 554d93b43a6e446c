import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AxbridgeProblem, type Client, createClient, Listing } from '../../src/client/index.ts';
import { METHODS } from '../../src/client/method-names.ts';
import { OPERATIONS } from '../../src/client/operation-table.ts';
import { Platform } from '../http/platform.ts';

const A = '+8613800138000';
const B = '+8613800138001';

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const result: Item[] = [];
  for await (const item of items) result.push(item);
  return result;
}

describe('the client against a server', () => {
  let platform: Platform;
  let client: Client;

  beforeAll(async () => {
    platform = await new Platform().start();
    client = createClient({ url: `${platform.url}/`, key: await platform.key('default') });
    await client.pools.create({ pool: 'city', coolDownSeconds: 0 });
    await client.pools.addNumbers('city', { first: '95000001', last: '95000020' });
  });

  afterAll(() => platform.stop());

  it('makes, reads, changes and releases a binding', async () => {
    const made = await client.bindings.create({ a: A, b: B, pool: 'city', expiresInSeconds: 60 });
    expect(made).toMatchObject({ pool: 'city', a: '+861****8000', existing: false, state: 'live' });
    const again = await client.bindings.create({ a: A, b: B, pool: 'city' });
    expect(again).toMatchObject({ id: made.id, existing: true });
    expect(await client.bindings.get(made.id)).toMatchObject({ x: made.x, a: '+861****8000' });
    expect(await client.bindings.get(String(made.id), { reveal: true })).toMatchObject({ a: A, b: B });
    expect(await client.bindings.patch(made.id, { reference: 'order 1' })).toMatchObject({
      reference: 'order 1',
    });
    expect(await client.bindings.delete(made.id)).toMatchObject({ state: 'released' });
  });

  it('makes many bindings, and says of each what became of it', async () => {
    const { results } = await client.bindings.createMany({
      bindings: [
        { a: A, b: B },
        { a: A, b: A },
      ],
    });
    expect(results).toMatchObject([{ ok: true }, { ok: false, code: 'same-party' }]);
    for (const row of results) if (row.ok) await client.bindings.delete(row.binding.id);
  });

  it('reads a list to its end, whatever the size of its pages', async () => {
    const pairs = Array.from({ length: 5 }, (_, at) => ({ a: A, b: `+861380013810${at}` }));
    const { results } = await client.bindings.createMany({ bindings: pairs });
    const ids = results.flatMap((row) => (row.ok ? [row.binding.id] : []));
    expect(ids).toHaveLength(5);
    for (const limit of [1, 2, 5, 100]) {
      const listed = await all(client.bindings.list({ pool: 'city', limit }));
      expect(listed.map(({ id }) => id).sort((one, other) => one - other)).toEqual(ids);
      const found = await all(client.bindings.search({ party: A, limit }, { reveal: true }));
      expect(found.map(({ id, a }) => [id, a])).toEqual(ids.map((id) => [id, A]));
    }
    const two = client.bindings.list({ limit: 2 });
    const pages = (await all(two.pages())).map(({ bindings }) => bindings.map(({ id }) => id));
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    const { nextCursor } = await two.page();
    expect((await two.page(nextCursor)).bindings.map(({ id }) => id)).toEqual(pages[1]);
    for (const id of ids) await client.bindings.delete(id);
    expect(await all(client.bindings.list())).toEqual([]);
    expect(await all(client.bindings.list({ ended: true }))).not.toEqual([]);
  });

  it('explains a route, calls both parties, lists live calls and hangs up', async () => {
    const { call, binding } = await client.calls.callback({ a: A, b: B, pool: 'city' });
    const { x } = binding;
    expect(await client.routes.explain({ caller: B, x })).toMatchObject({
      decision: 'connect',
      callee: '+861****8000',
    });
    expect(await client.routes.explain({ caller: B, x }, { reveal: true })).toMatchObject({ callee: A });
    const [live] = await all(client.calls.list({ reveal: true }));
    expect(live).toMatchObject({ call, x, flow: 'callback' });
    expect(await client.calls.hangUp(call)).toBeUndefined();
    await client.bindings.delete(binding.id);
  });

  it('runs pools', async () => {
    const made = await client.pools.create({ pool: 'spare' });
    expect(made).toMatchObject({ pool: 'spare', numbers: 0 });
    await client.pools.addNumbers('spare', { first: '95000101', last: '95000110' });
    expect(await client.pools.lockNumbers('spare', { first: '95000101', locked: true })).toMatchObject({
      lockedNumbers: 1,
    });
    expect(
      await client.pools.removeNumbers('spare', { first: '95000101', last: '95000105' }),
    ).toBeUndefined();
    expect(await client.pools.patch('spare', { language: 'zh' })).toMatchObject({ language: 'zh' });
    expect(await client.pools.get('spare')).toMatchObject({ numbers: 5, lockedNumbers: 0 });
    expect(await client.pools.delete('spare')).toBeUndefined();
    expect((await client.pools.list()).pools.map(({ pool }) => pool)).toEqual(['city']);
  });

  it('runs tenants and their keys, and reads what was done', async () => {
    expect(await client.tenants.create({ tenant: 'acme' })).toMatchObject({ tenant: 'acme', name: '' });
    expect(await client.tenants.patch('acme', { name: 'Acme' })).toMatchObject({ name: 'Acme' });
    expect((await client.tenants.list()).tenants.map(({ tenant }) => tenant)).toContain('acme');
    const made = await client.keys.create({ label: 'theirs', scopes: ['read'] }, { tenant: 'acme' });
    const theirs = createClient({ url: platform.url, key: `${made.key}\n` });
    expect(await theirs.pools.list()).toEqual({ pools: [] });
    expect((await client.keys.list({ tenant: 'acme' })).apiKeys.map(({ id }) => id)).toEqual([made.id]);
    expect(await client.keys.revoke(made.id, { tenant: 'acme' })).toBeUndefined();
    await expect(theirs.pools.list()).rejects.toMatchObject({ status: 401, code: 'unauthorised' });
    const entries = await all(client.audit.list({ tenant: 'acme', limit: 1 }));
    expect(entries.map(({ action }) => action)).toContain('key.create');
  });

  it('asks for health and readiness, and takes not being ready for an answer', async () => {
    expect(await client.health.live()).toEqual({ status: 'ok' });
    expect(await client.health.ready()).toMatchObject({ ready: true });
    platform.draining = true;
    expect(await client.health.ready()).toMatchObject({ ready: false, draining: true });
    platform.draining = false;
  });

  const methods = Object.entries(METHODS).flatMap(([resource, names]) =>
    Object.entries(names).map(([name, id]) => ({
      method: `${resource}.${name}`,
      resource,
      name,
      operation: OPERATIONS[id],
    })),
  );

  it.each(methods)('reaches a route of the server by $method', async ({ resource, name, operation }) => {
    const parameters = (operation.path.match(/\{/g) ?? []).map(() => '1');
    const untyped = client as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>;
    const asked = untyped[resource]?.[name]?.(...parameters, ...(operation.hasBody ? [{}] : []));
    const answer = asked instanceof Listing ? asked.page() : Promise.resolve(asked);
    const problem = await answer.then(
      () => null,
      (error: unknown) => error,
    );
    if (problem === null) return;
    expect(problem).toBeInstanceOf(AxbridgeProblem);
    expect(problem).not.toMatchObject({ code: 'not-found' });
  });
});
