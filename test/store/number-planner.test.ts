import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteNumberPlanner } from '../../src/adapters/sqlite/sqlite-number-planner.ts';
import type { AreaProgress } from '../../src/domain/planning/plan-areas.ts';
import { addCity, party, START, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const REQUEST = { pool: 'city', areaCode: null, coolDownMs: null, refusalRate: 0 };

describe('a plan from the database', () => {
  const bench = useStoreBench();

  async function filled(bindings: number) {
    const place = await bench();
    const store = await place.open();
    await addCity(store, 100);
    await store.bindMany(
      Array.from({ length: bindings }, (_, n) =>
        wish({ a: party(n % 50), b: party(1000 + n), at: START + n }),
      ),
    );
    return { store, path: place.path() };
  }

  it('is refused for more bindings than it may look at, and for more time than it may take', async () => {
    const { path } = await filled(5);
    await expect(new SqliteNumberPlanner({ path, maxBindings: 4 }).plan(REQUEST)).rejects.toMatchObject({
      code: 'plan-too-large',
      detail: 'there are more than 4 bindings',
    });
    await expect(new SqliteNumberPlanner({ path, limitMs: 0 }).plan(REQUEST)).rejects.toMatchObject({
      code: 'plan-too-large',
      detail: 'it took more than 0 s',
    });
    expect((await new SqliteNumberPlanner({ path, maxBindings: 5 }).plan(REQUEST)).areas).toHaveLength(1);
  });

  it('waits for a rotation of the key, while which one party looks like two', async () => {
    const { store, path } = await filled(3);
    const planner = new SqliteNumberPlanner({ path });
    await store.beginRotation(MasterKey.random());
    await expect(planner.plan(REQUEST)).rejects.toMatchObject({ code: 'key-rotating' });
    await store.continueRotation();
    expect((await planner.plan(REQUEST)).areas).toMatchObject([{ binds: 3, parties: 6 }]);
  });

  it('says that a database is not there, or is none', async () => {
    const place = await bench();
    const planner = new SqliteNumberPlanner({ path: place.path('nowhere.db') });
    await expect(planner.plan(REQUEST)).rejects.toMatchObject({ code: 'store-failed' });
  });

  it('tells how far it is', async () => {
    const { path } = await filled(200);
    const seen: AreaProgress[] = [];
    await new SqliteNumberPlanner({ path }).plan(REQUEST, (progress) => seen.push(progress));
    expect(seen.length).toBeGreaterThan(0);
    for (const { done, numbers, trials } of seen) {
      expect(done).toBeGreaterThanOrEqual(0);
      expect(done).toBeLessThan(1);
      expect(numbers).toBeGreaterThan(0);
      expect(trials).toBeGreaterThanOrEqual(0);
    }
  });
});
