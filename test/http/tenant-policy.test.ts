import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Platform } from './platform.ts';

const [A, B] = ['+8613800138000', '+8613800138001'];
const X = '+8617000000001';

describe('the policy of a tenant over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('acme', 'city', X, X);
  });

  afterEach(() => platform.stop());

  const patch = (body: object, tenant = 'acme') =>
    platform.ask('PATCH', `/v1/tenants/${tenant}/policy`, { body });
  const explained = async () => {
    const key = await platform.key('acme');
    const { decision, reason, level, explanation } = (
      await platform.ask('POST', '/v1/routes:explain', { key, body: { caller: A, x: X } })
    ).body;
    return { decision, reason, level, explanation };
  };

  it('is changed part by part, shown, in force at once, and in the audit log of the tenant', async () => {
    expect((await platform.ask('GET', '/v1/tenants/acme/policy')).body).toEqual({
      tenant: 'acme',
      calls: {},
    });
    const key = await platform.key('acme');
    expect((await platform.ask('POST', '/v1/bindings', { key, body: { a: A, b: B } })).status).toBe(201);
    expect((await patch({ maxCallSeconds: 60, ringTimeoutSeconds: 20 })).status).toBe(200);
    const callers = { allow: null, deny: ['+86138*'], of: 'both' };
    const said = { maxCallSeconds: 60, callers };
    expect((await patch({ ringTimeoutSeconds: null, callers })).body).toEqual({
      tenant: 'acme',
      calls: said,
    });
    expect((await platform.ask('GET', '/v1/tenants/acme/policy')).body).toEqual({
      tenant: 'acme',
      calls: said,
    });
    expect(await explained()).toEqual({
      decision: 'refuse',
      reason: 'caller-blocked',
      level: 'tenant',
      explanation: 'a list of callers keeps this caller away: so says the policy of the tenant (binding 1)',
    });
    await patch({ callers: null });
    expect(await explained()).toMatchObject({ decision: 'connect', level: null });
    const { entries } = (await platform.ask('GET', '/v1/audit', { key })).body;
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: 'tenant.policy',
        subject: 'tenant acme',
        actor: 'operator',
        outcome: 'done',
      }),
    );
  });

  it.each([
    ['a PIN', { strangers: { withheld: 'pin', pins: { a: '1234' } } }],
    ['telephones', { alternates: { a: [B] } }],
    ['a number', { callers: { deny: [B] } }],
    ['a long beginning', { callers: { deny: ['+86138001*'] } }],
    ['no zone', { quietHours: { from: '22:00', to: '07:00', zone: 'Mars/Base' } }],
    ['an unknown part', { maxCalls: 3 }],
  ])('holds %s not', async (_name, body) => {
    const refused = await patch(body);
    expect([refused.status, JSON.stringify(refused.body).includes(B)]).toEqual([400, false]);
    expect((await platform.ask('GET', '/v1/tenants/acme/policy')).body.calls).toEqual({});
  });

  it("is the operator's: no tenant reads or writes one, and there is none of a tenant that is not there", async () => {
    const key = await platform.key('acme');
    for (const tenant of ['acme', 'default'])
      for (const [method, body] of [['GET'], ['PATCH', { maxCallSeconds: 1 }]] as const) {
        const ask = { key, ...(body === undefined ? {} : { body }) };
        expect((await platform.ask(method, `/v1/tenants/${tenant}/policy`, ask)).status).toBe(403);
      }
    expect((await patch({ maxCallSeconds: 1 }, 'nobody')).body).toMatchObject({ code: 'tenant-unknown' });
    expect((await platform.ask('GET', '/v1/tenants/nobody/policy')).body).toMatchObject({
      code: 'tenant-unknown',
    });
  });
});
