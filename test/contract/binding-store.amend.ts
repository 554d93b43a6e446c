import { beforeEach, describe, expect, it } from 'vitest';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Amendment, AmendResult, BindingStore } from '../../src/ports/binding-store.ts';
import {
  addCity,
  bound,
  DAY,
  extension,
  HOUR,
  party,
  reach,
  refusal,
  START,
  shownTo,
  wish,
  x,
} from './binding-store.fixtures.ts';

const [A, B, C, D] = [party(1), party(2), party(3), party(4)];
const COOL = 7 * DAY;
const LATER = START + HOUR;

function refusalOf(result: AmendResult): object {
  if (result.ok) throw new Error('the binding was changed');
  return result.refusal;
}

/** What changes in a live binding, and what stays. */
export function describeAmendments(the: () => BindingStore): void {
  const reached = (caller: number, at = LATER, on = 0): string => reach(the(), party(caller), x(on), at);
  const amend = (id: BindingId, amendment: Amendment, at = LATER) => the().amend(id, amendment, at);

  async function amended(id: BindingId, amendment: Amendment, at = LATER): Promise<void> {
    const result = await amend(id, amendment, at);
    if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
    expect(result.binding).toEqual(the().binding(id));
  }

  const bind = async (changes: Parameters<typeof wish>[0] = {}): Promise<BindingId> =>
    bound(await the().bind(wish({ x: x(0), expiresAt: START + 100 * DAY, ...changes }))).id;

  describe('a party that is changed for another', () => {
    beforeEach(() => addCity(the(), 4));

    it('is refused from then on, and the new one reaches the other party and is reached', async () => {
      const id = await bind();
      await amended(id, { b: C });
      expect([1, 3, 2].map((n) => reached(n))).toEqual([C.reveal(), A.reveal(), 'binding-cooling']);
      expect(the().binding(id)).toMatchObject({ id, a: A, b: C, x: x(0), revision: 1, createdAt: START });
      await amended(id, { a: D });
      expect([4, 3, 1, 2].map((n) => reached(n))).toEqual([
        C.reveal(),
        D.reveal(),
        'binding-cooling',
        'binding-cooling',
      ]);
      expect(the().binding(id)?.revision).toBe(2);
    });

    it('gets the number from nobody before its cool-down is over', async () => {
      const id = await bind();
      await amended(id, { b: C });
      const other = await bind({ a: D, b: party(5) });
      const until = LATER + COOL;
      const taken = { reason: 'number-taken', cooling: true, until };
      expect(refusal(await the().bind(wish({ x: x(0), a: B, b: party(6), at: until - 1 })))).toEqual({
        ...taken,
        party: 'a',
      });
      expect(refusalOf(await amend(other, { b: B }, until - 1))).toEqual({ ...taken, party: 'b' });
      expect(reached(2, until - 1)).toBe('binding-cooling');
      expect(reached(2, until)).toBe('no-binding');
      await amended(other, { b: B }, until);
      expect(reached(2, until)).toBe(D.reveal());
    });

    it('stands in the list as a released binding of its own, and not as a live one', async () => {
      const id = await bind({ reference: 'order' });
      await amended(id, { b: C });
      const list = (ended: boolean) => the().bindings({ at: LATER, limit: 9, ended, party: B });
      expect(list(false)).toEqual([]);
      expect(list(true)).toMatchObject([
        { a: B, b: null, x: x(0), releasedAt: LATER, releaseReason: 'amended', reference: 'order' },
      ]);
      expect(the().bindings({ at: LATER, limit: 9 })).toMatchObject([{ id }]);
      expect(await the().poolUsage(LATER)).toMatchObject([{ liveBindings: 1, busiestPartyPeers: 1 }]);
    });

    it('may come back when its cool-down is over, and then cools from the end of that', async () => {
      const id = await bind();
      await amended(id, { b: C });
      const back = LATER + COOL;
      expect(refusalOf(await amend(id, { b: B }, back - 1))).toMatchObject({ cooling: true });
      await amended(id, { b: B }, back);
      expect([reached(1, back), reached(2, back), reached(3, back)]).toEqual([
        B.reveal(),
        A.reveal(),
        'binding-cooling',
      ]);
      expect(await the().bind(wish({ a: A, b: B, at: back }))).toMatchObject({
        existing: true,
        binding: { id },
      });
      await the().release(id, 'requested', back + HOUR);
      expect(reached(2, back + HOUR)).toBe('binding-cooling');
      const again = (at: number) => the().bind(wish({ x: x(0), a: B, b: D, at }));
      expect(refusal(await again(back + HOUR + COOL - 1))).toMatchObject({
        reason: 'number-taken',
        party: 'a',
      });
      expect(bound(await again(back + HOUR + COOL)).x).toBe(x(0));
    });

    it('is forgotten by a purge after its cool-down, while the binding lives on', async () => {
      const id = await bind();
      await amended(id, { b: C });
      expect(await the().purge(LATER + COOL, LATER + COOL - 1, 10)).toBe(0);
      expect(await the().purge(LATER + COOL, LATER + COOL, 10)).toBe(1);
      expect([1, 3, 2].map((n) => reached(n, LATER + COOL))).toEqual([C.reveal(), A.reveal(), 'no-binding']);
      await the().release(id, 'requested', LATER + COOL);
      expect(await the().purge(LATER + 3 * COOL, LATER + 3 * COOL, 10)).toBe(1);
      expect(the().bindings({ at: START, limit: 9, ended: true })).toEqual([]);
    });
  });

  describe('a party that comes in', () => {
    beforeEach(() => addCity(the(), 4));

    it('must not have the number by another binding, live or cooling, and nothing is changed then', async () => {
      const id = await bind();
      const end = START + 2 * DAY;
      await bind({ a: C, b: D, expiresAt: end });
      const until = end + COOL;
      const taken = { reason: 'number-taken', party: 'b', until };
      const wishes: readonly Amendment[] = [
        { b: C },
        { a: party(9), b: C, expiresAt: null, reference: 'new' },
      ];
      for (const [at, cooling] of [
        [LATER, false],
        [end, true],
        [until - 1, true],
      ] as const)
        for (const amendment of wishes) {
          const before = the().binding(id);
          expect(refusalOf(await amend(id, amendment, at))).toEqual({ ...taken, cooling });
          expect(the().binding(id)).toEqual(before);
          expect([reached(1, at), reached(2, at), reached(9, at)]).toEqual([
            B.reveal(),
            A.reveal(),
            'no-binding',
          ]);
        }
    });

    it('is found by the binding also when it had a later one on the number, which is over', async () => {
      const id = await bind();
      const later = await bind({ a: C, b: D, expiresAt: START + DAY });
      const at = START + DAY + COOL;
      await amended(id, { b: C }, at);
      expect([reached(1, at), reached(3, at), reached(4, at)]).toEqual([
        C.reveal(),
        A.reveal(),
        'no-binding',
      ]);
      expect(reached(3, START)).toBe(A.reveal());
      expect(the().binding(later)).toMatchObject({ releaseReason: 'replaced', releasedAt: START + DAY });
      expect(the().bindings({ at, limit: 9, ended: true, party: C })).toMatchObject([{ id }, { id: later }]);
      expect(refusal(await the().bind(wish({ x: x(0), a: C, b: party(9), at })))).toMatchObject({
        reason: 'number-taken',
        cooling: false,
      });
      await the().release(id, 'requested', at);
      expect(reached(3, at)).toBe('binding-cooling');
      expect(await the().purge(at, at, 9)).toBe(1);
      expect(reached(3, at)).toBe('binding-cooling');
    });

    it('is refused on a locked number, where terms can still change', async () => {
      const id = await bind();
      await the().setLocked('city', null, true);
      expect(refusalOf(await amend(id, { b: C }))).toEqual({ reason: 'number-locked' });
      await amended(id, { b: B, mode: 'a-to-b', expiresAt: null });
      expect([reached(1), reached(2)]).toEqual([B.reveal(), 'wrong-direction']);
    });

    it('is not the other party', async () => {
      const id = await bind();
      expect(refusalOf(await amend(id, { b: A }))).toEqual({ reason: 'same-party' });
      expect(refusalOf(await amend(id, { a: B }))).toEqual({ reason: 'same-party' });
      await amended(id, { a: B, b: A, mode: 'a-to-b' });
      expect([reached(1), reached(2)]).toEqual(['wrong-direction', A.reveal()]);
      expect(the().bindings({ at: LATER, limit: 9, ended: true })).toHaveLength(1);
    });
  });

  describe('a change', () => {
    beforeEach(async () => {
      await addCity(the(), 4);
      await the().putGroup('drivers', [party(9)]);
    });

    it('keeps whatever it does not name, and stops a running after-call timer', async () => {
      const details = { ...NO_DETAILS, userData: '{"n":1}' };
      const id = await bind({ afterCallMs: HOUR, slidingMs: 5, reference: 'one', details });
      await the().callEnded(id, START);
      const before = the().binding(id);
      expect(before?.afterCallReleaseAt).toBe(START + HOUR);
      await amended(id, {}, START);
      expect(the().binding(id)).toEqual({ ...before, afterCallReleaseAt: null });
      const terms = { expiresAt: null, afterCallMs: null, slidingMs: 7, reference: null };
      await amended(id, { ...terms, details: { userData: null } });
      expect(the().binding(id)).toEqual({
        ...before,
        ...terms,
        afterCallReleaseAt: null,
        details: NO_DETAILS,
      });
      await amended(id, { a: A, b: B });
      expect(the().binding(id)?.revision).toBe(0);
    });

    it('is for a live binding only', async () => {
      expect(refusalOf(await amend(77 as BindingId, { b: C }))).toEqual({ reason: 'not-found' });
      const id = await bind({ expiresAt: LATER });
      expect(refusalOf(await amend(id, { expiresAt: null }))).toEqual({ reason: 'already-ended' });
      await amended(id, { b: C }, LATER - 1);
      const [former] = the().bindings({ at: LATER - 1, limit: 9, ended: true, party: B });
      expect(refusalOf(await amend(former?.id ?? id, { b: D }, LATER - 1))).toEqual({
        reason: 'already-ended',
      });
    });

    it('of the mode is one of the direction', async () => {
      const id = await bind();
      for (const [mode, ofA, ofB] of [
        ['b-to-a', 'wrong-direction', A.reveal()],
        ['a-to-b', B.reveal(), 'wrong-direction'],
        ['two-way', B.reveal(), A.reveal()],
      ] as const) {
        await amended(id, { mode });
        expect([reached(1), reached(2)]).toEqual([ofA, ofB]);
      }
      expect(the().binding(id)?.revision).toBe(0);
      for (const mode of ['reverse', 'axyb', 'ax', 'axe', 'axg'] as const)
        expect(refusalOf(await amend(id, { mode }))).toEqual({ reason: 'mode-unfit' });
      expect(refusalOf(await amend(id, { b: null }))).toEqual({ reason: 'mode-unfit' });
      const reverse = await bind({ mode: 'reverse', x: x(1) });
      expect(refusalOf(await amend(reverse, { mode: 'two-way' }))).toEqual({ reason: 'mode-unfit' });
    });

    it('of a party takes its telephones and its PIN out of the policy, and leaves those of the other', async () => {
      const policy = {
        maxCallMs: HOUR,
        alternates: { a: [party(21)], b: [party(22)], windowMs: HOUR, prompt: null },
        strangers: {
          withheld: 'pin',
          otherPhone: 'pin',
          pins: { a: new Secret('1111'), b: new Secret('2222') },
          attempts: 3,
          lockOutMs: HOUR,
          remember: false,
        },
      } as const;
      const id = await bind({ details: { ...NO_DETAILS, policy } });
      const kept = (): object => {
        const { maxCallMs, alternates, strangers } = the().binding(id)?.details.policy ?? {};
        const pins = [strangers?.pins.a?.reveal(), strangers?.pins.b?.reveal()];
        const telephones = [alternates?.a, alternates?.b].map((list) => list?.map((one) => one.reveal()));
        return { maxCallMs, pins, telephones };
      };
      await amended(id, { expiresAt: null });
      const [ofA, ofB] = [[party(21).reveal()], [party(22).reveal()]];
      expect(kept()).toEqual({ maxCallMs: HOUR, pins: ['1111', '2222'], telephones: [ofA, ofB] });
      await amended(id, { b: C });
      expect(kept()).toEqual({ maxCallMs: HOUR, pins: ['1111', undefined], telephones: [ofA, []] });
      await amended(id, { a: D });
      expect(kept()).toEqual({ maxCallMs: HOUR, pins: [undefined, undefined], telephones: [[], []] });
      await amended(id, { b: party(23), policy: { said: policy, unsaid: [] } });
      expect(kept()).toEqual({ maxCallMs: HOUR, pins: ['1111', '2222'], telephones: [ofA, ofB] });
    });

    it('of A in a reverse binding leaves A free on the number', async () => {
      const id = await bind({ mode: 'reverse' });
      await amended(id, { a: C });
      expect([2, 3, 1].map((n) => reached(n))).toEqual([C.reveal(), 'wrong-direction', 'no-binding']);
      await bind({ mode: 'reverse', a: A, b: D });
      expect(reached(4)).toBe(A.reveal());
    });

    it('of B with a number of its own is on that number', async () => {
      const id = await bind({ mode: 'axyb', y: x(1) });
      await amended(id, { b: C });
      expect([reached(1), reached(3, LATER, 1), reached(2, LATER, 1)]).toEqual([
        C.reveal(),
        A.reveal(),
        'binding-cooling',
      ]);
      expect([shownTo(the(), A, x(0), LATER), shownTo(the(), C, x(1), LATER)]).toEqual([x(1), x(0)]);
      await bind({ a: B, b: D });
      await amended(id, { a: C, b: A });
      expect([reached(3), reached(1, LATER, 1), reached(1)]).toEqual([
        A.reveal(),
        C.reveal(),
        'binding-cooling',
      ]);
    });

    it('of A on an open number turns the former A away, who else would come through as a stranger', async () => {
      const examples = [
        [0, { mode: 'ax' }],
        [1, { mode: 'axe', extension: '12' }],
        [2, { mode: 'axg', group: 'drivers' }],
      ] as const;
      for (const [on, mode] of examples) {
        const id = await bind({ ...mode, x: x(on), b: null, details: { ...NO_DETAILS, callBackMs: DAY } });
        await the().callRouted(id, START, party(9));
        await the().setTemporaryCallee(id, { number: party(8), at: LATER + COOL }, START);
        await amended(id, { a: C });
        const digits = mode.mode === 'axe' ? extension('12') : null;
        expect(reach(the(), party(9), x(on), LATER, digits)).toBe(C.reveal());
        expect(reach(the(), A, x(on), LATER + COOL - 1, digits)).toBe('binding-cooling');
        expect(reached(3, LATER, on)).toBe('nobody-to-return-to');
        const stranger = mode.mode === 'axg' ? 'not-a-member' : C.reveal();
        expect(reach(the(), A, x(on), LATER + COOL, digits)).toBe(stranger);
      }
    });

    it('of A makes remembered callers key the extension again', async () => {
      const details = { ...NO_DETAILS, callBackMs: DAY, remembersCallers: true };
      const id = await bind({ mode: 'axe', extension: '12', b: null, details });
      await the().callRouted(id, START, party(9));
      expect(reached(9)).toBe(A.reveal());
      await amended(id, { a: C });
      expect(reached(9)).toBe('asked for extension');
    });

    it('leaves calls of the former parties nothing to do but count', async () => {
      const details = { ...NO_DETAILS, callBackMs: DAY };
      const terms = { afterCallMs: HOUR, slidingMs: 200 * DAY };
      const id = await bind({ mode: 'ax', b: null, details, ...terms });
      await amended(id, { a: D });
      const talk = { talkMs: 5, isCounted: true, releaseAfterCalls: 1, revision: 0 };
      await the().callRouted(id, LATER, C, true, 0);
      await the().callEnded(id, LATER, talk);
      expect(reached(4)).toBe('nobody-to-return-to');
      expect(the().binding(id)).toMatchObject({
        expiresAt: START + 100 * DAY,
        afterCallReleaseAt: null,
        releasedAt: null,
        use: { calls: 1, answeredCalls: 1, talkMs: 5 },
      });
      await the().callRouted(id, LATER, C, true, 1);
      expect(reached(4)).toBe(C.reveal());
      await the().callEnded(id, LATER, { ...talk, releaseAfterCalls: null, revision: 1 });
      expect(the().binding(id)).toMatchObject({
        expiresAt: LATER + 200 * DAY,
        afterCallReleaseAt: LATER + HOUR,
        use: { calls: 2, answeredCalls: 2, talkMs: 10 },
      });
    });

    it('of whom A reaches by default leaves it who called last', async () => {
      const id = await bind({ mode: 'ax', b: null, details: { ...NO_DETAILS, callBackMs: DAY } });
      await amended(id, { b: B }, START);
      expect(reached(1)).toBe(B.reveal());
      await the().callRouted(id, START, party(9));
      await amended(id, { b: C });
      expect([reached(1), reached(1, START + DAY)]).toEqual([party(9).reveal(), C.reveal()]);
      await amended(id, { b: null });
      expect(reached(1, START + DAY)).toBe('nobody-to-return-to');
      expect(reached(2)).toBe(A.reveal());
    });
  });
}
