import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BindingStore, BindRequest } from '../../src/ports/binding-store.ts';
import type { NumberPlanner, PlanRequest } from '../../src/ports/number-planner.ts';
import { addCity, bound, DAY, HOUR, party, range, START, wish } from './binding-store.fixtures.ts';

/** A planner and the store whose bindings it plans from. */
export interface PlannedStore {
  readonly store: BindingStore;
  readonly planner: NumberPlanner;
  close(): Promise<void>;
}

const REQUEST: PlanRequest = { pool: 'city', areaCode: null, coolDownMs: null, refusalRate: 0 };

/** What every planner promises. */
export function numberPlannerContract(name: string, open: () => Promise<PlannedStore>): void {
  describe(`${name} plans`, () => {
    let planned: PlannedStore;
    beforeEach(async () => {
      planned = await open();
    });
    afterEach(() => planned.close());

    const bind = async (changes: Partial<BindRequest>) => bound(await planned.store.bind(wish(changes)));
    const plan = (request: Partial<PlanRequest> = {}) => planned.planner.plan({ ...REQUEST, ...request });

    it('from bindings that live and that ended, with the cool-down of the pool or another', async () => {
      await addCity(planned.store, 20, { coolDownMs: HOUR });
      for (const [place, b] of [2, 3, 4].entries()) {
        const at = START + place * HOUR;
        await bind({ b: party(b), at, expiresAt: at + HOUR });
      }
      const last = await bind({ a: party(7), b: party(8), at: START + 3 * HOUR, expiresAt: null });
      await planned.store.release(last.id, 'requested', START + 4 * HOUR);
      await planned.store.setLocked('city', range(15, 19), true);
      const { coolDownMs, areas } = await plan();
      expect(coolDownMs).toBe(HOUR);
      expect(areas).toMatchObject([
        {
          areaCode: null,
          present: 15,
          binds: 4,
          parties: 6,
          firstAt: START,
          lastAt: START + 3 * HOUR,
          peakBindings: 1,
          busiest: { holds: 2, live: 1, at: START + HOUR },
          lowerBound: 2,
        },
      ]);
      expect(areas[0]?.numbers).toBeGreaterThanOrEqual(2);
      expect(areas[0]?.busiestName).toMatch(/^#[0-9a-f]{8}$/);
      expect(await plan({ coolDownMs: 0 })).toMatchObject({ coolDownMs: 0, areas: [{ lowerBound: 1 }] });
      expect(await plan({ coolDownMs: DAY })).toMatchObject({
        areas: [{ lowerBound: 3, busiest: { live: 1 } }],
      });
    });

    it('each area by itself, and only those of the pool', async () => {
      await planned.store.addNumbers({ pool: 'city', range: range(0, 4), areaCode: '021', policy: null });
      await planned.store.addNumbers({ pool: 'city', range: range(5, 9), areaCode: '010', policy: null });
      await planned.store.addNumbers({ pool: 'other', range: range(20, 29), areaCode: null, policy: null });
      for (const b of [2, 3]) await bind({ b: party(b), areaCode: '010' });
      await bind({ b: party(4), areaCode: '021' });
      for (const b of [5, 6, 7]) await bind({ b: party(b), pool: 'other' });
      expect((await plan()).areas).toMatchObject([
        { areaCode: '010', present: 5, binds: 2, lowerBound: 2, parties: 3 },
        { areaCode: '021', present: 5, binds: 1, lowerBound: 1, parties: 2 },
      ]);
      expect((await plan({ areaCode: '021' })).areas).toMatchObject([{ areaCode: '021', binds: 1 }]);
      expect((await plan({ areaCode: '999' })).areas).toEqual([]);
      expect((await plan({ pool: 'other' })).areas).toMatchObject([{ binds: 3, lowerBound: 3 }]);
    });

    it('every mode for what it needs', async () => {
      await addCity(planned.store, 20, { coolDownMs: 0 });
      await bind({ mode: 'reverse', b: party(2) });
      await bind({ mode: 'reverse', b: party(3) });
      await bind({ mode: 'axyb', a: party(4), b: party(5) });
      expect((await plan()).areas).toMatchObject([
        { binds: 3, lowerBound: 1, peakAlone: 0, busiest: { holds: 1 } },
      ]);
      await bind({ mode: 'ax', a: party(6), b: null });
      const { x } = await bind({ mode: 'axe', a: party(7), b: null, extension: 3 });
      expect((await bind({ mode: 'axe', a: party(8), b: null, extension: 3 })).x).toBe(x);
      expect((await plan()).areas).toMatchObject([
        { binds: 5, lowerBound: 3, peakAlone: 2, busiest: { holds: 1 } },
      ]);
    });

    it('so exactly as the store allocates that its own log is refused nothing at the present size', async () => {
      await addCity(planned.store, 7, { coolDownMs: HOUR });
      let refused = 0;
      for (let place = 0; place < 400; place += 1) {
        const at = START + place * HOUR * 0.05;
        const a = party(place % 3);
        const b = party(20 + ((place * place * 13) % 17));
        const result = await planned.store.bind(
          wish({ a, b, at, expiresAt: at + ((place * 3) % 5) * 0.1 * HOUR }),
        );
        if (!result.ok) refused += 1;
      }
      expect(refused).toBeGreaterThan(0);
      const [area] = (await plan()).areas;
      expect(area?.binds).toBeGreaterThan(100);
      expect(area?.curve.find(({ numbers }) => numbers === 7)).toMatchObject({ refused: 0 });
      expect(area?.curve.some((point) => point.refused > 0)).toBe(true);
    });

    it('nothing for a pool without bindings, and no pool that is not there', async () => {
      await addCity(planned.store, 3);
      expect((await plan()).areas).toEqual([]);
      await expect(plan({ pool: 'nowhere' })).rejects.toMatchObject({ code: 'pool-unknown' });
    });
  });
}
