import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Platform } from './platform.ts';

const C = '+8613800138009';

let parties = 0;
const newParty = (): string => {
  parties += 1;
  return `+86139001${String(parties).padStart(5, '0')}`;
};

describe('a callee for a while', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000000', '+8617000000099');
    await platform.tenant('acme');
  });

  afterAll(() => platform.stop());

  async function bound(wish: object = { mode: 'ax' }) {
    const a = newParty();
    return { a, ...(await platform.ask('POST', '/v1/bindings', { body: { a, ...wish } })).body, real: a };
  }
  const set = (id: number, body: object, key?: string) =>
    platform.ask('PUT', `/v1/bindings/${id}/temporary-callee`, {
      body,
      ...(key === undefined ? {} : { key }),
    });
  const route = async (caller: string, x: string) =>
    (await platform.ask('POST', '/v1/routes:explain?reveal=true', { body: { caller, x } })).body;

  it('is whom A reaches until its end, and nobody afterwards', async () => {
    const { id, x, real } = await bound();
    expect(await route(real, x)).toMatchObject({ reason: 'nobody-to-return-to' });
    const { status, body } = await set(id, { callee: C, expiresInSeconds: 60 });
    expect(status).toBe(200);
    const expiresAt = new Date(platform.clock.now() + 60_000).toISOString();
    expect(body).toEqual({ binding: id, callee: '+861****8009', expiresAt });
    expect(await route(real, x)).toMatchObject({ decision: 'connect', callee: C });
    platform.clock.advance(59_999);
    expect(await route(real, x)).toMatchObject({ callee: C });
    platform.clock.advance(1);
    expect(await route(real, x)).toMatchObject({ reason: 'nobody-to-return-to' });
  });

  it('goes before the one that the binding names, is replaced, and ends on request', async () => {
    const { id, x, real } = await bound({ mode: 'ax', b: '+8613800138001' });
    const expiresAt = new Date(platform.clock.now() + 60_000).toISOString();
    await set(id, { callee: '+8613800138002', expiresAt });
    expect(await route(real, x)).toMatchObject({ callee: '+8613800138002' });
    await set(id, { callee: C, expiresAt });
    expect(await route(real, x)).toMatchObject({ callee: C });
    const clear = () => platform.ask('DELETE', `/v1/bindings/${id}/temporary-callee`);
    expect((await clear()).status).toBe(204);
    expect((await clear()).status).toBe(204);
    expect(await route(real, x)).toMatchObject({ callee: '+8613800138001' });
  });

  it.each<[object, number, string]>([
    [{ callee: C }, 400, 'input-invalid'],
    [{ callee: C, expiresInSeconds: 5, expiresAt: '2099-01-01T00:00:00Z' }, 400, 'input-invalid'],
    [{ callee: C, expiresAt: '2001-01-01T00:00:00Z' }, 400, 'input-invalid'],
    [{ callee: C, expiresAt: null }, 400, 'input-invalid'],
    [{ callee: C, expiresInSeconds: 0 }, 400, 'input-invalid'],
    [{ callee: '12', expiresInSeconds: 5 }, 400, 'number-invalid'],
    [{ expiresInSeconds: 5 }, 400, 'input-invalid'],
  ])('%j is refused as %i %s', async (body, status, code) => {
    const { id } = await bound();
    expect((await set(id, body)).body).toMatchObject({ status, code });
  });

  it('cannot be A, nor of a binding that has no such thing, is over, or belongs to others', async () => {
    const { id, real } = await bound();
    const body = { callee: C, expiresInSeconds: 5 };
    expect((await set(id, { ...body, callee: real })).body).toMatchObject({
      status: 422,
      code: 'same-party',
    });
    const pair = await bound({ b: newParty() });
    expect((await set(pair.id, body)).body).toMatchObject({ status: 422, code: 'mode-unfit' });
    expect((await set(id, body, await platform.key('acme'))).body).toMatchObject({
      status: 404,
      code: 'binding-not-found',
    });
    await platform.ask('DELETE', `/v1/bindings/${id}`);
    expect((await set(id, body)).body).toMatchObject({ status: 409, code: 'binding-ended' });
    expect((await set(424_242, body)).body.code).toBe('binding-not-found');
  });
});
