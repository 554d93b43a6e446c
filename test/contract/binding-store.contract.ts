import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { BindingStore, PoolBindings, PoolBindingsQuery } from '../../src/ports/binding-store.ts';
import { describeAmendments } from './binding-store.amend.ts';
import { describeAreas } from './binding-store.areas.ts';
import { describeConflicts } from './binding-store.conflicts.ts';
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
import { describeKeptNumbers } from './binding-store.kept.ts';
import { describeModes } from './binding-store.modes.ts';
import { describePast } from './binding-store.past.ts';
import { describePins } from './binding-store.pins.ts';
import { describePools } from './binding-store.pools.ts';
import { describeTenants } from './binding-store.tenants.ts';
import { describeUse } from './binding-store.use.ts';

/** Makes an empty store; `dispose` is called after the store was closed. */
export interface StoreFactory {
  open(): Promise<BindingStore>;
  dispose(): Promise<void>;
}

/** What every binding store must do. @param factory called anew for each test */
export function describeBindingStore(name: string, factory: () => StoreFactory): void {
  describe(name, () => {
    let store: BindingStore;
    let source: StoreFactory;
    beforeEach(async () => {
      source = factory();
      store = await source.open();
    });
    afterEach(async () => {
      await store.close();
      await source.dispose();
    });
    describeTwoWay(() => store);
    describeReverse(() => store);
    describeLife(() => store);
    describeChoice(() => store);
    describeListing(() => store);
    describePools(() => store);
    describeAreas(() => store);
    describeModes(() => store);
    describeConflicts(() => store);
    describeAmendments(() => store);
    describeKeptNumbers(() => store);
    describeUse(() => store);
    describePast(() => store);
    describePins(() => store);
    describeTenants(() => store);
  });
}

