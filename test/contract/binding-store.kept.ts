import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { type BindingStore, MAX_GROUP_MEMBERS } from '../../src/ports/binding-store.ts';
import { addCity, bound, DAY, HOUR, party, reach, START, wish, x } from './binding-store.fixtures.ts';

const A = party(1);
const CALLS_BACK = { ...NO_DETAILS, callBackMs: HOUR };
const REMEMBERS = { ...CALLS_BACK, remembersCallers: true };

/** The numbers that come and go while a binding lives: last callers, callees for a while, remembered callers, members. */
export function describeKeptNumbers(the: () => BindingStore): void {
  const open = async (changes: Partial<BindRequest> = {}): Promise<Binding> =>
    bound(await the().bind(wish({ mode: 'ax', x: x(0), b: null, details: CALLS_BACK, ...changes })));
  const aReaches = (at: number, on = 0) => reach(the(), A, x(on), at);

  describe('who called last', () => {
    beforeEach(() => addCity(the(), 3));

    it('is whom A reaches, for as long as the binding says', async () => {
      const { id } = await open();
      expect(aReaches(START)).toBe('nobody-to-return-to');
      await the().callRouted(id, START, party(8));
      await the().callRouted(id, START + 10, party(9));
      expect(aReaches(START + 10)).toBe(party(9).reveal());
      expect(aReaches(START + 10 + HOUR - 1)).toBe(party(9).reveal());
      expect(aReaches(START + 10 + HOUR)).toBe('nobody-to-return-to');
    });

    it('is not A, nor somebody without a number', async () => {
      const { id } = await open();
      await the().callRouted(id, START, party(8));
      await the().callRouted(id, START + 1, A);
      await the().callRouted(id, START + 2, null);
      expect(aReaches(START + 2)).toBe(party(8).reveal());
    });

    it('comes before the default callee, who is reached again afterwards', async () => {
      const { id } = await open({ b: party(2) });
      await the().callRouted(id, START, party(8));
      expect([aReaches(START), aReaches(START + HOUR)]).toEqual([party(8).reveal(), party(2).reveal()]);
    });

    it('is not kept by a binding that calls nobody back, and not by a pair', async () => {
      const silent = await open({ details: NO_DETAILS });
      await the().callRouted(silent.id, START, party(8));
      bound(await the().bind(wish({ mode: 'ax', x: x(0), b: null, details: CALLS_BACK })));
      expect(aReaches(START)).toBe('nobody-to-return-to');
      const pair = bound(await the().bind(wish({ x: x(1) })));
      await the().callRouted(pair.id, START, party(8));
      expect(aReaches(START, 1)).toBe(party(2).reveal());
    });

    it('is forgotten by a renewal that calls nobody back, for as long as that holds', async () => {
      const { id } = await open();
      await the().callRouted(id, START, party(8));
      await open({ details: NO_DETAILS });
      expect(aReaches(START)).toBe('nobody-to-return-to');
    });

    it('belongs to one binding: the next one of A on the number knows nobody', async () => {
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: 0 } });
      const { id } = await open();
      await the().callRouted(id, START, party(8));
      await the().release(id, 'requested', START + 1);
      await open({ at: START + 1 });
      expect(aReaches(START + 1)).toBe('nobody-to-return-to');
    });

    it('slides the expiry of the binding where it does so', async () => {
      const { id } = await open({ expiresAt: START + HOUR, slidingMs: HOUR });
      await the().callRouted(id, START + 10, party(8));
      expect(the().binding(id)?.expiresAt).toBe(START + 10 + HOUR);
    });
  });

  describe('a callee for a while', () => {
    beforeEach(() => addCity(the(), 3));

    it('comes before everybody else, until its end', async () => {
      const { id } = await open({ b: party(2) });
      await the().callRouted(id, START, party(8));
      const set = await the().setTemporaryCallee(id, { number: party(9), at: START + 10 }, START);
      expect(set).toMatchObject({ ok: true, binding: { id } });
      expect([aReaches(START), aReaches(START + 9)]).toEqual([party(9).reveal(), party(9).reveal()]);
      expect(aReaches(START + 10)).toBe(party(8).reveal());
    });

    it('is replaced, and ended before its time', async () => {
      const { id } = await open();
      await the().setTemporaryCallee(id, { number: party(9), at: START + DAY }, START);
      await the().setTemporaryCallee(id, { number: party(10), at: START + 10 }, START);
      expect(aReaches(START)).toBe(party(10).reveal());
      await the().setTemporaryCallee(id, null, START);
      await the().setTemporaryCallee(id, null, START);
      expect(aReaches(START)).toBe('nobody-to-return-to');
    });

    it('lets strangers through to A as before, and is a stranger itself', async () => {
      const { id } = await open();
      await the().setTemporaryCallee(id, { number: party(9), at: START + 10 }, START);
      for (const n of [8, 9]) expect(reach(the(), party(n), x(0), START)).toBe(A.reveal());
    });

    it('is never A, who would call nobody but A', async () => {
      const { id } = await open({ b: party(2) });
      await the().setTemporaryCallee(id, { number: A, at: START + 10 }, START);
      expect(aReaches(START)).toBe(party(2).reveal());
    });

    it('is only for live bindings through which strangers come', async () => {
      const callee = { number: party(9), at: START + DAY };
      const pair = bound(await the().bind(wish({ x: x(1) })));
      const none = { ok: false, reason: 'not-found' };
      expect(await the().setTemporaryCallee(pair.id, callee, START)).toEqual(none);
      expect(await the().setTemporaryCallee(999 as BindingId, callee, START)).toEqual(none);
      const { id } = await open();
      expect(await the().setTemporaryCallee(id, callee, START + DAY)).toEqual({
        ok: false,
        reason: 'already-ended',
      });
    });
  });

  describe('a remembered caller', () => {
    beforeEach(() => addCity(the(), 3));
    const axe = (a: number, digits: string, changes: Partial<BindRequest> = {}) =>
      open({ mode: 'axe', a: party(a), extension: digits, details: REMEMBERS, ...changes });
    const callerReaches = (at: number, on = 0) => reach(the(), party(8), x(on), at);

    it('keys the extension once, and again when the time is over', async () => {
      const { id } = await axe(1, '1111');
      expect(callerReaches(START)).toBe('asked for extension');
      await the().callRouted(id, START, party(8));
      expect(callerReaches(START + HOUR - 1)).toBe(A.reveal());
      expect(reach(the(), party(9), x(0), START)).toBe('asked for extension');
      expect(callerReaches(START + HOUR)).toBe('asked for extension');
    });

    it('is led to the A whose extension was keyed last', async () => {
      const one = await axe(1, '1111');
      const three = await axe(3, '3333');
      await the().callRouted(one.id, START, party(8));
      await the().callRouted(three.id, START + 1, party(8));
      expect(callerReaches(START + 2)).toBe(party(3).reveal());
      await the().callRouted(one.id, START + 3, party(8));
      expect(callerReaches(START + 4)).toBe(A.reveal());
      expect([aReaches(START + 4), reach(the(), party(3), x(0), START + 4)]).toEqual([
        party(8).reveal(),
        party(8).reveal(),
      ]);
    });

    it('is asked again where the binding remembers nobody', async () => {
      const { id } = await axe(1, '1111', { details: CALLS_BACK });
      await the().callRouted(id, START, party(8));
      expect(callerReaches(START)).toBe('asked for extension');
      expect(aReaches(START)).toBe(party(8).reveal());
    });

    it('is never led to who has the extension, or the number, after that binding ended', async () => {
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: 10 } });
      const { id } = await axe(1, '1111');
      await axe(4, '4444');
      await the().callRouted(id, START, party(8));
      await the().release(id, 'requested', START + 1);
      expect(callerReaches(START + 1)).toBe('asked for extension');
      await axe(3, '1111', { at: START + 11 });
      expect(callerReaches(START + 11)).toBe('asked for extension');
      expect(await the().purge(START + 20, START + 20, 10)).toBe(1);
      expect(callerReaches(START + 20)).toBe('asked for extension');
    });

    it('is remembered on one number only', async () => {
      const { id } = await axe(1, '1111');
      await axe(3, '1111', { x: x(1) });
      await the().callRouted(id, START, party(8));
      expect(callerReaches(START, 1)).toBe('asked for extension');
    });
  });

  describe('a group', () => {
    beforeEach(() => addCity(the(), 3));
    const members = (name: string) =>
      the()
        .groupMembers(name)
        ?.map((member) => member.reveal())
        .sort();
    const drivers = (changes: Partial<BindRequest> = {}) =>
      open({ mode: 'axg', group: 'drivers', ...changes });

    it('is made, replaced, changed and listed', async () => {
      expect(the().groupMembers('drivers')).toBeNull();
      expect(await the().putGroup('drivers', [party(3), party(4), party(3)])).toEqual({
        ok: true,
        group: { name: 'drivers', members: 2 },
      });
      await the().putGroup('drivers-of-beijing', []);
      await the().putGroup('other', [party(5)]);
      expect(the().groups('drivers')).toEqual([
        { name: 'drivers', members: 2 },
        { name: 'drivers-of-beijing', members: 0 },
      ]);
      expect(the().groups('')).toHaveLength(3);
      await the().changeGroup('drivers', [party(5), party(4)], [party(3), party(9)]);
      expect(members('drivers')).toEqual([party(4).reveal(), party(5).reveal()]);
      await the().putGroup('drivers', [party(7)]);
      expect(members('drivers')).toEqual([party(7).reveal()]);
      expect(members('other')).toEqual([party(5).reveal()]);
    });

    it('keeps a member that is named to be added and to be removed', async () => {
      await the().putGroup('drivers', [party(3)]);
      await the().changeGroup('drivers', [party(3), party(4)], [party(3), party(4)]);
      expect(members('drivers')).toEqual([party(3).reveal(), party(4).reveal()]);
    });

    it('that is not there can neither be changed nor removed', async () => {
      const unknown = { ok: false, reason: 'group-unknown' };
      expect(await the().changeGroup('drivers', [], [])).toEqual(unknown);
      expect(await the().removeGroup('drivers', START)).toEqual(unknown);
    });

    it('lets its members reach A from the moment they are in, until they are out', async () => {
      await the().putGroup('drivers', [party(3)]);
      await drivers();
      const reached = (n: number) => reach(the(), party(n), x(0), START);
      expect([reached(3), reached(4)]).toEqual([A.reveal(), 'not-a-member']);
      await the().changeGroup('drivers', [party(4)], [party(3)]);
      expect([reached(3), reached(4)]).toEqual(['not-a-member', A.reveal()]);
      await the().putGroup('drivers', []);
      expect([reached(3), reached(4)]).toEqual(['not-a-member', 'not-a-member']);
    });

    it('has A call back the member who called last, and no longer one who left', async () => {
      await the().putGroup('drivers', [party(3), party(4)]);
      const { id } = await drivers({ b: party(2) });
      await the().callRouted(id, START, party(3));
      expect(aReaches(START)).toBe(party(3).reveal());
      await the().changeGroup('drivers', [], [party(3)]);
      expect(aReaches(START)).toBe(party(2).reveal());
      await the().changeGroup('drivers', [party(3)], []);
      expect(aReaches(START)).toBe(party(3).reveal());
    });

    it(`has up to ${MAX_GROUP_MEMBERS} members, and each of them is found`, async () => {
      const many = Array.from({ length: MAX_GROUP_MEMBERS }, (_, n) => party(1000 + n));
      expect(await the().putGroup('drivers', many)).toMatchObject({ group: { members: MAX_GROUP_MEMBERS } });
      await drivers();
      for (const n of [1000, 5000, 10_999]) expect(reach(the(), party(n), x(0), START)).toBe(A.reveal());
      expect(reach(the(), party(11_000), x(0), START)).toBe('not-a-member');
      const tooLarge = { ok: false, reason: 'group-too-large' };
      expect(await the().putGroup('drivers', [...many, party(3)])).toEqual(tooLarge);
      expect(await the().changeGroup('drivers', [party(3)], [])).toEqual(tooLarge);
      expect(await the().changeGroup('drivers', [party(3), party(1000)], [party(1000)])).toEqual(tooLarge);
      expect(await the().changeGroup('drivers', [party(3), party(4)], [party(1000), party(1000)])).toEqual(
        tooLarge,
      );
      expect(the().groupMembers('drivers')).toHaveLength(MAX_GROUP_MEMBERS);
      expect(reach(the(), party(1000), x(0), START)).toBe(A.reveal());
      expect(await the().changeGroup('drivers', [party(3), party(3)], [party(1000)])).toMatchObject({
        ok: true,
      });
      expect(reach(the(), party(3), x(0), START)).toBe(A.reveal());
    });

    it('cannot be removed while a live binding names it; afterwards it is gone with its members', async () => {
      await the().putGroup('drivers', [party(3)]);
      const { id } = await drivers();
      expect(await the().removeGroup('drivers', START)).toEqual({ ok: false, reason: 'group-in-use' });
      await the().release(id, 'requested', START);
      expect(await the().removeGroup('drivers', START)).toMatchObject({ ok: true });
      expect(the().groupMembers('drivers')).toBeNull();
      await the().putGroup('drivers', []);
      expect(members('drivers')).toEqual([]);
    });
  });

  describe('the load of pools', () => {
    it('counts each binding of every mode once, and each number of a party', async () => {
      await addCity(the(), 10);
      await the().putGroup('drivers', []);
      const modes = ['two-way', 'reverse', 'a-to-b', 'b-to-a', 'axyb', 'ax', 'axe', 'axg'] as const;
      for (const [n, mode] of modes.entries())
        bound(
          await the().bind(
            wish({
              mode,
              b: party(n + 2),
              x: x(n),
              y: mode === 'axyb' ? x(9) : null,
              extension: mode === 'axe' ? 4 : null,
              group: mode === 'axg' ? 'drivers' : null,
              expiresAt: START + HOUR,
            }),
          ),
        );
      // A has nothing of the reverse binding.
      const load = { liveBindings: 8, busiestPartyPeers: 7, busiestPartyHolds: 7 };
      expect(await the().poolUsage(START)).toMatchObject([load]);
      const cooling = { liveBindings: 0, busiestPartyPeers: 0, busiestPartyHolds: 7 };
      expect(await the().poolUsage(START + HOUR)).toMatchObject([cooling]);
    });

    it('counts a second number for the party that has it', async () => {
      await addCity(the(), 4);
      await the().addNumbers({
        pool: 'other',
        range: { first: x(20), last: x(20) },
        areaCode: null,
        policy: null,
      });
      bound(await the().bind(wish({ mode: 'axyb', x: x(0), y: x(1) })));
      bound(await the().bind(wish({ mode: 'axyb', a: party(3), x: x(1), y: x(2) })));
      bound(await the().bind(wish({ a: party(4), x: x(0) })));
      expect((await the().poolUsage(START))[0]).toMatchObject({ liveBindings: 3, busiestPartyHolds: 3 });
      await the().setLocked('city', { first: x(1), last: x(1) }, true);
      expect((await the().poolUsage(START))[0]).toMatchObject({ liveBindings: 3, busiestPartyHolds: 2 });
    });
  });
}
