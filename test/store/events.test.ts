import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import { DAY, HOUR, party, START, wish, x } from '../contract/binding-store.fixtures.ts';
import { calledLeg, callerLeg, leg, recordOf, uuid } from '../domain/cdr/given.ts';
import { answered } from '../domain/event/given.ts';
import { type StoreBench, useStoreBench } from './temporary-store.ts';

const home = 'default' as TenantId;
const MINUTE = 60_000;
const ROOM = { pool: 'cars', numbers: 10, lockedNumbers: 0, busiestPartyHolds: 9, lowWaterPercent: 10 };
type Store = Awaited<ReturnType<StoreBench['open']>>;

describe('the events of a database', () => {
  const useBench = useStoreBench();

  async function opened(): Promise<{ readonly store: Store; readonly bench: StoreBench }> {
    const bench = await useBench();
    const store = await bench.open();
    await addPool(store, 'main', 0);
    return { store, bench };
  }
  const addPool = (store: Store, pool: string, at: number) =>
    store.addNumbers({
      pool,
      range: { first: x(at), last: x(at + 9) },
      areaCode: null,
      policy: { coolDownMs: MINUTE },
    });
  const types = (store: Store, tenant = home): readonly string[] =>
    store.events.read(tenant, 0, 1000).map(({ type, at, data }) => {
      const reason = 'reason' in data ? ` ${data.reason}` : 'change' in data ? ` ${data.change}` : '';
      return `${type}${reason} ${(at - START) / MINUTE}`;
    });
  const tellDue = (store: Store, at: number, lead = 5) =>
    store.events.tellDue(START + at * MINUTE, lead * MINUTE, 100);

  async function bound(store: Store, n: number, changes: Partial<Parameters<typeof wish>[0]> = {}) {
    const result = await store.bind(wish({ a: party(n), b: party(n + 1), pool: 'main', ...changes }));
    if (!result.ok) throw new Error(result.refusal.reason);
    return result.binding;
  }

  it('tell of a binding from its beginning to its release', async () => {
    const { store } = await opened();
    const details = { ...NO_DETAILS, userData: '{"shop":1}' };
    const { id, x: shown } = await bound(store, 1, { reference: 'order 1', details });
    await bound(store, 1, { at: START + MINUTE });
    await store.amend(id, { reference: 'order 2' }, START + 2 * MINUTE);
    await store.release(id, 'requested', START + 3 * MINUTE);
    await store.release(id, 'requested', START + 4 * MINUTE);
    expect(types(store)).toEqual([
      'binding.created 0',
      'binding.updated renewed 1',
      'binding.updated amended 2',
      'binding.released requested 3',
    ]);
    const [created, , amended] = store.events.read(home, 0, 10);
    expect(created).toMatchObject({ binding: id, reference: 'order 1', userData: '{"shop":1}', number: 1 });
    expect(created?.data).toMatchObject({ pool: 'main', x: shown, mode: 'two-way', expiresAt: START + DAY });
    expect(created?.type === 'binding.created' && created.data.b?.reveal()).toBe(party(2).reveal());
    expect(amended).toMatchObject({ reference: 'order 2' });
  });

  it('belong to the tenant of the pool, under its own name of it', async () => {
    const { store } = await opened();
    await addPool(store, 'shop/main', 100);
    await bound(store, 1, { pool: 'shop/main' });
    expect(store.events.tenants()).toEqual(['shop']);
    expect(store.events.read('shop' as TenantId, 0, 1)[0]?.data).toMatchObject({ pool: 'main' });
  });

  it('tell of nothing when a bind is refused', async () => {
    const { store } = await opened();
    await store.bind(wish({ a: party(1), b: party(1), pool: 'main' }));
    await store.release(99 as BindingId, 'requested', START);
    expect(store.events.tenants()).toEqual([]);
  });

  it('tell once that an expiry is near, and once that it has come', async () => {
    const { store } = await opened();
    await bound(store, 1, { expiresAt: START + 10 * MINUTE });
    expect(await tellDue(store, 4)).toBe(0);
    expect(await tellDue(store, 5)).toBe(1);
    expect(await tellDue(store, 6)).toBe(0);
    expect(await tellDue(store, 11)).toBe(1);
    expect(await tellDue(store, 12)).toBe(0);
    expect(types(store)).toEqual(['binding.created 0', 'binding.expiring 5', 'binding.expired 10']);
  });

  it('tell of an expiry that came while nobody looked, in the order of the ends', async () => {
    const { store, bench } = await opened();
    await bound(store, 3, { expiresAt: START + 20 * MINUTE });
    await bound(store, 1, { expiresAt: START + 10 * MINUTE });
    await store.close();
    const again = await bench.open();
    expect(await again.events.tellDue(START + HOUR, 5 * MINUTE, 1)).toBeGreaterThanOrEqual(1);
    while ((await again.events.tellDue(START + HOUR, 5 * MINUTE, 1)) > 0);
    expect(types(again).slice(2)).toEqual(['binding.expired 10', 'binding.expired 20']);
  });

  it('tell anew of a binding that got another expiry', async () => {
    const { store } = await opened();
    const { id } = await bound(store, 1, { expiresAt: START + 10 * MINUTE });
    await tellDue(store, 6);
    await store.amend(id, { expiresAt: START + 30 * MINUTE }, START + 7 * MINUTE);
    await tellDue(store, 11);
    await tellDue(store, 26);
    await tellDue(store, 31, 0);
    expect(types(store).slice(1)).toEqual([
      'binding.expiring 6',
      'binding.updated amended 7',
      'binding.expiring 26',
      'binding.expired 30',
    ]);
  });

  it('tell of the after-call timer when it is over, and of the last call that a binding is for', async () => {
    const { store } = await opened();
    const timed = await bound(store, 1, { afterCallMs: MINUTE });
    await store.callEnded(timed.id, START + MINUTE);
    await tellDue(store, 1.5);
    const spent = await bound(store, 3);
    const talk = { talkMs: 1000, isCounted: true, releaseAfterCalls: 1 };
    await store.callEnded(spent.id, START + 1.5 * MINUTE, talk);
    await store.callEnded(spent.id, START + 1.5 * MINUTE, talk);
    await tellDue(store, 3);
    expect(types(store).slice(2)).toEqual([
      'binding.released calls-used 1.5',
      'binding.released after-call 2',
    ]);
  });

  it('tell of the expiry first when a grace is ended', async () => {
    const { store } = await opened();
    const policy = { ...NO_DETAILS.policy, graceMs: HOUR };
    const details = { ...NO_DETAILS, policy };
    const { id } = await bound(store, 1, { expiresAt: START + MINUTE, details });
    await store.release(id, 'requested', START + 2 * MINUTE);
    await tellDue(store, 3);
    expect(types(store).slice(1)).toEqual(['binding.expired 1', 'binding.released requested 2']);
  });

  it('tell of an end that nobody looked for when its number goes to others, or away', async () => {
    const { store } = await opened();
    await bound(store, 1, { expiresAt: START + MINUTE, x: x(0) });
    await bound(store, 1, { at: START + 2 * DAY, expiresAt: START + 2 * DAY + MINUTE, x: x(0) });
    expect(types(store)).toEqual([
      'binding.created 0',
      'binding.expired 1',
      `binding.created ${2 * 24 * 60}`,
    ]);
    await store.removeNumbers('main', null, START + 3 * DAY);
    expect(types(store).at(-1)).toBe(`binding.expired ${2 * 24 * 60 + 1}`);
  });

  it('tell of the end of a call with its record, and once', async () => {
    const { store } = await opened();
    const record = recordOf([callerLeg(), calledLeg()]);
    const whole = { ...record, pool: 'main', reference: 'order 1', userData: '{"k":1}' };
    await store.events.add([answered({ call: whole.call })]);
    const settle = () => store.cdrs.settle([{ call: whole.call, record: whole, legs: [leg(1), leg(2)] }]);
    await Promise.all([settle(), settle()]);
    await store.cdrs.settle([{ call: whole.call, record: { ...whole, revision: 2 }, legs: [] }]);
    await store.events.add([answered({ call: whole.call })]);
    const events = store.events.read(home, 0, 10);
    expect(events.map(({ type, call }) => [type, call])).toEqual([
      ['call.answered', whole.call],
      ['call.ended', whole.call],
      ['cdr.created', whole.call],
    ]);
    expect(events[1]).toMatchObject({ reference: 'order 1', userData: '{"k":1}', number: 2 });
    expect(events[1]?.data).toMatchObject({ outcome: whole.outcome, pool: 'main', x: whole.x });
    expect(events[2]?.data).toMatchObject({ legs: 2, outcome: whole.outcome });
  });

  it('say nothing of a call to a number of nobody', async () => {
    const { store } = await opened();
    const record = { ...recordOf([callerLeg()]), call: uuid(101) as CallId, pool: null };
    await store.cdrs.settle([{ call: record.call, record, legs: [] }]);
    expect(store.events.tenants()).toEqual([]);
  });

  it('keep no real number and no text of a platform in the clear', async () => {
    const { store, bench } = await opened();
    await bound(store, 1, { details: { ...NO_DETAILS, userData: '{"secret":"tell-nobody"}' } });
    await store.close();
    const db = new SqliteDatabase(bench.path(), { readonly: true });
    const rows = db.prepare<[], { readonly sealed: Buffer }>('SELECT sealed FROM event_chunk').all();
    db.close();
    expect(rows).toHaveLength(1);
    for (const { sealed } of rows) {
      expect(sealed.includes(party(1).reveal())).toBe(false);
      expect(sealed.includes('tell-nobody')).toBe(false);
    }
  });

  it('cannot be read any more when their day was forgotten, whatever a copy of the file still holds', async () => {
    const { store, bench } = await opened();
    await bound(store, 1);
    const db = new SqliteDatabase(bench.path());
    const days = (): number => db.prepare<[], number>('SELECT count(*) FROM event_day').pluck().get() ?? -1;
    expect(days()).toBe(1);
    while ((await store.events.purge(START + 2 * DAY, 100)) > 0);
    expect(days()).toBe(0);
    db.close();
  });

  it('tell once that a pool runs short, also when that is seen again after a restart', async () => {
    const { store, bench } = await opened();
    const seen = (open: Store, level: 'roomy' | 'low' | 'exhausted', at: number) =>
      open.events.poolLevel('shop/cars', level, { ...ROOM, headroom: at }, START + at * MINUTE);
    for (const [at, level] of (['roomy', 'low', 'low', 'exhausted', 'low'] as const).entries())
      await seen(store, level, at);
    await store.close();
    const again = await bench.open();
    await seen(again, 'low', 5);
    await seen(again, 'roomy', 6);
    await seen(again, 'exhausted', 7);
    expect(types(again, 'shop' as TenantId)).toEqual(['pool.low 1', 'pool.exhausted 3', 'pool.exhausted 7']);
    expect(again.events.read('shop' as TenantId, 0, 1)[0]?.data).toEqual({ ...ROOM, headroom: 1 });
  });

  it('open after the key was rotated', async () => {
    const { store, bench } = await opened();
    await bound(store, 1);
    const next = MasterKey.random();
    await store.beginRotation(next);
    await store.continueRotation();
    await store.close();
    const again = await bench.open({ key: next });
    expect(types(again)).toEqual(['binding.created 0']);
  });

  it('have numbers without a gap, whatever is added, fails, is forgotten and opened anew in between', async () => {
    const action = fc.oneof(
      fc.record({
        do: fc.constant('add' as const),
        count: fc.integer({ min: 1, max: 300 }),
        shop: fc.boolean(),
      }),
      fc.record({ do: fc.constant('bind' as const), n: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('fail' as const) }),
      fc.record({ do: fc.constant('purge' as const), at: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ do: fc.constant('reopen' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
        const bench = await useBench();
        let store = await bench.open();
        await addPool(store, 'main', 0);
        let pending: Promise<unknown>[] = [];
        for (const [step, each] of actions.entries()) {
          const at = START + step * MINUTE;
          if (each.do === 'add') {
            const tenant = each.shop ? ('shop' as TenantId) : home;
            pending.push(
              store.events.add(Array.from({ length: each.count }, () => answered({ tenant, at }))),
            );
          }
          if (each.do === 'bind')
            pending.push(store.bind(wish({ a: party(each.n), b: party(99), pool: 'main', at })));
          // An order that the database refuses undoes the whole group that it is in, and is tried alone then.
          if (each.do === 'fail')
            pending.push(store.events.add([answered({ at: Number.NaN })]).catch(() => 'failed'));
          if (each.do === 'purge') pending.push(store.events.purge(START + each.at * MINUTE, 50));
          if (each.do === 'reopen') {
            await Promise.all(pending);
            pending = [];
            await store.close();
            store = await bench.open();
          }
        }
        await Promise.all(pending);
        for (const tenant of store.events.tenants()) {
          const { firstKept, last } = store.events.bounds(tenant);
          const numbers = store.events.read(tenant, 0, 100_000).map(({ number }) => number);
          expect(numbers).toEqual(Array.from({ length: last - firstKept + 1 }, (_, n) => firstKept + n));
        }
        await store.close();
      }),
      { numRuns: 3 },
    );
  });
});