function describeTwoWay(the: () => BindingStore): void {
  describe('a two-way binding', () => {
    beforeEach(() => addCity(the(), 4));

    it('resolves both ways on the number that was chosen', async () => {
      const binding = bound(await the().bind(wish()));
      expect(binding.a.equals(party(1)) && binding.b?.equals(party(2))).toBe(true);
      expect(reach(the(), party(1), binding.x, START)).toBe(party(2).reveal());
      expect(reach(the(), party(2), binding.x, START)).toBe(party(1).reveal());
    });

    it('resolves nobody else, no withheld caller and no other number', async () => {
      const binding = bound(await the().bind(wish({ x: x(1) })));
      expect(reach(the(), party(3), binding.x, START)).toBe('no-binding');
      expect(reach(the(), null, binding.x, START)).toBe('no-binding');
      expect(reach(the(), party(1), x(2), START)).toBe('no-binding');
      expect(reach(the(), party(1), x(4), START)).toBe('number-unknown');
    });

    it('keeps every field of the wish', async () => {
      const terms = {
        expiresAt: START + HOUR,
        afterCallMs: 60_000,
        slidingMs: 120_000,
        reference: 'order 7',
      };
      const binding = bound(await the().bind(wish({ ...terms, x: x(3) })));
      const expected = {
        ...terms,
        mode: 'two-way',
        x: x(3),
        pool: 'city',
        createdAt: START,
        afterCallReleaseAt: null,
        releasedAt: null,
        releaseReason: null,
      };
      expect(binding).toMatchObject(expected);
      expect(the().binding(binding.id)).toMatchObject({ ...expected, id: binding.id });
    });

    it('shares a number with bindings of other parties', async () => {
      bound(await the().bind(wish({ x: x(0) })));
      bound(await the().bind(wish({ a: party(3), b: party(4), x: x(0) })));
      expect(reach(the(), party(2), x(0), START)).toBe(party(1).reveal());
      expect(reach(the(), party(4), x(0), START)).toBe(party(3).reveal());
    });

    it('is refused on a number that either party has bound', async () => {
      bound(await the().bind(wish({ x: x(0) })));
      const until = START + DAY + 7 * DAY;
      expect(refusal(await the().bind(wish({ b: party(3), x: x(0) })))).toEqual({
        reason: 'number-taken',
        party: 'a',
        cooling: false,
        until,
      });
      expect(refusal(await the().bind(wish({ a: party(3), x: x(0) })))).toMatchObject({ party: 'b', until });
      expect(refusal(await the().bind(wish({ a: party(2), b: party(3), x: x(0) })))).toMatchObject({
        party: 'a',
      });
    });

    it('of a party with itself is refused', async () => {
      expect(refusal(await the().bind(wish({ b: party(1) })))).toEqual({ reason: 'same-party' });
    });

    it('wished again is renewed, whichever party is named first', async () => {
      const first = bound(await the().bind(wish({ reference: 'one' })));
      const again = await the().bind(wish({ a: party(2), b: party(1), at: START + HOUR, afterCallMs: 5000 }));
      expect(again).toMatchObject({ ok: true, existing: true });
      expect(bound(again)).toMatchObject({
        id: first.id,
        x: first.x,
        createdAt: START,
        expiresAt: START + HOUR + DAY,
        afterCallMs: 5000,
        reference: 'one',
      });
      expect(bound(again).a.equals(party(1))).toBe(true);
      expect(the().binding(first.id)?.afterCallMs).toBe(5000);
    });

    it('wished again on its own number is renewed, on another number made anew', async () => {
      const first = bound(await the().bind(wish({ x: x(0) })));
      expect(bound(await the().bind(wish({ x: x(0) }))).id).toBe(first.id);
      const second = await the().bind(wish({ x: x(1) }));
      expect(second).toMatchObject({ ok: true, existing: false });
      expect(bound(second).id).not.toBe(first.id);
    });

    it('in a pool that nobody knows, or on a number outside it, is refused', async () => {
      await the().addNumbers({ pool: 'other', range: range(10, 11), areaCode: '010', policy: null });
      expect(refusal(await the().bind(wish({ pool: 'none' })))).toEqual({ reason: 'pool-unknown' });
      expect(refusal(await the().bind(wish({ x: x(10) })))).toEqual({ reason: 'number-not-in-pool' });
      expect(refusal(await the().bind(wish({ x: x(99) })))).toEqual({ reason: 'number-not-in-pool' });
    });

    it('counts the first reading of the dialled digits that is in a pool', async () => {
      bound(await the().bind(wish({ x: x(0) })));
      const facts = the().routeFacts(party(1), [privacy('17000000000'), x(0), x(1)]);
      expect(facts).toMatchObject({ own: { side: 'a' }, number: { x: x(0), pool: 'city' } });
    });
  });
}

function describeReverse(the: () => BindingStore): void {
  describe('a reverse binding', () => {
    beforeEach(() => addCity(the(), 4));
    const reverse = { mode: 'reverse' as const, x: x(0) };

    it('resolves B to A, and tells A that the direction is wrong', async () => {
      bound(await the().bind(wish(reverse)));
      expect(reach(the(), party(2), x(0), START)).toBe(party(1).reveal());
      expect(reach(the(), party(1), x(0), START)).toBe('wrong-direction');
    });

    it('lets one number serve the same A for many Bs, chosen or not', async () => {
      for (const b of [2, 3, 4]) bound(await the().bind(wish({ ...reverse, b: party(b) })));
      for (const b of [2, 3, 4]) expect(reach(the(), party(b), x(0), START)).toBe(party(1).reveal());
      const chosen = [];
      for (const b of [5, 6, 7])
        chosen.push(bound(await the().bind(wish({ mode: 'reverse', a: party(9), b: party(b) }))).x);
      expect(new Set(chosen).size).toBe(1);
    });

    it('needs (B, X) to be free', async () => {
      bound(await the().bind(wish(reverse)));
      expect(refusal(await the().bind(wish({ ...reverse, a: party(3) })))).toMatchObject({
        reason: 'number-taken',
        party: 'b',
      });
    });

    it('neither blocks nor disturbs a two-way binding of its A on the same number', async () => {
      bound(await the().bind(wish(reverse)));
      bound(await the().bind(wish({ b: party(3), x: x(0) })));
      bound(await the().bind(wish({ ...reverse, b: party(4) })));
      expect(reach(the(), party(1), x(0), START)).toBe(party(3).reveal());
      expect(reach(the(), party(3), x(0), START)).toBe(party(1).reveal());
      expect(reach(the(), party(2), x(0), START)).toBe(party(1).reveal());
    });

    it('of its A is not cooled down for', async () => {
      const one = bound(await the().bind(wish(reverse)));
      await the().release(one.id, 'requested', START);
      bound(await the().bind(wish({ b: party(3), x: x(0) })));
      expect(reach(the(), party(1), x(0), START)).toBe(party(3).reveal());
    });

    it('is renewed by the same wish only, not by the one with the parties swapped', async () => {
      const one = bound(await the().bind(wish(reverse)));
      expect(await the().bind(wish({ ...reverse, x: null }))).toMatchObject({ existing: true });
      const swapped = await the().bind(wish({ ...reverse, a: party(2), b: party(1) }));
      expect(bound(swapped).id).not.toBe(one.id);
      expect(reach(the(), party(1), x(0), START)).toBe(party(2).reveal());
    });
  });
}

