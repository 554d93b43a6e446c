import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, Platform } from './platform.ts';

const FIRST = '+8617000000001';
const LAST = '+8617000000010';

describe('pools over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', FIRST, LAST);
  });

  afterEach(() => platform.stop());

  const ask = (method: string, path: string, body?: object, more: Ask = {}) =>
    platform.ask(method, `/v1/pools${path}`, { ...(body === undefined ? {} : { body }), ...more });

  it('are created empty, with their policy', async () => {
    const policy = { coolDownSeconds: 60, sticky: true, language: 'en' };
    const made = await ask('POST', '', { pool: 'new', ...policy });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      pool: 'new',
      ranges: [],
      numbers: 0,
      lockedNumbers: 0,
      liveBindings: 0,
      busiestPartyPeers: 0,
      busiestPartyHolds: 0,
      headroom: 0,
      low: false,
      lowWaterPercent: 10,
      areaFallback: [],
      calls: {},
      routeWebhook: null,
      ...policy,
    });
    expect((await ask('POST', '', { pool: 'new' })).body).toMatchObject({ status: 409, code: 'pool-exists' });
  });

  it.each([
    [{ pool: 'A' }],
    [{ pool: 'a/b' }],
    [{ pool: '' }],
    [{ pool: 'a'.repeat(65) }],
    [{}],
    [{ pool: 'new', coolDownSeconds: -1 }],
    [{ pool: 'new', language: 'fr' }],
    [{ pool: 'new', refusals: { 'no-binding': { prompt: 'nonsense', cause: 'USER_BUSY' } } }],
    [{ pool: 'new', refusals: { 'no-binding': { prompt: null, cause: 'NONSENSE' } } }],
    [{ pool: 'new', range: '1-2' }],
    [{ pool: 'new', areaFallback: '10' }],
    [{ pool: 'new', areaFallback: ['10', 'x'] }],
    [{ pool: 'new', areaFallback: ['10', '10'] }],
    [{ pool: 'new', areaFallback: Array.from({ length: 17 }, (_, n) => String(n)) }],
  ])('are not created from %j', async (body) => {
    expect((await ask('POST', '', body)).body).toMatchObject({ status: 400, code: 'input-invalid' });
    expect((await ask('GET', '')).body.pools).toHaveLength(1);
  });

  it('tell of each of their numbers', async () => {
    const number = (x: string) => platform.ask('GET', `/v1/numbers/${encodeURIComponent(x)}`);
    const idle = { x: FIRST, pool: 'city', areaCode: null, locked: false, liveBindings: 0, modes: [] };
    expect((await number(FIRST)).body).toEqual(idle);
    for (const n of [0, 2])
      await platform.ask('POST', '/v1/bindings', {
        body: {
          a: `+861380013800${n}`,
          b: `+861380013800${n + 1}`,
          x: FIRST,
          mode: n === 0 ? 'reverse' : 'two-way',
        },
      });
    await ask('PATCH', '/city/numbers', { first: FIRST, locked: true });
    const busy = { ...idle, locked: true, liveBindings: 2, modes: ['two-way', 'reverse'] };
    for (const written of [FIRST, FIRST.slice(1)]) expect((await number(written)).body).toEqual(busy);
    expect((await number('+8617000000011')).body).toMatchObject({ status: 404, code: 'number-not-found' });
    expect((await number('rubbish')).body).toMatchObject({ status: 400, code: 'privacy-number-invalid' });
  });

  it('show their usage', async () => {
    const pair = { a: '+8613800138000', b: '+8613800138001' };
    await platform.ask('POST', '/v1/bindings', { body: pair });
    await platform.ask('POST', '/v1/bindings', { body: { ...pair, b: '+8613800138002' } });
    const one = (await ask('GET', '/city')).body;
    expect(one).toMatchObject({ pool: 'city', numbers: 10, liveBindings: 2, busiestPartyPeers: 2 });
    expect((await ask('GET', '')).body.pools).toEqual([one]);
    expect((await ask('GET', '/nowhere')).body).toMatchObject({ status: 404, code: 'pool-unknown' });
  });

  it('are low while the busiest party can get less than the low-water mark', async () => {
    const pair = (n: number) => ({ a: '+8613800138000', b: `+861380013810${n}` });
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) await platform.ask('POST', '/v1/bindings', { body: pair(n) });
    const seen = async () => {
      const { headroom, low, lowWaterPercent } = (await ask('GET', '/city')).body;
      return { headroom, low, lowWaterPercent };
    };
    expect(await seen()).toEqual({ headroom: 2, low: false, lowWaterPercent: 10 });
    const changed = await ask('PATCH', '/city', { lowWaterPercent: 21 });
    expect(changed.body).toMatchObject({ headroom: 2, low: true, lowWaterPercent: 21 });
    await ask('PATCH', '/city', { lowWaterPercent: 20 });
    expect(await seen()).toMatchObject({ low: false });
    for (const n of [8, 9]) await platform.ask('POST', '/v1/bindings', { body: pair(n) });
    expect(await seen()).toMatchObject({ headroom: 0, low: true });
    await ask('PATCH', '/city', { lowWaterPercent: null });
    expect(await seen()).toEqual({ headroom: 0, low: false, lowWaterPercent: null });
    for (const lowWaterPercent of [-1, 101, 1.5, '10'])
      expect((await ask('PATCH', '/city', { lowWaterPercent })).status).toBe(400);
  });

  it('change what is named and keep the rest', async () => {
    expect((await ask('PATCH', '/city', { sticky: true })).body).toMatchObject({
      sticky: true,
      coolDownSeconds: 0,
    });
    expect((await ask('PATCH', '/city', { coolDownSeconds: 5 })).body).toMatchObject({
      sticky: true,
      coolDownSeconds: 5,
      numbers: 10,
    });
    expect((await ask('PATCH', '/city', {})).status).toBe(400);
    expect((await ask('PATCH', '/nowhere', { sticky: true })).status).toBe(404);
  });

  it('get numbers that nobody has', async () => {
    const more = { first: '+8617000000011', last: '+8617000000012', areaCode: '10' };
    expect((await ask('POST', '/city/numbers', more)).body).toMatchObject({ numbers: 12 });
    const overlapping = await ask('POST', '/city/numbers', { first: LAST });
    expect(overlapping.body).toMatchObject({ status: 409, code: 'range-overlaps' });
    expect((await ask('POST', '/nowhere/numbers', { first: '95000001' })).status).toBe(404);
    for (const range of [{ first: '9', last: '1' }, { first: 'x' }, { first: LAST, last: FIRST }, {}])
      expect((await ask('POST', '/city/numbers', range)).status).toBe(400);
  });

  it('fall back across areas in the order that they are given, or that a bind gives', async () => {
    for (const [n, areaCode] of ['10', '21', '755'].entries())
      await ask('POST', '/city/numbers', { first: `+861700000010${n}`, areaCode });
    const changed = await ask('PATCH', '/city', { areaFallback: ['755', '21'] });
    expect(changed.body).toMatchObject({ areaFallback: ['755', '21'] });
    expect((await ask('PATCH', '/city', { sticky: true })).body).toMatchObject({
      areaFallback: ['755', '21'],
    });
    let peer = 0;
    const bind = async (a: number, body: object = {}) => {
      peer += 1;
      const pair = { a: `+861380013800${a}`, b: `+861380013810${peer}` };
      const { body: answer } = await platform.ask('POST', '/v1/bindings', {
        body: { ...pair, areaCode: '10', ...body },
      });
      return answer.x ?? answer.code;
    };
    const [home, near, far] = ['+8617000000100', '+8617000000101', '+8617000000102'];
    expect([await bind(0), await bind(0), await bind(0), await bind(0)]).toEqual([
      home,
      far,
      near,
      'pool-exhausted',
    ]);
    expect([await bind(1), await bind(1, { areaFallback: ['21'] })]).toEqual([home, near]);
    expect([await bind(2), await bind(2, { areaFallback: [] })]).toEqual([home, 'pool-exhausted']);
    expect(await bind(3, { areaCode: undefined, areaFallback: ['21'] })).toBe('input-invalid');
    expect((await ask('PATCH', '/city', { areaFallback: [] })).body).toMatchObject({ areaFallback: [] });
  });

  it('lock and unlock numbers', async () => {
    const lock = (body: object) => ask('PATCH', '/city/numbers', body);
    expect((await lock({ first: FIRST, locked: true })).body.lockedNumbers).toBe(1);
    expect((await lock({ locked: true })).body.lockedNumbers).toBe(10);
    expect((await lock({ first: FIRST, last: LAST, locked: false })).body.lockedNumbers).toBe(0);
    expect((await lock({ first: '95000001', locked: true })).body.code).toBe('range-not-in-pool');
    expect((await lock({ last: LAST, locked: true })).status).toBe(400);
    expect((await lock({ first: FIRST })).status).toBe(400);
  });

  it('lose numbers and go away when nothing holds them', async () => {
    const remove = (first: string) => ask('DELETE', `/city/numbers?first=${encodeURIComponent(first)}`);
    expect((await remove(FIRST)).status).toBe(204);
    expect((await remove(FIRST)).body.code).toBe('range-not-in-pool');
    expect((await ask('GET', '/city')).body.numbers).toBe(9);
    expect((await ask('DELETE', '/city/numbers')).status).toBe(400);
    const pair = { a: '+8613800138000', b: '+8613800138001' };
    const { id } = (await platform.ask('POST', '/v1/bindings', { body: pair })).body;
    expect((await ask('DELETE', '/city')).body).toMatchObject({ status: 409, code: 'range-in-use' });
    await platform.ask('DELETE', `/v1/bindings/${id}`);
    platform.clock.advance(1);
    expect((await ask('DELETE', '/city')).status).toBe(204);
    expect((await ask('DELETE', '/city')).status).toBe(404);
  });

  it('leave a line before and after each change in the audit log, refused ones too', async () => {
    await ask('PATCH', '/city', { sticky: true });
    await ask('POST', '/city/numbers', { first: FIRST });
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.slice(-4)).toMatchObject([
      { action: 'pool.change', subject: 'pool city: sticky', outcome: 'begun' },
      { action: 'pool.change', subject: 'pool city: sticky', outcome: 'done' },
      { action: 'numbers.add', subject: `pool city: ${FIRST}`, outcome: 'begun' },
      { action: 'numbers.add', outcome: 'range-overlaps' },
    ]);
  });
});
