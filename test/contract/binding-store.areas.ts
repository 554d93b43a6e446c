import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL_POLICY, type PoolPolicy } from '../../src/domain/pool/pool.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { bound, DAY, party, range, refusal, START, wish, x } from './binding-store.fixtures.ts';

const HOME = '010';
const NEAR = '021';
const FAR = '0755';
const ORDER = [NEAR, FAR];

/** The part of the contract that is about areas and the order in which one stands in for another. */
export function describeAreas(the: () => BindingStore): void {
  describe('areas', () => {
    /** X 0 is of the home area, 10 and 11 are near, 20 is far, and 30 has no area. */
    async function addAreas(policy: Partial<PoolPolicy> = {}): Promise<void> {
      const blocks = [
        [range(20), FAR],
        [range(0), HOME],
        [range(10, 11), NEAR],
        [range(30), null],
      ] as const;
      for (const [numbers, areaCode] of blocks)
        await the().addNumbers({
          pool: 'city',
          range: numbers,
          areaCode,
          policy: { coolDownMs: 0, ...policy },
        });
    }

    let peer = 100;

    /** Which X party 1 gets, or another, with one new peer after the other. */
    async function given(count: number, changes: Parameters<typeof wish>[0] = {}): Promise<string[]> {
      const xs: string[] = [];
      while (xs.length < count) {
        peer += 1;
        const result = await the().bind(wish({ b: party(peer), areaCode: HOME, ...changes }));
        xs.push(result.ok ? result.binding.x : result.refusal.reason);
      }
      return xs;
    }

    it('are asked in the order that the bind gives, each until it has no number for the parties', async () => {
      await addAreas();
      const xs = await given(5, { areaFallback: [FAR, NEAR] });
      expect([xs[0], xs[1], xs[4]]).toEqual([x(0), x(20), 'pool-exhausted']);
      expect(xs.slice(2, 4).sort()).toEqual([x(10), x(11)]);
      await the().setLocked('city', range(20), true);
      expect((await given(2, { a: party(2), areaFallback: [FAR, NEAR] }))[1]).toMatch(/1[01]$/);
    });

    it('are those of the pool where the bind says nothing of them, and none where it says so', async () => {
      await addAreas({ areaFallback: ORDER });
      expect(the().pool('city')?.policy).toEqual({
        ...DEFAULT_POOL_POLICY,
        coolDownMs: 0,
        areaFallback: ORDER,
      });
      expect(await given(2, { areaFallback: [] })).toEqual([x(0), 'pool-exhausted']);
      const xs = await given(4, { a: party(2) });
      expect([xs[0], xs[3]]).toEqual([x(0), x(20)]);
      expect(await given(2, { a: party(3), areaFallback: [FAR] })).toEqual([x(0), x(20)]);
      expect(await given(3, { a: party(4), areaCode: FAR })).toEqual([
        x(20),
        expect.stringMatching(/1[01]$/),
        expect.stringMatching(/1[01]$/),
      ]);
    });

    it('keep a pair where it is bound, also when the home area has room again', async () => {
      await addAreas();
      const fallback = { areaCode: HOME, areaFallback: ORDER };
      const home = bound(await the().bind(wish({ ...fallback, b: party(3) })));
      const near = bound(await the().bind(wish(fallback)));
      expect([home.x, near.x]).toEqual([x(0), expect.stringMatching(/1[01]$/)]);
      await the().release(home.id, 'requested', START + 1);
      const again = await the().bind(wish({ ...fallback, at: START + 2, expiresAt: START + DAY }));
      expect(again).toMatchObject({ ok: true, existing: true, binding: { id: near.id, x: near.x } });
      expect(bound(await the().bind(wish({ areaCode: HOME, at: START + 2 })))).toMatchObject({ x: x(0) });
    });

    it('give a pair that meets again its earlier number, in whichever of them it is', async () => {
      await addAreas({ sticky: true });
      const far = bound(await the().bind(wish({ areaCode: FAR })));
      await the().release(far.id, 'requested', START + 1);
      const fallback = { areaCode: HOME, at: START + 2 };
      const again = bound(await the().bind(wish({ ...fallback, areaFallback: ORDER })));
      expect([far.x, again.x]).toEqual([x(20), x(20)]);
      await the().release(again.id, 'requested', START + 3);
      expect(bound(await the().bind(wish({ ...fallback, at: START + 4 }))).x).toBe(x(0));
    });

    it('decide whether a number that is named may be had', async () => {
      await addAreas();
      const named = async (n: number, areaFallback: readonly string[]) =>
        the().bind(wish({ areaCode: HOME, areaFallback, x: x(n), b: party(100 + n) }));
      expect(bound(await named(20, ORDER)).x).toBe(x(20));
      expect(refusal(await named(10, [FAR]))).toEqual({ reason: 'number-not-in-pool' });
      expect(refusal(await named(30, ORDER))).toEqual({ reason: 'number-not-in-pool' });
    });

    it('are told of together when all are exhausted', async () => {
      await addAreas();
      await given(4, { areaFallback: ORDER, expiresAt: START + 5 });
      const wanted = wish({ areaCode: HOME, areaFallback: ORDER });
      expect(refusal(await the().bind(wanted))).toEqual({
        reason: 'pool-exhausted',
        exhausted: 'a',
        numbers: 4,
        boundByA: 4,
        boundByB: 0,
        coolingForA: 0,
        coolingForB: 0,
        freeAt: START + 5,
      });
      const stranger = await the().bind(wish({ ...wanted, mode: 'ax', b: null }));
      expect(refusal(stranger)).toMatchObject({ exhausted: 'pool', numbers: 4 });
    });

    it('each give one of the two numbers of a pair that sees different ones', async () => {
      await addAreas();
      const split = { mode: 'axyb', areaCode: HOME } as const;
      expect(refusal(await the().bind(wish(split))).reason).toBe('pool-exhausted');
      const { x: first, y: second } = bound(await the().bind(wish({ ...split, areaFallback: [FAR] })));
      expect([first, second]).toEqual([x(0), x(20)]);
    });

    it('are asked in order for numbers that strangers call, with extensions or without', async () => {
      await addAreas();
      const open = { areaCode: HOME, areaFallback: [FAR], b: null } as const;
      const axe = (a: number) => the().bind(wish({ ...open, mode: 'axe', a: party(a), extension: 1 }));
      const shared = [];
      for (let a = 10; a < 20; a += 1) shared.push(bound(await axe(a)).x);
      expect(new Set(shared)).toEqual(new Set([x(0)]));
      expect(bound(await axe(20)).x).toBe(x(20));
      const ax = wish({ ...open, mode: 'ax', a: party(30) });
      expect(refusal(await the().bind(ax)).reason).toBe('pool-exhausted');
      expect(bound(await the().bind({ ...ax, areaFallback: ORDER })).x).toBe(x(11));
    });
  });
}