function describeLife(the: () => BindingStore): void {
  describe('the life of a binding', () => {
    beforeEach(() => addCity(the(), 2));

    it('ends at its expiry to the millisecond', async () => {
      bound(await the().bind(wish({ x: x(0) })));
      expect(reach(the(), party(1), x(0), START + DAY - 1)).toBe(party(2).reveal());
      expect(reach(the(), party(1), x(0), START + DAY)).toBe('binding-expired');
    });

    it('has no end without an expiry', async () => {
      bound(await the().bind(wish({ x: x(0), expiresAt: null })));
      expect(reach(the(), party(1), x(0), START + 10_000 * DAY)).toBe(party(2).reveal());
    });

    it('ends when it is released, for ever, even when the clock is set back', async () => {
      const { id } = bound(await the().bind(wish({ x: x(0) })));
      expect(await the().release(id, 'requested', START + HOUR)).toMatchObject({
        ok: true,
        binding: { releasedAt: START + HOUR, releaseReason: 'requested' },
      });
      for (const at of [START, START + HOUR, START + 7 * DAY])
        expect(reach(the(), party(1), x(0), at)).toBe('binding-cooling');
      expect(reach(the(), party(1), x(0), START + HOUR + 7 * DAY)).toBe('no-binding');
    });

    it('cannot be ended twice, nor can what never was', async () => {
      const { id } = bound(await the().bind(wish()));
      await the().release(id, 'requested', START);
      expect(await the().release(id, 'requested', START)).toEqual({ ok: false, reason: 'already-ended' });
      expect(await the().release(999 as BindingId, 'requested', START)).toEqual({
        ok: false,
        reason: 'not-found',
      });
      const other = bound(await the().bind(wish({ b: party(3) })));
      expect(await the().release(other.id, 'requested', START + DAY)).toMatchObject({
        reason: 'already-ended',
      });
    });

    it('ends after a call by its timer, which each end of a call sets anew', async () => {
      const { id } = bound(await the().bind(wish({ x: x(0), afterCallMs: HOUR })));
      await the().callEnded(id, START + HOUR);
      await the().callEnded(id, START + HOUR + 1000);
      expect(reach(the(), party(1), x(0), START + 2 * HOUR + 999)).toBe(party(2).reveal());
      expect(reach(the(), party(1), x(0), START + 2 * HOUR + 1000)).toBe('binding-cooling');
      await the().callEnded(id, START + 3 * HOUR);
      expect(the().binding(id)?.afterCallReleaseAt).toBe(START + 2 * HOUR + 1000);
    });

    it('goes on when the pair is bound again while the after-call timer runs', async () => {
      const { id } = bound(await the().bind(wish({ x: x(0), afterCallMs: HOUR })));
      await the().callEnded(id, START);
      bound(await the().bind(wish({ x: x(0), afterCallMs: HOUR, at: START + 1 })));
      expect(reach(the(), party(1), x(0), START + HOUR)).toBe(party(2).reveal());
    });

    it('slides with every call when it may, and never shrinks', async () => {
      const { id } = bound(
        await the().bind(wish({ x: x(0), expiresAt: START + 3 * HOUR, slidingMs: 2 * HOUR })),
      );
      await the().callRouted(id, START, null);
      expect(the().binding(id)?.expiresAt).toBe(START + 3 * HOUR);
      await the().callRouted(id, START + 2 * HOUR, null);
      expect(the().binding(id)?.expiresAt).toBe(START + 4 * HOUR);
      await the().callRouted(id, START + 4 * HOUR, null);
      expect(reach(the(), party(1), x(0), START + 4 * HOUR)).toBe('binding-expired');
    });

    it('takes no notice of calls without a timer or a sliding expiry, nor of bindings that never were', async () => {
      const { id } = bound(await the().bind(wish()));
      await the().callRouted(id, START + HOUR, null);
      await the().callEnded(id, START + HOUR);
      await the().callEnded(999 as BindingId, START);
      expect(the().binding(id)).toMatchObject({ expiresAt: START + DAY, afterCallReleaseAt: null });
    });

    it('is forgotten by a purge when it ended long ago and is out of its cool-down, oldest or not', async () => {
      const old = bound(await the().bind(wish({ x: x(0) })));
      const young = bound(await the().bind(wish({ b: party(3), x: x(1), expiresAt: START + 30 * DAY })));
      expect(await the().purge(START + DAY + 1, START + 8 * DAY - 1, 10)).toBe(0);
      expect(await the().purge(START + DAY, START + 9 * DAY, 10)).toBe(0);
      expect(await the().purge(START + DAY + 1, START + 8 * DAY, 10)).toBe(1);
      expect(the().binding(old.id)).toBeNull();
      expect(the().binding(young.id)).not.toBeNull();
      expect(reach(the(), party(1), x(0), START)).toBe('no-binding');
      expect(bound(await the().bind(wish({ x: x(0), at: START + 8 * DAY }))).id).toBeGreaterThan(young.id);
    });

    it('is purged in portions', async () => {
      for (const b of [2, 3, 4]) bound(await the().bind(wish({ a: party(b * 10), b: party(b) })));
      expect(await the().purge(START + 30 * DAY, START + 30 * DAY, 2)).toBe(2);
      expect(await the().purge(START + 30 * DAY, START + 30 * DAY, 2)).toBe(1);
    });
  });
}

