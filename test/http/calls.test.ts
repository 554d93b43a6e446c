import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, Platform } from './platform.ts';

const A = '+8613800138000';
const B = '+8613800138001';

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

describe('calls over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000001', '+8617000000010');
  });

  afterEach(() => platform.stop());

  const callback = (body: object = {}) =>
    platform.ask('POST', '/v1/calls', { body: { a: A, b: B, ...body } });

  it('begin with A, on a binding by which B can call back', async () => {
    const { status, body } = await callback();
    expect(status).toBe(201);
    expect(body.binding).toMatchObject({ mode: 'reverse', existing: false, a: '+861****8000' });
    const [order] = platform.node.partyCalls;
    expect(order?.party.reveal()).toBe(A.slice(1));
    expect(order?.mark).toMatchObject({ call: body.call, flow: 'callback' });
    expect((await callback()).body.binding).toMatchObject({ id: body.binding.id, existing: true });
  });

  it('are listed while they live, masked unless revealed, by pages', async () => {
    const made: string[] = [];
    for (let at = 0; at < 3; at += 1) made.push((await callback({ b: `+861380013810${at}` })).body.call);
    const { body } = await platform.ask('GET', '/v1/calls');
    expect(body).toMatchObject({ nextCursor: null });
    expect(body.calls.map(({ call }: { call: string }) => call)).toEqual([...made].sort(byText));
    expect(body.calls[0]).toMatchObject({ flow: 'callback', stage: 'calling-party', caller: '+861****8000' });
    expect(body.calls[0]).not.toHaveProperty('node');
    const first = (await platform.ask('GET', '/v1/calls?limit=2')).body;
    expect(first.calls).toHaveLength(2);
    const rest = (await platform.ask('GET', `/v1/calls?limit=2&cursor=${first.nextCursor}`)).body;
    expect(rest).toMatchObject({ calls: [{ call: [...made].sort(byText)[2] }], nextCursor: null });
    const revealed = (await platform.ask('GET', '/v1/calls?reveal=true')).body;
    expect(revealed.calls[0].caller).toBe(A);
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.at(-1)).toMatchObject({
      action: 'reveal',
      subject: `call ${[...made].sort(byText).join(' ')}`,
    });
  });

  it('are hung up', async () => {
    platform.arrive('13800138000', '17000000001');
    const { call } = (await callback()).body;
    expect((await platform.ask('DELETE', `/v1/calls/${call}`)).status).toBe(204);
    expect(platform.node.hangUps.length + platform.node.partyCalls.length).toBeGreaterThan(1);
    expect((await platform.ask('DELETE', '/v1/calls/nonsense')).body.code).toBe('call-not-found');
  });

  it.each<[string, (platform: Platform) => void, number, string, string | null]>([
    ['no gateway', (one) => Object.assign(one, { gateways: [] }), 503, 'no-gateway', null],
    ['no switch', (one) => one.node.listener?.onLink({ state: 'connecting' }), 503, 'no-switch', '1'],
    ['a daemon that stops', (one) => Object.assign(one, { draining: true }), 503, 'draining', '1'],
  ])('are refused with %s, and nothing is dialled', async (_what, arrange, status, code, retryAfter) => {
    arrange(platform);
    const answer = await callback();
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(platform.node.partyCalls).toEqual([]);
  });

  describe('that show B the real number of A', () => {
    const allow = (realNumberDisplay: boolean, ask: Ask = {}) =>
      platform.ask('PATCH', '/v1/tenants/acme', { body: { realNumberDisplay }, ...ask });
    const asAcme = async (body: object) =>
      platform.ask('POST', '/v1/calls', { key: await platform.key('acme'), body: { a: A, b: B, ...body } });
    const answerA = (): void => {
      const order = platform.node.partyCalls.at(-1);
      if (order === undefined) throw new Error('nobody was called');
      const leg = order.attempts[0]?.leg ?? platform.leg();
      platform.tell({ kind: 'party-waiting', leg, at: platform.clock.now(), mark: order.mark });
    };
    const shownToB = () => {
      const shown = platform.node.connects.at(-1)?.shown;
      return typeof shown === 'string' ? shown : shown?.reveal();
    };

    beforeEach(() => platform.pool('acme', 'city', '+8617000000101', '+8617000000110'));

    it('are for tenants to whom the operator has allowed it', async () => {
      expect((await asAcme({ display: 'real-a' })).body).toMatchObject({
        status: 403,
        code: 'display-not-allowed',
      });
      expect(platform.node.partyCalls).toEqual([]);
      expect(
        (await platform.ask('GET', '/v1/bindings', { key: await platform.key('acme') })).body.bindings,
      ).toEqual([]);
      expect((await allow(true)).body).toMatchObject({ tenant: 'acme', realNumberDisplay: true });
      expect((await asAcme({ display: 'real-a' })).status).toBe(201);
      answerA();
      expect(shownToB()).toBe(A.slice(1));
      expect((await callback({ display: 'real-a' })).body.code).toBe('display-not-allowed');
      await allow(false);
      expect((await asAcme({ display: 'real-a' })).body.code).toBe('display-not-allowed');
    });

    it('are the exception: X is shown to who does not ask for it', async () => {
      await allow(true);
      for (const body of [{}, { display: 'x' }]) {
        const { x } = (await asAcme(body)).body.binding;
        answerA();
        expect(shownToB()).toBe(x);
      }
      expect((await asAcme({ display: 'real-b' })).status).toBe(400);
    });

    it('are not allowed to a tenant by itself, and each of them is written down', async () => {
      const key = await platform.key('acme');
      expect((await allow(true, { key })).body).toMatchObject({ status: 403, code: 'forbidden' });
      await asAcme({ display: 'real-a' });
      await allow(true);
      await asAcme({ display: 'real-a' });
      const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000', { key })).body;
      const told = entries.map(({ action, outcome }: Record<string, string>) => `${action} ${outcome}`);
      expect(told.slice(-5)).toEqual([
        'call.show-real-number begun',
        'call.show-real-number display-not-allowed',
        'tenant.allow-real-number-display done',
        'call.show-real-number begun',
        'call.show-real-number done',
      ]);
    });
  });

  it('are explained before they are made', async () => {
    const { x, id } = (await platform.ask('POST', '/v1/bindings', { body: { a: A, b: B } })).body;
    const explain = (body: object, query = '') =>
      platform.ask('POST', `/v1/routes:explain${query}`, { body: { caller: A, x, ...body } });
    expect((await explain({})).body).toMatchObject({
      decision: 'connect',
      x,
      pool: 'city',
      callee: '+861****8001',
      reason: null,
      prompt: null,
      binding: { id, afterCallSeconds: null },
    });
    expect((await explain({}, '?reveal=true')).body).toMatchObject({ caller: A, callee: B });
    expect((await explain({ caller: '13900139000' })).body).toMatchObject({
      decision: 'refuse',
      reason: 'no-binding',
      cause: 'UNALLOCATED_NUMBER',
    });
    expect((await explain({ caller: 'anonymous' })).body).toMatchObject({
      reason: 'caller-withheld',
      caller: null,
    });
    expect((await explain({ x: '95000001' })).body).toMatchObject({ reason: 'number-unknown', pool: null });
    expect((await explain({ x: 'rubbish' })).body).toMatchObject({ reason: 'number-malformed' });
    expect((await explain({ caller: undefined })).status).toBe(400);
  });

  it('are explained as they would have gone, at any instant that has been and is known', async () => {
    const began = platform.clock.now();
    const at = (ms: number) => new Date(began + ms).toISOString();
    const { x, id } = (await platform.ask('POST', '/v1/bindings', { body: { a: A, b: B } })).body;
    const explain = (body: object, key?: string) =>
      platform.ask('POST', '/v1/routes:explain', {
        body: { caller: A, x, ...body },
        ...(key === undefined ? {} : { key }),
      });
    platform.clock.advance(60_000);
    await platform.ask('PATCH', `/v1/bindings/${id}`, { body: { b: '+8613800138009' } });
    platform.clock.advance(60_000);
    expect((await explain({})).body).toMatchObject({
      at: at(120_000),
      uncertain: [],
      callee: '+861****8009',
    });
    expect((await explain({ at: at(59_999) })).body).toMatchObject({
      decision: 'connect',
      at: at(59_999),
      uncertain: ['pools'],
      callee: '+861****8001',
      binding: { id, b: '+861****8001', state: 'live', endedAt: null },
    });
    expect((await explain({ at: at(60_000) })).body).toMatchObject({ callee: '+861****8009' });
    expect((await explain({ at: at(60_000), caller: B })).body).toMatchObject({ reason: 'no-binding' });
    expect((await explain({ at: at(0), caller: B })).body).toMatchObject({ callee: '+861****8000' });
    expect((await explain({ at: at(-1) })).body).toMatchObject({ reason: 'no-binding' });
    const rival = await platform.key('rival');
    expect((await explain({ at: at(0) }, rival)).body).toMatchObject({
      reason: 'number-unknown',
      binding: null,
    });
    for (const wrong of [at(120_001), '2026-02-31T00:00:00Z', 'yesterday', 7])
      expect((await explain({ at: wrong })).status).toBe(400);
    await platform.store.purge(began + 90_000, platform.clock.now(), 10);
    expect((await explain({ at: at(89_999) })).body).toMatchObject({ status: 409, code: 'history-unknown' });
    expect((await explain({ at: at(90_000) })).status).toBe(200);
  });
});
