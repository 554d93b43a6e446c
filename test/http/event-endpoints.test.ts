import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import { incoming } from '../domain/event/given.ts';
import { expectStatus, Platform } from './platform.ts';

const URL_TEXT = 'https://example.com/events?shop=1';

describe('endpoints of events over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
  });
  afterEach(() => platform.stop());

  const ask = (method: string, path = '', body?: unknown, key?: string) =>
    platform.ask(method, `/v1/event-endpoints${path}`, {
      ...(body === undefined ? {} : { body }),
      ...(key === undefined ? {} : { key }),
    });

  async function made(body: object = {}, key?: string): Promise<string> {
    return expectStatus(await ask('POST', '', { url: URL_TEXT, ...body }, key), 201).body.id;
  }

  const actions = async (): Promise<readonly string[]> =>
    (await platform.ask('GET', '/v1/audit?limit=1000')).body.entries.map(
      ({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`,
    );

  it('are made with a secret that is shown once, and get the events from then on', async () => {
    await platform.events.add([incoming()]);
    const headers = { 'idempotency-key': 'one' };
    const body = { url: URL_TEXT, label: 'shop', types: ['call.*', 'call.*'] };
    const first = await platform.ask('POST', '/v1/event-endpoints', { headers, body });
    expect(first).toMatchObject({
      status: 201,
      body: {
        url: URL_TEXT,
        label: 'shop',
        types: ['call.*'],
        showNumbers: false,
        enabled: true,
        position: 1,
        waiting: 0,
        deadLetters: 0,
        secret: expect.stringMatching(/^whsec_/),
      },
    });
    const again = await platform.ask('POST', '/v1/event-endpoints', { headers, body });
    expect(again.body).toEqual({ ...first.body, secret: null });
    const { secret: _, ...view } = first.body;
    expect((await ask('GET')).body.eventEndpoints).toEqual([view]);
    expect((await ask('GET', `/${view.id}`)).body).toEqual(view);
    await platform.events.add([incoming()]);
    expect((await ask('GET', `/${view.id}`)).body.waiting).toBe(1);
  });

  it('are changed, disabled, enabled and removed, and all of it is written down', async () => {
    const id = await made();
    const changed = await ask('PATCH', `/${id}`, { enabled: false, types: ['pool.low'] });
    expect(changed.body).toMatchObject({
      enabled: false,
      disabledBecause: 'owner',
      types: ['pool.low'],
      url: URL_TEXT,
    });
    expect((await ask('PATCH', `/${id}`, { enabled: true })).body).toMatchObject({ disabledBecause: null });
    expect((await ask('PATCH', `/${id}`, {})).status).toBe(400);
    expect((await ask('DELETE', `/${id}`)).status).toBe(204);
    expect((await ask('GET', `/${id}`)).body.code).toBe('endpoint-not-found');
    expect((await actions()).slice(-4)).toEqual([
      `event-endpoint.create event-endpoint ${id}`,
      `event-endpoint.change event-endpoint ${id}`,
      `event-endpoint.change event-endpoint ${id}`,
      `event-endpoint.remove event-endpoint ${id}`,
    ]);
  });

  it('get a new secret, and tell until when the one before signs as well', async () => {
    const id = await made();
    const first = await ask('POST', `/${id}/secret:rotate`);
    const second = await ask('POST', `/${id}/secret:rotate`);
    expect(first.body.secret).toMatch(/^whsec_/);
    expect(second.body.secret).not.toBe(first.body.secret);
    expect(Date.parse(second.body.formerSecretUntil)).toBe(platform.clock.now() + 86_400_000);
  });

  it('show real numbers only when a key made them so that may see them', async () => {
    const key = await platform.key('default', ['admin']);
    expect((await ask('POST', '', { url: URL_TEXT, showNumbers: true }, key)).status).toBe(403);
    const masked = await made({}, key);
    expect((await ask('PATCH', `/${masked}`, { showNumbers: true }, key)).status).toBe(403);
    const shown = await made({ showNumbers: true });
    expect((await ask('PATCH', `/${shown}`, { url: 'https://other.example/' }, key)).status).toBe(403);
    expect((await ask('PATCH', `/${shown}`, { enabled: true }, key)).status).toBe(403);
    expect((await ask('PATCH', `/${shown}`, { label: 'x' }, key)).status).toBe(200);
    expect((await ask('PATCH', `/${shown}`, { showNumbers: false, url: URL_TEXT }, key)).status).toBe(200);
    expect(await actions()).toContain(`event-endpoint.create reveal event-endpoint ${shown}`);
  });

  it.each([
    [{ url: 'ftp://example.com/' }],
    [{ url: 'https://user@example.com/' }],
    [{ url: 'nothing' }],
    [{ types: ['call'] }],
    [{ types: ['call.unheard'] }],
    [{ label: 'two\nlines' }],
    [{ further: 1 }],
  ])('are refused with %j', async (wrong) => {
    expect((await ask('POST', '', { url: URL_TEXT, ...wrong })).status).toBe(400);
    expect((await ask('GET')).body.eventEndpoints).toEqual([]);
  });

  it('are so many for a tenant and no more', async () => {
    for (let count = 0; count < 20; count += 1) await made();
    expect((await ask('POST', '', { url: URL_TEXT })).body.code).toBe('too-many-endpoints');
    await made({}, await platform.key('acme'));
  });

  it('of another tenant are as those that nobody has, and the operator acts for any', async () => {
    const id = await made();
    const key = await platform.key('acme');
    expect((await ask('GET', '', undefined, key)).body.eventEndpoints).toEqual([]);
    const attempts: readonly (readonly [string, string, unknown?])[] = [
      ['GET', ''],
      ['PATCH', '', { enabled: false }],
      ['DELETE', ''],
      ['POST', '/secret:rotate'],
      ['GET', '/dead-letters'],
      ['POST', '/dead-letters:redeliver', { number: 1 }],
      ['POST', '/events:replay', { after: 0 }],
    ];
    for (const [method, path, body] of attempts)
      expect((await ask(method, `/${id}${path}`, body, key)).body.code, `${method} ${path}`).toBe(
        'endpoint-not-found',
      );
    const headers = { 'axbridge-tenant': 'acme' };
    const body = { url: URL_TEXT };
    const own = expectStatus(await platform.ask('POST', '/v1/event-endpoints', { headers, body }), 201).body
      .id;
    expect((await ask('GET', `/${own}`, undefined, key)).status).toBe(200);
    for (const scopes of [['read'], ['bind', 'call', 'reveal']] as const)
      expect((await ask('GET', '', undefined, await platform.key('default', scopes))).status).toBe(403);
  });

  it('list what was given up, by pages, and have it delivered again', async () => {
    const id = await made();
    const at = Date.UTC(2026, 0, 31);
    const rest = { lane: 'call 1', happenedAt: at, firstAt: at, attempts: 9, because: 'status 500' };
    const dead = [1, 2, 3].map((number) => ({ ...rest, number, deadAt: at + number * 1000 }));
    await platform.access.endpoints.keepProgress([{ endpoint: id, position: 3, open: [], dead, done: [] }]);
    const page = (await ask('GET', `/${id}/dead-letters?limit=2`)).body;
    expect(page.deadLetters).toMatchObject([
      {
        number: 1,
        event: 'default_1',
        attempts: 9,
        because: 'status 500',
        deadAt: '2026-01-31T00:00:01.000Z',
      },
      { number: 2 },
    ]);
    expect((await ask('GET', `/${id}/dead-letters?cursor=${page.nextCursor}`)).body).toMatchObject({
      deadLetters: [{ number: 3 }],
      nextCursor: null,
    });
    const redeliver = (body: unknown) => ask('POST', `/${id}/dead-letters:redeliver`, body);
    expect((await redeliver({ number: 2 })).body).toEqual({ redelivered: 1 });
    expect((await redeliver({ since: '2026-01-31T00:00:03Z' })).body).toEqual({ redelivered: 1 });
    expect((await ask('GET', `/${id}/dead-letters`)).body.deadLetters).toMatchObject([{ number: 1 }]);
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ waiting: 2, deadLetters: 1 });
    for (const wrong of [{}, { number: 1, since: '2026-01-31T00:00:03Z' }, { number: 0 }])
      expect((await redeliver(wrong)).status).toBe(400);
  });

  it('go back to a number that is kept, and to no other', async () => {
    const key = await platform.key('acme');
    const id = await made({}, key);
    await platform.events.add(
      Array.from({ length: 3 }, () => ({ ...incoming(), tenant: 'acme' as TenantId })),
    );
    const replay = (after: number) => ask('POST', `/${id}/events:replay`, { after }, key);
    expect((await replay(0)).status).toBe(204);
    expect(platform.access.endpoints.wantedPosition(id)).toBe(0);
    expect((await replay(3)).status).toBe(204);
    expect((await replay(4)).body.code).toBe('events-not-kept');
  });
});