function describeChoice(the: () => BindingStore): void {
  describe('the choice of a number', () => {
    it('avoids what either party has bound or is cooling from', async () => {
      await addCity(the(), 3);
      const first = bound(await the().bind(wish()));
      await the().release(first.id, 'requested', START);
      const second = bound(await the().bind(wish({ b: party(3) })));
      const third = bound(await the().bind(wish({ a: party(3), b: party(2) })));
      expect(new Set([first.x, second.x, third.x]).size).toBe(3);
    });

    it('says who is exhausted, by what, and until when', async () => {
      await addCity(the(), 2);
      const first = bound(await the().bind(wish({ expiresAt: null })));
      bound(await the().bind(wish({ b: party(3) })));
      await the().release(first.id, 'requested', START + HOUR);
      expect(refusal(await the().bind(wish({ b: party(4), at: START + HOUR })))).toEqual({
        reason: 'pool-exhausted',
        exhausted: 'a',
        numbers: 2,
        boundByA: 1,
        boundByB: 0,
        coolingForA: 1,
        coolingForB: 0,
        freeAt: START + HOUR + 7 * DAY,
      });
    });

    it('knows a pool without open numbers, and two parties that block each other', async () => {
      await addCity(the(), 2, { coolDownMs: 0 });
      expect(refusal(await the().bind(wish({ areaCode: '021' })))).toMatchObject({
        reason: 'pool-exhausted',
        exhausted: 'pool',
        numbers: 0,
        freeAt: null,
      });
      bound(await the().bind(wish({ b: party(3), x: x(0), expiresAt: null })));
      bound(await the().bind(wish({ a: party(4), x: x(1), expiresAt: null })));
      expect(refusal(await the().bind(wish()))).toMatchObject({ exhausted: 'both', freeAt: null });
    });

    it('comes back to a number at the very end of the cool-down', async () => {
      await addCity(the(), 1);
      bound(await the().bind(wish()));
      const end = START + DAY + 7 * DAY;
      expect(await the().bind(wish({ b: party(3), at: end - 1 }))).toMatchObject({ ok: false });
      bound(await the().bind(wish({ b: party(3), at: end })));
      expect(reach(the(), party(1), x(0), end)).toBe(party(3).reveal());
      expect(reach(the(), party(2), x(0), end)).not.toBe(party(1).reveal());
    });

    it('never lets a clock that is set back wake an earlier binding beside a later one', async () => {
      await addCity(the(), 1);
      const first = bound(await the().bind(wish()));
      const end = START + DAY + 7 * DAY;
      bound(await the().bind(wish({ b: party(3), at: end })));
      expect(reach(the(), party(2), x(0), START)).toBe('binding-cooling');
      expect(reach(the(), party(1), x(0), START)).toBe(party(3).reveal());
      expect(the().binding(first.id)).toMatchObject({ releaseReason: 'replaced', releasedAt: START + DAY });
    });

    it('prefers what both never met, then what both have not met for the longest time', async () => {
      await addCity(the(), 3, { coolDownMs: 0 });
      const seen = [];
      for (const hour of [0, 1, 2, 3, 4]) {
        const at = START + hour * HOUR;
        const binding = bound(await the().bind(wish({ b: party(2 + hour), at })));
        await the().release(binding.id, 'requested', at);
        seen.push(binding.x);
      }
      expect(new Set(seen.slice(0, 3)).size).toBe(3);
      expect(seen.slice(3)).toEqual(seen.slice(0, 2));
    });

    it('gives a pair its earlier number again in a sticky pool, and a new one in another', async () => {
      await addCity(the(), 50, { coolDownMs: 0, sticky: true });
      const before = bound(await the().bind(wish({ x: x(37) })));
      await the().release(before.id, 'requested', START);
      const after = bound(await the().bind(wish({ a: party(2), b: party(1) })));
      expect(after.x).toBe(x(37));
      await the().release(after.id, 'requested', START);
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { sticky: false } });
      expect(bound(await the().bind(wish())).x).not.toBe(x(37));
    });

    it('keeps even a sticky pair off a number inside the cool-down', async () => {
      await addCity(the(), 2, { sticky: true });
      const before = bound(await the().bind(wish()));
      await the().release(before.id, 'requested', START);
      expect(bound(await the().bind(wish())).x).not.toBe(before.x);
    });

    it('decides many wishes in their order, and a refused one stops no other', async () => {
      await addCity(the(), 1);
      const results = await the().bindMany([
        wish(),
        wish({ b: party(3) }),
        wish({ a: party(4), b: party(5) }),
        wish(),
      ]);
      expect(results.map((result) => (result.ok ? result.existing : result.refusal.reason))).toEqual([
        false,
        'pool-exhausted',
        false,
        true,
      ]);
      expect(await the().bindMany([])).toEqual([]);
    });
  });
}

