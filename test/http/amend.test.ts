import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Ask, Platform } from './platform.ts';

/** Every test takes parties of its own. */
let parties = 0;
function party(): string {
  parties += 1;
  return `+86139002${String(parties).padStart(5, '0')}`;
}

describe('a live binding over HTTP', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000000', '+8617000000099');
    await platform.ask('PATCH', '/v1/pools/city', { body: { coolDownSeconds: 3600 } });
  });

  afterAll(() => platform.stop());

  async function bound(body: object = {}) {
    const [a, b] = [party(), party()];
    const { id, x } = (await platform.ask('POST', '/v1/bindings', { body: { a, b, ...body } })).body;
    const change = (wish: object, ask: Ask = {}): Promise<Answer> =>
      platform.ask('PATCH', `/v1/bindings/${id}`, { body: wish, ...ask });
    const reached = async (caller: string): Promise<string> => {
      const asked = { body: { caller, x } };
      const { body: told } = await platform.ask('POST', '/v1/routes:explain?reveal=true', asked);
      return told.callee ?? told.reason;
    };
    return { id, x, a, b, change, reached };
  }

  it('gets another party, masked like all numbers, and keeps its number', async () => {
    const { id, x, a, b, change, reached } = await bound({ reference: 'order' });
    const c = party();
    const { status, body } = await change({ b: c });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, x, b: `+861****${c.slice(-4)}`, reference: 'order', state: 'live' });
    expect([await reached(a), await reached(c), await reached(b)]).toEqual([c, a, 'binding-cooling']);
    expect((await change({ b: c })).body).toEqual(body);
    const d = party();
    await change({ a: d, b: c });
    expect([await reached(d), await reached(a)]).toEqual([c, 'binding-cooling']);
  });

  it('gets another direction, other terms and other data of the platform, and keeps the rest', async () => {
    const { a, b, change, reached } = await bound({ userData: { n: 1 }, afterCallSeconds: 60 });
    expect((await change({ mode: 'a-to-b' })).body).toMatchObject({ mode: 'a-to-b', userData: { n: 1 } });
    expect([await reached(a), await reached(b)]).toEqual([b, 'wrong-direction']);
    const changed = await change({ userData: [2], expiresAt: null });
    expect(changed.body).toMatchObject({ userData: [2], expiresAt: null, afterCallSeconds: 60 });
    expect((await change({ userData: null })).body).toMatchObject({ userData: null, mode: 'a-to-b' });
  });

  it('is left as it is, all of it, when a part of the change is refused', async () => {
    const { id, a, b, change, reached } = await bound();
    const other = await bound();
    const free = party();
    const before = (await platform.ask('GET', `/v1/bindings/${id}`)).body;
    const taken = await platform.ask('POST', '/v1/bindings', {
      body: { a: other.a, b: free, x: before.x },
    });
    expect(taken.status).toBe(201);
    for (const [wish, status, code] of [
      [{ a: party(), b: other.a, expiresAt: null }, 409, 'number-taken'],
      [{ b: a, reference: 'new' }, 422, 'same-party'],
      [{ b: null }, 422, 'mode-unfit'],
      [{ b: '12', userData: 1 }, 400, 'number-invalid'],
      [{ mode: 'ax' }, 400, 'input-invalid'],
      [{ x: '+8617000000001' }, 400, 'input-invalid'],
      [{ expiresAt: '2001-01-01T00:00:00Z', a: party() }, 400, 'input-invalid'],
      [{ userData: 'x'.repeat(2048) }, 400, 'input-invalid'],
      [{}, 400, 'input-invalid'],
    ] as const) {
      const answer = await change(wish);
      expect(answer.body).toMatchObject({ status, code });
      expect(JSON.stringify(answer.body)).not.toMatch(/139002/);
    }
    expect((await platform.ask('GET', `/v1/bindings/${id}`)).body).toEqual(before);
    expect([await reached(a), await reached(b)]).toEqual([b, a]);
  });

  it('is changed by keys with the scope bind only, and each change is written down without numbers', async () => {
    const { id, change } = await bound();
    const key = await platform.key('default', ['read', 'call']);
    expect((await change({ b: party() }, { key })).body).toMatchObject({ status: 403, code: 'forbidden' });
    await change({ b: party(), expiresAt: null });
    await platform.ask('DELETE', `/v1/bindings/${id}`);
    expect((await change({ a: party() })).body.code).toBe('binding-ended');
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    const mine = entries.filter(({ subject }: { subject: string }) => subject.startsWith(`binding ${id}:`));
    expect(mine.map(({ subject, outcome }: Record<string, string>) => [subject, outcome])).toEqual([
      [`binding ${id}: b expiresAt`, 'begun'],
      [`binding ${id}: b expiresAt`, 'done'],
      [`binding ${id}: a`, 'begun'],
      [`binding ${id}: a`, 'binding-ended'],
    ]);
  });
});
