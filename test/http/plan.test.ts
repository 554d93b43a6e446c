import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import type { PoolPlan } from '../../src/ports/number-planner.ts';
import { expectStatus, Platform } from './platform.ts';

const A = '+8613800138000';
const PLAN = '/v1/pools/city/plan';

describe('the plan of a pool over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '+8617000000001', '+8617000000010');
  });

  afterEach(() => platform.stop());

  const bind = async (b: number, body: object = {}, pool = 'city') =>
    expectStatus(
      await platform.ask('POST', '/v1/bindings', { body: { a: A, b: `+861380013810${b}`, pool, ...body } }),
      201,
    );

  /** What a planner of the daemon's would do that takes its time, or cannot. */
  function plannerThatWaits() {
    const [asked, plan] = [Promise.withResolvers<void>(), Promise.withResolvers<PoolPlan>()];
    const planner = platform.planner;
    platform.planner = {
      plan: () => {
        asked.resolve();
        return plan.promise;
      },
    };
    const restore = (): void => {
      platform.planner = planner;
    };
    return { asked: asked.promise, ...plan, restore };
  }

  it('says how many numbers its busiest party needed, and names nobody', async () => {
    for (const b of [0, 1, 2]) await bind(b);
    const { status, body } = await platform.ask('GET', PLAN);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      coolDownSeconds: 0,
      refusalRate: 0,
      numbers: 3,
      areas: [
        {
          areaCode: null,
          numbers: 3,
          presentNumbers: 10,
          lowerBound: 3,
          numbersForStrangers: 0,
          binds: 3,
          parties: 4,
          peakBindings: 3,
          busiestParty: { holds: 3, live: 3, cooling: 0 },
          shorterCoolDowns: [],
        },
      ],
    });
    expect(body.areas[0].busiestParty.party).toMatch(/^#[0-9a-f]{8}$/);
    expect(body.areas[0].curve.at(-1)).toEqual({ numbers: 10, refused: 0, refusalRate: 0 });
    expect(JSON.stringify(body)).not.toContain('138001');
  });

  it('takes the refusal rate, the cool-down and the area that are asked for', async () => {
    await platform.ask('POST', '/v1/pools/city/numbers', {
      body: { first: '+8617000000100', areaCode: '10' },
    });
    for (const b of [0, 1]) {
      const { id } = (await bind(b)).body;
      platform.clock.advance(1000);
      await platform.ask('DELETE', `/v1/bindings/${id}`);
    }
    await bind(2, { areaCode: '10' });
    const plan = async (query: string) => (await platform.ask('GET', `${PLAN}?${query}`)).body;
    const areas = (body: { areas: object[] }) => body.areas.map((one) => ({ ...one }));
    expect(areas(await plan(''))).toMatchObject([
      { areaCode: null, binds: 2, numbers: 1 },
      { areaCode: '10', binds: 1, numbers: 1, presentNumbers: 1 },
    ]);
    expect(await plan('areaCode=10')).toMatchObject({ numbers: 1, areas: [{ areaCode: '10' }] });
    expect(await plan('areaCode=999')).toMatchObject({ numbers: 0, areas: [] });
    const cooled = await plan('coolDownSeconds=3600');
    expect(cooled).toMatchObject({ coolDownSeconds: 3600, numbers: 3 });
    expect(cooled.areas[0]).toMatchObject({
      busiestParty: { holds: 2, live: 1, cooling: 1 },
      shorterCoolDowns: [{ coolDownSeconds: 0, lowerBound: 1 }],
    });
    expect(await plan('coolDownSeconds=3600&refusalRate=0.5')).toMatchObject({
      refusalRate: 0.5,
      numbers: 2,
    });
    expect(await plan('refusalRate=1')).toMatchObject({ numbers: 0 });
  });

  it.each([
    'refusalRate=1.01',
    'refusalRate=-1',
    'refusalRate=half',
    'refusalRate=',
    'refusalRate=%20',
    'refusalRate=0x1',
    'refusalRate=0&refusalRate=1',
    'coolDownSeconds=-1',
    'coolDownSeconds=1.5',
    'coolDownSeconds=',
    'coolDownSeconds=1e300',
    'areaCode=',
    'areaCode=abc',
    'areaCode=123456789',
    'area=10',
  ])('is refused for %s', async (query) => {
    expect((await platform.ask('GET', `${PLAN}?${query}`)).body).toMatchObject({
      status: 400,
      code: 'input-invalid',
    });
  });

  it('is there for a pool that is there, and for who may read', async () => {
    expect((await platform.ask('GET', '/v1/pools/nowhere/plan')).body).toMatchObject({
      status: 404,
      code: 'pool-unknown',
    });
    const key = async (scope: 'read' | 'bind') =>
      (await platform.ask('GET', PLAN, { key: await platform.key('default', [scope]) })).status;
    expect([await key('read'), await key('bind')]).toEqual([200, 403]);
    expect((await platform.ask('GET', PLAN, { key: null })).status).toBe(401);
    expect((await platform.ask('GET', PLAN)).body).toMatchObject({ numbers: 0, areas: [] });
  });

  it('knows nothing of another tenant: its bindings, its pools, nor that a plan is being made of one', async () => {
    await platform.pool('acme', 'city', '+8617000000200', '+8617000000209');
    await platform.pool('acme', 'other', '+8617000000210', '+8617000000219');
    for (const b of [0, 1, 2]) await bind(b);
    const key = await platform.key('acme');
    expect((await platform.ask('GET', PLAN, { key })).body).toMatchObject({ numbers: 0, areas: [] });
    const { asked, resolve } = plannerThatWaits();
    const theirs = platform.ask('GET', '/v1/pools/other/plan', { key });
    await asked;
    const [one, invented] = [
      await platform.ask('GET', '/v1/pools/other/plan'),
      await platform.ask('GET', '/v1/pools/nowhere/plan'),
    ];
    expect(one.body).toMatchObject({ status: 404, code: 'pool-unknown' });
    expect({ ...invented.body, requestId: '', detail: '' }).toEqual({
      ...one.body,
      requestId: '',
      detail: '',
    });
    resolve({ coolDownMs: 0, areas: [] });
    expect((await theirs).status).toBe(200);
  });

  it('is made one at a time', async () => {
    const { asked, resolve, restore } = plannerThatWaits();
    const first = platform.ask('GET', PLAN);
    await asked;
    expect((await platform.ask('GET', PLAN)).body).toMatchObject({ status: 409, code: 'plan-running' });
    resolve({ coolDownMs: 0, areas: [] });
    expect((await first).status).toBe(200);
    restore();
    expect((await platform.ask('GET', PLAN)).status).toBe(200);
  });

  it('that cannot be made says why, and makes room for the next one', async () => {
    const { asked, reject, restore } = plannerThatWaits();
    const refused = platform.ask('GET', PLAN);
    await asked;
    reject(new AxbridgeError('plan-too-large', 'it took more than 120 s'));
    const { status, body } = await refused;
    expect([status, body.code]).toEqual([409, 'plan-too-large']);
    expect(JSON.stringify(body)).toContain('it took more than 120 s');
    restore();
    expect((await platform.ask('GET', PLAN)).status).toBe(200);
  });
});
