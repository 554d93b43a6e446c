import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL_POLICY } from '../../src/domain/pool/pool.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import {
  addCity,
  bound,
  DAY,
  HOUR,
  party,
  privacy,
  range,
  reach,
  refusal,
  START,
  wish,
  x,
} from './binding-store.fixtures.ts';

/** The part of the contract that is about pools. */
export function describePools(the: () => BindingStore): void {
  describe('a number', () => {
    it('tells its pool, area and lock, and its live bindings by mode, as X and as Y', async () => {
      await the().addNumbers({ pool: 'city', range: range(0, 3), areaCode: '10', policy: {} });
      const use = (n: number, at = START) => {
        const found = the().numberUse(x(n), at);
        return found === null ? null : { ...found, live: Object.fromEntries(found.live) };
      };
      const idle = { pool: 'city', areaCode: '10', locked: false, live: {} };
      expect(use(0)).toEqual({ ...idle, x: x(0) });
      bound(await the().bind(wish({ x: x(0), expiresAt: START + HOUR })));
      bound(await the().bind(wish({ x: x(0), a: party(3), b: party(4) })));
      bound(await the().bind(wish({ x: x(1), y: x(0), a: party(5), b: party(6), mode: 'axyb' })));
      await the().setLocked('city', range(0), true);
      const busy = { ...idle, x: x(0), locked: true };
      expect(use(0)).toEqual({ ...busy, live: { axyb: 1, 'two-way': 2 } });
      expect(use(0, START + HOUR)).toEqual({ ...busy, live: { axyb: 1, 'two-way': 1 } });
      expect(use(1)).toEqual({ ...idle, x: x(1), live: { axyb: 1 } });
      expect(use(0, START + DAY)).toEqual(busy);
      expect(use(4)).toBeNull();
      await the().removeNumbers('city', range(3), START);
      expect(use(3)).toBeNull();
    });
  });

  describe('pools', () => {
    it('come to be with the first numbers and have the default policy', async () => {
      const result = await the().addNumbers({
        pool: 'city',
        range: range(0, 9),
        areaCode: '010',
        policy: null,
      });
      expect(result).toEqual({
        ok: true,
        value: {
          name: 'city',
          policy: DEFAULT_POOL_POLICY,
          ranges: [{ ...range(0, 9), areaCode: '010', locked: false }],
        },
      });
      expect(the().poolNames()).toEqual(['city']);
    });

    it('keep what the policy says elsewhere when a part is set', async () => {
      await addCity(the(), 1, {
        sticky: true,
        refusals: { 'no-binding': { prompt: null, cause: 'CALL_REJECTED' } },
      });
      const result = await the().addNumbers({
        pool: 'city',
        range: null,
        areaCode: null,
        policy: { coolDownMs: 5 },
      });
      expect(result).toMatchObject({
        value: {
          policy: {
            coolDownMs: 5,
            sticky: true,
            language: 'zh',
            refusals: { 'no-binding': { cause: 'CALL_REJECTED' } },
          },
        },
      });
      const facts = the().routeFacts(null, [x(0)]);
      expect(facts).toMatchObject({ found: 'number', number: { policy: { coolDownMs: 5, sticky: true } } });
    });

    it('never share a number', async () => {
      await addCity(the(), 10);
      const again = { pool: 'other', areaCode: null, policy: null };
      for (const overlapping of [range(9), range(0, 9), range(5, 20)])
        expect(await the().addNumbers({ ...again, range: overlapping })).toEqual({
          ok: false,
          reason: 'range-overlaps',
        });
      expect(the().poolNames()).toEqual(['city']);
    });

    it('hold numbers of up to 17 digits and short service numbers, exactly', async () => {
      const long = { first: privacy('+99999999999999000'), last: privacy('+99999999999999099') };
      const short = { first: privacy('095000001'), last: privacy('095000099') };
      await the().addNumbers({ pool: 'city', range: long, areaCode: null, policy: null });
      await the().addNumbers({ pool: 'city', range: short, areaCode: null, policy: null });
      for (const number of [privacy('+99999999999999037'), privacy('095000042')]) {
        expect(bound(await the().bind(wish({ x: number }))).x).toBe(number);
        expect(reach(the(), party(1), number, START)).toBe(party(2).reveal());
      }
      expect(reach(the(), party(1), privacy('+99999999999999036'), START)).toBe('no-binding');
      expect(reach(the(), party(1), privacy('+99999999999999100'), START)).toBe('number-unknown');
    });

    it('lock parts of ranges: no new bindings there, old ones live on, and unlock joins them again', async () => {
      await addCity(the(), 10);
      const kept = bound(await the().bind(wish({ x: x(5) })));
      expect(await the().setLocked('city', range(1, 9), true)).toMatchObject({
        value: {
          ranges: [
            { ...range(0), locked: false },
            { ...range(1, 9), locked: true },
          ],
        },
      });
      expect(reach(the(), party(1), kept.x, START)).toBe(party(2).reveal());
      expect(reach(the(), party(7), kept.x, START)).toBe('number-locked');
      expect(refusal(await the().bind(wish({ b: party(3), x: x(6) })))).toEqual({ reason: 'number-locked' });
      expect(bound(await the().bind(wish({ b: party(3) }))).x).toBe(x(0));
      expect(bound(await the().bind(wish())).id).toBe(kept.id);
      expect(refusal(await the().bind(wish({ b: party(4) })))).toMatchObject({ numbers: 1, boundByA: 1 });
      expect(await the().setLocked('city', null, false)).toMatchObject({
        value: { ranges: [{ ...range(0, 9), locked: false }] },
      });
    });

    it('refuse to change numbers that they do not hold', async () => {
      await addCity(the(), 10);
      const notInPool = { ok: false, reason: 'range-not-in-pool' };
      expect(await the().setLocked('city', range(5, 10), true)).toEqual(notInPool);
      expect(await the().removeNumbers('city', range(10), START)).toEqual(notInPool);
      expect(await the().setLocked('none', null, true)).toEqual({ ok: false, reason: 'pool-unknown' });
      expect(await the().removeNumbers('none', null, START)).toEqual({ ok: false, reason: 'pool-unknown' });
    });

    it('let numbers go only when no binding lives or cools on them', async () => {
      await addCity(the(), 10);
      const { id } = bound(await the().bind(wish({ x: x(5) })));
      const inUse = { ok: false, reason: 'range-in-use' };
      expect(await the().removeNumbers('city', range(4, 6), START)).toEqual(inUse);
      expect(await the().removeNumbers('city', null, START + 8 * DAY - 1)).toEqual(inUse);
      expect(await the().removeNumbers('city', range(6, 9), START)).toEqual({ ok: true, value: null });
      expect(reach(the(), party(1), x(6), START)).toBe('number-unknown');
      expect(await the().removeNumbers('city', null, START + 8 * DAY)).toEqual({ ok: true, value: null });
      expect(the().poolNames()).toEqual([]);
      expect(reach(the(), party(1), x(5), START)).toBe('number-unknown');
      expect(the().binding(id)).toMatchObject({ x: x(5), pool: '' });
    });

    it('remember who met a number when it is removed and added again elsewhere', async () => {
      await addCity(the(), 3, { coolDownMs: 0 });
      bound(await the().bind(wish({ x: x(1), expiresAt: START + 1 })));
      await the().removeNumbers('city', range(0, 2), START + 1);
      const added = { pool: 'new', range: range(1, 5), areaCode: null, policy: { coolDownMs: DAY } };
      expect(await the().addNumbers(added)).toMatchObject({
        value: { ranges: [range(1, 5)] },
      });
      expect(
        refusal(await the().bind(wish({ pool: 'new', b: party(3), x: x(1), at: START + 2 }))),
      ).toMatchObject({ reason: 'number-taken', party: 'a', cooling: true, until: START + 1 + DAY });
    });

    it('choose within the area that was asked for', async () => {
      await the().addNumbers({ pool: 'city', range: range(0, 9), areaCode: '010', policy: null });
      await the().addNumbers({ pool: 'city', range: range(100), areaCode: '021', policy: null });
      expect(bound(await the().bind(wish({ areaCode: '021' }))).x).toBe(x(100));
      expect(refusal(await the().bind(wish({ areaCode: '021', x: x(0) })))).toEqual({
        reason: 'number-not-in-pool',
      });
    });

    it('tell how full they are', async () => {
      await addCity(the(), 10);
      await the().addNumbers({ pool: 'other', range: range(20), areaCode: null, policy: null });
      await the().setLocked('city', range(8, 9), true);
      for (const b of [2, 3, 4]) bound(await the().bind(wish({ b: party(b) })));
      bound(await the().bind(wish({ mode: 'reverse', b: party(5) })));
      bound(await the().bind(wish({ a: party(8), b: party(9), expiresAt: START + 1 })));
      const usage = await the().poolUsage(START + 1);
      expect(usage).toMatchObject([
        { pool: { name: 'city' }, numbers: 10, lockedNumbers: 2, liveBindings: 4, busiestPartyPeers: 3 },
        { pool: { name: 'other' }, numbers: 1, lockedNumbers: 0, liveBindings: 0, busiestPartyPeers: 0 },
      ]);
    });

    it('tell how many unlocked numbers the busiest party holds, until the cool-down of the last is over', async () => {
      await addCity(the(), 10, { coolDownMs: DAY });
      await the().addNumbers({ pool: 'other', range: range(20), areaCode: null, policy: { coolDownMs: 0 } });
      const bind = (b: number, number: number, expiresAt: number) =>
        the().bind(wish({ b: party(b), x: x(number), expiresAt }));
      for (const [place, b] of [2, 3, 4, 5].entries()) bound(await bind(b, place, START + place + 1));
      bound(await the().bind(wish({ pool: 'other', b: party(6), x: x(20), expiresAt: START + 1 })));
      bound(await the().bind(wish({ mode: 'reverse', b: party(7), x: x(5) })));
      await the().setLocked('city', range(3), true);
      const held = async (at: number) =>
        (await the().poolUsage(at)).map(({ busiestPartyHolds }) => busiestPartyHolds);
      expect(await held(START)).toEqual([3, 1]);
      expect(await held(START + 1)).toEqual([3, 0]);
      expect(await held(START + DAY)).toEqual([3, 0]);
      expect(await held(START + DAY + 1)).toEqual([2, 0]);
      expect(await held(START + DAY + 3)).toEqual([1, 0]);
      expect((await the().poolUsage(START + 5))[0]).toMatchObject({ liveBindings: 1 });
      await the().setLocked('city', null, true);
      expect(await held(START)).toEqual([0, 1]);
    });

    it('count a number once for a party that had it twice', async () => {
      await addCity(the(), 10, { coolDownMs: 0 });
      bound(await the().bind(wish({ x: x(1), expiresAt: START + 1 })));
      bound(await the().bind(wish({ x: x(1), b: party(3), at: START + 1 })));
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: DAY } });
      expect((await the().poolUsage(START + 2))[0]).toMatchObject({ busiestPartyHolds: 1 });
    });
  });
}
