import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, Platform } from './platform.ts';

const URL_ONE = 'https://example.com/route';

describe('webhooks of pools over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000001', '+8617000000010');
  });

  afterEach(() => platform.stop());

  const ask = (method: string, path: string, more: Ask = {}) =>
    platform.ask(method, `/v1/pools/city${path}`, more);

  it('are set, changed and removed; the secret is shown once', async () => {
    const set = await ask('PUT', '/route-webhook', { body: { url: URL_ONE } });
    expect(set).toMatchObject({
      status: 200,
      body: {
        pool: 'city',
        url: URL_ONE,
        deadlineMilliseconds: 300,
        secret: expect.stringMatching(/^whsec_/),
      },
    });
    const changed = await ask('PUT', '/route-webhook', { body: { url: URL_ONE, deadlineMilliseconds: 500 } });
    expect(changed.body).toEqual({ pool: 'city', url: URL_ONE, deadlineMilliseconds: 500, secret: null });
    const pool = await ask('GET', '');
    expect(pool.body.routeWebhook).toEqual({ url: URL_ONE, deadlineMilliseconds: 500 });
    expect(JSON.stringify(pool.body)).not.toContain('whsec');
    expect((await ask('DELETE', '/route-webhook')).status).toBe(204);
    expect((await ask('DELETE', '/route-webhook')).status).toBe(204);
    expect((await ask('GET', '')).body.routeWebhook).toBeNull();
  });

  it('get a new secret, which a repeated request does not show again', async () => {
    expect((await ask('POST', '/route-webhook:rotate')).body).toMatchObject({
      status: 404,
      code: 'webhook-unknown',
    });
    const first = (await ask('PUT', '/route-webhook', { body: { url: URL_ONE } })).body.secret;
    const headers = { 'idempotency-key': 'once' };
    const rotated = await ask('POST', '/route-webhook:rotate', { headers });
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(first);
    const again = await ask('POST', '/route-webhook:rotate', { headers });
    expect(again.body).toEqual({ ...rotated.body, secret: null });
  });

  it.each([
    [{}],
    [{ url: 7 }],
    [{ url: 'http://example.com/' }],
    [{ url: 'https://user@example.com/' }],
    [{ url: '/route' }],
    [{ url: URL_ONE, deadlineMilliseconds: 49 }],
    [{ url: URL_ONE, deadlineMilliseconds: 2_001 }],
    [{ url: URL_ONE, secret: 'whsec_AAAA' }],
  ])('are not %j', async (body) => {
    expect((await ask('PUT', '/route-webhook', { body })).status).toBe(400);
    expect((await ask('GET', '')).body.routeWebhook).toBeNull();
  });

  it('need a key for administration, and leave lines in the audit log without the secret', async () => {
    const key = await platform.key('default', ['read', 'bind', 'call']);
    expect((await ask('PUT', '/route-webhook', { key, body: { url: URL_ONE } })).status).toBe(403);
    await ask('PUT', '/route-webhook', { body: { url: URL_ONE } });
    await ask('POST', '/route-webhook:rotate');
    await ask('DELETE', '/route-webhook');
    const audit = (await platform.ask('GET', '/v1/audit')).body.entries;
    const done = audit.filter((entry: { outcome: string }) => entry.outcome === 'done');
    expect(done.map((entry: { action: string }) => entry.action)).toEqual(
      expect.arrayContaining(['webhook.set', 'webhook.rotate', 'webhook.remove']),
    );
    expect(JSON.stringify(audit)).not.toContain('whsec');
  });

  it('are asked first, says the explanation of a route', async () => {
    await ask('PUT', '/route-webhook', { body: { url: URL_ONE } });
    const body = { caller: '+8613800138000', x: '+8617000000001' };
    const { explanation, decision } = (await platform.ask('POST', '/v1/routes:explain', { body })).body;
    expect(explanation).toContain('the webhook of the pool is asked first');
    expect(decision).toBe('refuse');
    expect(platform.hook.questions).toEqual([]);
  });
});