function describeListing(the: () => BindingStore): void {
  describe('the list of bindings', () => {
    const ids = (query: Parameters<BindingStore['bindings']>[0]): readonly number[] =>
      the()
        .bindings(query)
        .map((binding) => binding.id);

    it('is by party, number and pool, of live ones unless asked otherwise, in pages', async () => {
      await addCity(the(), 4);
      await the().addNumbers({ pool: 'other', range: range(10, 13), areaCode: null, policy: null });
      const one = bound(await the().bind(wish({ x: x(0) })));
      const two = bound(await the().bind(wish({ mode: 'reverse', b: party(3), x: x(0) })));
      const three = bound(await the().bind(wish({ pool: 'other', a: party(3), b: party(4) })));
      const four = bound(await the().bind(wish({ a: party(5), b: party(1), x: x(1) })));
      await the().release(four.id, 'requested', START);
      const all = { at: START, limit: 10 };
      expect(ids(all)).toEqual([one.id, two.id, three.id]);
      expect(ids({ ...all, ended: true })).toEqual([one.id, two.id, three.id, four.id]);
      expect(ids({ ...all, party: party(1) })).toEqual([one.id, two.id]);
      expect(ids({ ...all, party: party(1), ended: true })).toEqual([one.id, two.id, four.id]);
      expect(ids({ ...all, party: party(3) })).toEqual([two.id, three.id]);
      expect(ids({ ...all, x: x(0) })).toEqual([one.id, two.id]);
      expect(ids({ ...all, x: x(99) })).toEqual([]);
      expect(ids({ ...all, pool: 'other' })).toEqual([three.id]);
      expect(ids({ ...all, party: party(3), pool: 'other' })).toEqual([three.id]);
      expect(ids({ ...all, at: START + DAY })).toEqual([]);
      expect(ids({ ...all, limit: 2 })).toEqual([one.id, two.id]);
      expect(ids({ ...all, after: two.id })).toEqual([three.id]);
      expect(ids({ ...all, party: party(1), after: one.id, limit: 1, ended: true })).toEqual([two.id]);
    });

    it('of a pool goes number by number, in parts of any size', async () => {
      await addCity(the(), 4);
      await the().addNumbers({ pool: 'other', range: range(10, 13), areaCode: null, policy: null });
      await the().addNumbers({ pool: 'city', range: range(20, 21), areaCode: null, policy: null });
      const numbers = [20, 3, 0, 3, 21, 11, 3, 0];
      for (const [n, on] of numbers.entries()) {
        const pool = on === 11 ? 'other' : 'city';
        bound(await the().bind(wish({ a: party(2 * n), b: party(2 * n + 1), x: x(on), pool })));
      }
      await the().release(4 as BindingId, 'requested', START);
      const read = (pool: string, limit: number, ended: boolean): readonly number[] => {
        const found: number[] = [];
        let after: PoolBindingsQuery['after'] = null;
        for (;;) {
          const part: PoolBindings = the().bindingsOfPool({ pool, ended, at: START, after, limit });
          expect(part.bindings.length).toBeLessThanOrEqual(limit);
          found.push(...part.bindings.map(({ id }) => id));
          if (part.next === null) return found;
          after = part.next;
        }
      };
      for (const limit of [1, 2, 3, 7, 100]) {
        expect(read('city', limit, true)).toEqual([3, 8, 2, 4, 7, 1, 5]);
        expect(read('city', limit, false)).toEqual([3, 8, 2, 7, 1, 5]);
        expect(read('other', limit, false)).toEqual([6]);
      }
      const after = { x: x(3), id: 4 as BindingId };
      expect(await the().purge(START + HOUR, START + 8 * DAY, 9)).toBe(1);
      const rest = the().bindingsOfPool({ pool: 'city', ended: true, at: START, after, limit: 9 });
      expect(rest.bindings.map(({ id }) => id)).toEqual([7, 1, 5]);
    });

    it('is by a range of numbers, also of ones that are in no pool any more', async () => {
      await addCity(the(), 4, { coolDownMs: 0 });
      const low = bound(await the().bind(wish({ x: x(1) })));
      const high = bound(await the().bind(wish({ a: party(3), x: x(3) })));
      const all = { at: START, limit: 10, ended: true };
      expect(ids({ ...all, numbers: range(0, 9) })).toEqual([low.id, high.id]);
      expect(ids({ ...all, numbers: range(2, 3) })).toEqual([high.id]);
      expect(ids({ ...all, numbers: range(4, 9) })).toEqual([]);
      await the().release(low.id, 'requested', START);
      await the().removeNumbers('city', range(0, 2), START + 1);
      expect(ids({ ...all, numbers: range(1) })).toEqual([low.id]);
      expect(ids({ ...all, numbers: range(1), ended: false })).toEqual([]);
      expect(ids({ ...all, numbers: range(2) })).toEqual([]);
    });

    it('masks real numbers wherever they are printed', async () => {
      await addCity(the(), 1);
      const binding = bound(await the().bind(wish()));
      expect([JSON.stringify(binding), String(binding.a), inspect(binding)].join()).not.toContain(
        '138001380',
      );
    });
  });
}
