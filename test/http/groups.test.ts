import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, Platform } from './platform.ts';

const A = '+8613800138000';
const DRIVERS = ['+8613800138101', '+8613800138102', '+8613800138103'];

let names = 0;
const newName = (): string => {
  names += 1;
  return `group-${names}`;
};

describe('groups over HTTP', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000000', '+8617000000099');
    await platform.pool('acme', 'city', '+8617000000100', '+8617000000199');
  });

  afterAll(() => platform.stop());

  const put = (name: string, members: unknown, ask: Ask = {}) =>
    platform.ask('PUT', `/v1/groups/${name}`, { body: { members }, ...ask });
  const get = (path: string, ask: Ask = {}) => platform.ask('GET', `/v1/groups${path}`, ask);
  const patch = (name: string, body: unknown) => platform.ask('PATCH', `/v1/groups/${name}`, { body });
  const decision = async (caller: string, x: string) =>
    (await platform.ask('POST', '/v1/routes:explain', { body: { caller, x } })).body;

  it('are made, replaced, changed, and read with their members masked', async () => {
    const name = newName();
    expect((await put(name, DRIVERS)).body).toEqual({ group: name, size: 3 });
    expect((await put(name, DRIVERS.slice(0, 2))).body).toEqual({ group: name, size: 2 });
    const change = { add: [DRIVERS[2], '13800138102'], remove: [DRIVERS[0], '+8613800138199'] };
    expect((await patch(name, change)).body).toEqual({ group: name, size: 2 });
    const { body } = await get(`/${name}`);
    expect(body).toMatchObject({ group: name, size: 2 });
    expect((body.members as string[]).toSorted((one, other) => one.localeCompare(other))).toEqual([
      '+861****8102',
      '+861****8103',
    ]);
  });

  it('count a number once, however often and in whatever spelling it stands there', async () => {
    const name = newName();
    const spellings = ['+8613800138101', '13800138101', '008613800138101'];
    expect((await put(name, spellings)).body).toMatchObject({ size: 1 });
    expect((await patch(name, { add: spellings })).body).toMatchObject({ size: 1 });
  });

  it('show real numbers to a key that may reveal, and write that down before', async () => {
    const name = newName();
    await put(name, DRIVERS);
    const revealed = (await get(`/${name}?reveal=true`)).body.members;
    expect((revealed as string[]).toSorted((one, other) => one.localeCompare(other))).toEqual(DRIVERS);
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.at(-1)).toMatchObject({ action: 'reveal', subject: `group ${name}`, outcome: 'done' });
    const key = await platform.key('default', ['read', 'bind']);
    expect((await get(`/${name}?reveal=true`, { key })).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });

  it('let their members through a binding, as they are at the moment of the call', async () => {
    const name = newName();
    await put(name, DRIVERS.slice(0, 2));
    const bound = await platform.ask('POST', '/v1/bindings', { body: { a: A, mode: 'axg', group: name } });
    expect(bound.body).toMatchObject({ group: name, mode: 'axg', existing: false });
    const { x } = bound.body;
    expect(await decision(DRIVERS[0] ?? '', x)).toMatchObject({
      decision: 'connect',
      callee: '+861****8000',
    });
    expect(await decision(DRIVERS[2] ?? '', x)).toMatchObject({ reason: 'not-a-member' });
    await patch(name, { add: [DRIVERS[2]], remove: [DRIVERS[0]] });
    expect(await decision(DRIVERS[2] ?? '', x)).toMatchObject({ decision: 'connect' });
    expect(await decision(DRIVERS[0] ?? '', x)).toMatchObject({ reason: 'not-a-member' });
    expect((await platform.ask('DELETE', `/v1/groups/${name}`)).body).toMatchObject({
      status: 409,
      code: 'group-in-use',
    });
    await platform.ask('DELETE', `/v1/bindings/${bound.body.id}`);
    expect((await platform.ask('DELETE', `/v1/groups/${name}`)).status).toBe(204);
    expect((await get(`/${name}`)).body).toMatchObject({ status: 404, code: 'group-unknown' });
  });

  it.each<[string, unknown, string]>([
    ['no number', [DRIVERS[0], 'nonsense'], 'members[1]'],
    ['a service number', [DRIVERS[0], DRIVERS[1], '95'], 'members[2]'],
  ])('with %s are refused at its place, and stay as they were', async (_name, members, place) => {
    const name = newName();
    await put(name, DRIVERS);
    const { body } = await put(name, members);
    expect(body).toMatchObject({ status: 400, code: 'number-invalid' });
    expect(body.detail).toContain(`${place}: `);
    expect((await get(`/${name}`)).body.size).toBe(3);
  });

  it.each<[string, string, unknown]>([
    ['PUT', 'drivers', { members: 'all' }],
    ['PUT', 'drivers', { members: [1] }],
    ['PUT', 'drivers', {}],
    ['PUT', 'drivers', { members: [], more: 1 }],
    ['PUT', 'Drivers', { members: [] }],
    ['PUT', 'acme%2Fdrivers', { members: [] }],
    ['PATCH', 'drivers', {}],
    ['PATCH', 'drivers', { add: [DRIVERS[0]], remove: ['13800138101'] }],
  ])('%s %s with %j is refused', async (method, name, body) => {
    expect((await platform.ask(method, `/v1/groups/${name}`, { body })).body).toMatchObject({
      status: 400,
      code: 'input-invalid',
    });
  });

  it('have at most 10,000 members', async () => {
    const name = newName();
    const many = Array.from({ length: 10_001 }, (_, at) => `+86139${String(at).padStart(8, '0')}`);
    expect((await put(name, many)).status).toBe(400);
    expect((await put(name, many.slice(0, 10_000))).body).toEqual({ group: name, size: 10_000 });
    expect((await patch(name, { add: [many[10_000]] })).body).toMatchObject({
      status: 409,
      code: 'group-too-large',
    });
    const swapped = await patch(name, { add: [many[10_000]], remove: [many[0]] });
    expect(swapped.body).toMatchObject({ size: 10_000 });
  });

  it('that are not there are neither changed nor deleted', async () => {
    expect((await patch('nowhere', { add: DRIVERS })).body.code).toBe('group-unknown');
    expect((await platform.ask('DELETE', '/v1/groups/nowhere')).body.code).toBe('group-unknown');
  });

  it('are listed by pages, each tenant its own', async () => {
    const key = await platform.key('acme');
    for (const name of ['one', 'two', 'three']) await put(name, DRIVERS, { key });
    const first = (await get('?limit=2', { key })).body;
    expect(first.groups).toEqual([
      { group: 'one', size: 3 },
      { group: 'three', size: 3 },
    ]);
    const rest = (await get(`?limit=2&cursor=${first.nextCursor}`, { key })).body;
    expect(rest).toEqual({ groups: [{ group: 'two', size: 3 }], nextCursor: null });
    const own = (await get('?limit=1000')).body.groups.map(({ group }: { group: string }) => group);
    expect(own).not.toContain('one');
    expect(own.some((group: string) => group.includes('/'))).toBe(false);
    expect((await get('/one')).body.code).toBe('group-unknown');
    expect((await platform.ask('DELETE', '/v1/groups/one')).body.code).toBe('group-unknown');
    const body = { a: A, mode: 'axg', group: 'one' };
    expect((await platform.ask('POST', '/v1/bindings', { body })).body.code).toBe('group-unknown');
    expect((await platform.ask('POST', '/v1/bindings', { key, body })).body).toMatchObject({ group: 'one' });
  });

  it('are changed by keys with the scope bind only', async () => {
    const key = await platform.key('default', ['read']);
    expect((await put(newName(), [], { key })).status).toBe(403);
  });
});
