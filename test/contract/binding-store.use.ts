import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { UNUSED } from '../../src/domain/binding/binding-use.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../src/domain/policy/number-pattern.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import {
  addCity,
  bound,
  DAY,
  HOUR,
  party,
  range,
  reach,
  refusal,
  START,
  wish,
  x,
} from './binding-store.fixtures.ts';

const A = party(1);
const B = party(2);
const END = START + DAY;
const OVER = END + HOUR;
const TALK = { talkMs: 1_500, isCounted: true, releaseAfterCalls: null };

/** What of a binding's policy the store itself carries out: the grace, the counts, and the release with the last call. */
export function describeUse(the: () => BindingStore): void {
  const bind = async (policy: CallPolicy, changes: Partial<BindRequest> = {}): Promise<Binding> =>
    bound(await the().bind(wish({ x: x(0), details: { ...NO_DETAILS, policy }, ...changes })));
  const reached = (at: number) => [reach(the(), A, x(0), at), reach(the(), B, x(0), at)];
  const other = (changes: Partial<BindRequest>) => the().bind(wish({ b: party(3), ...changes }));

  describe('a grace', () => {
    beforeEach(() => addCity(the(), 2, { coolDownMs: 0 }));

    it('lets B call A after the expiry, nobody else, and not a moment longer', async () => {
      await bind({ graceMs: HOUR });
      expect(reached(END - 1)).toEqual([B.reveal(), A.reveal()]);
      expect(reached(END)).toEqual(['binding-expired', A.reveal()]);
      expect(reach(the(), party(3), x(0), END)).toBe('no-binding');
      expect(reached(OVER - 1)).toEqual(['binding-expired', A.reveal()]);
      expect(reached(OVER)).toEqual(['binding-expired', 'binding-expired']);
    });

    it.each([
      ['A', A],
      ['B', B],
    ])('keeps X from a new binding of %s until it is over', async (_name, a) => {
      await bind({ graceMs: HOUR });
      const wanted = { a, x: x(0) };
      expect(refusal(await other({ ...wanted, at: END }))).toEqual({
        reason: 'number-taken',
        party: 'a',
        cooling: true,
        until: OVER,
      });
      expect(bound(await other({ a, at: END })).x).toBe(x(1));
      expect(refusal(await other({ ...wanted, b: party(4), at: OVER - 1 }))).toMatchObject({ until: OVER });
      expect(bound(await other({ ...wanted, b: party(4), at: OVER })).x).toBe(x(0));
    });

    it('keeps X from strangers until it is over', async () => {
      await bind({ graceMs: HOUR });
      const open = (at: number) => other({ mode: 'ax', a: party(8), b: null, x: x(0), at });
      expect(refusal(await open(OVER - 1))).toEqual({ reason: 'number-shared' });
      bound(await open(OVER));
      expect(reached(OVER)).toEqual([party(8).reveal(), party(8).reveal()]);
    });

    it('is followed by the cool-down, and its number stays in the pool until then', async () => {
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: HOUR } });
      await bind({ graceMs: HOUR });
      expect(refusal(await other({ x: x(0), at: OVER }))).toMatchObject({ until: OVER + HOUR });
      expect(await the().removeNumbers('city', range(0), OVER + HOUR - 1)).toMatchObject({
        reason: 'range-in-use',
      });
      expect(await the().purge(OVER + HOUR, OVER + HOUR - 1, 10)).toBe(0);
      expect(await the().purge(OVER, OVER + HOUR, 10)).toBe(0);
      expect(await the().purge(OVER + 1, OVER + HOUR, 10)).toBe(1);
    });

    it('counts X as held in the usage of the pool, and no live binding', async () => {
      await bind({ graceMs: HOUR });
      const usage = async (at: number) => (await the().poolUsage(at))[0];
      expect(await usage(END)).toMatchObject({ liveBindings: 0, busiestPartyHolds: 1 });
      expect(await usage(OVER)).toMatchObject({ liveBindings: 0, busiestPartyHolds: 0 });
    });

    it('is ended by a release, and is none after one', async () => {
      const inGrace = await bind({ graceMs: HOUR });
      expect(await the().release(inGrace.id, 'requested', END + 5)).toMatchObject({ ok: true });
      expect(reached(END + 5)).toEqual(['no-binding', 'no-binding']);
      expect(await the().release(inGrace.id, 'requested', END + 6)).toMatchObject({
        reason: 'already-ended',
      });
      const released = await bind({ graceMs: HOUR }, { x: x(1) });
      await the().release(released.id, 'requested', START);
      expect(reach(the(), B, x(1), END)).toBe('no-binding');
    });

    it('is that of the pool where the binding says nothing, as the pool was when it was bound', async () => {
      const calls = (graceMs: number) =>
        the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { calls: { graceMs } } });
      await calls(HOUR);
      const binding = await bind({});
      await calls(0);
      expect(the().binding(binding.id)).toMatchObject({ graceMs: HOUR });
      expect(reached(OVER - 1)).toEqual(['binding-expired', A.reveal()]);
      expect((await bind({})).graceMs).toBe(0);
      expect(reached(END)).toEqual(['binding-expired', 'binding-expired']);
      await calls(HOUR);
      expect((await bind({ graceMs: 0 })).graceMs).toBe(0);
    });

    it.each([
      ['a-to-b', B],
      ['ax', null],
    ] as const)('is none in mode %s', async (mode, b) => {
      const { graceMs } = await bind({ graceMs: HOUR }, { mode, b });
      expect(graceMs).toBe(0);
      expect(reach(the(), B, x(0), END)).toBe('binding-expired');
    });

    it('is on Y in mode axyb', async () => {
      await bind({ graceMs: HOUR }, { mode: 'axyb', y: x(1) });
      expect(reach(the(), B, x(1), END)).toBe(A.reveal());
      expect(reach(the(), A, x(0), END)).toBe('binding-expired');
      for (const [number, a] of [
        [0, A],
        [1, B],
      ] as const)
        expect(refusal(await other({ a, x: x(number), at: OVER - 1 }))).toMatchObject({
          reason: 'number-taken',
          until: OVER,
        });
    });
  });

  describe('the use of a binding', () => {
    beforeEach(() => addCity(the(), 2, { coolDownMs: 0 }));
    const useOf = (binding: Binding) => the().binding(binding.id)?.use;

    it('is counted where a policy wants to know it, and goes on when the pair is bound again', async () => {
      const binding = await bind({});
      expect(binding.use).toEqual(UNUSED);
      await the().callRouted(binding.id, START, A);
      await the().callEnded(binding.id, START);
      expect(useOf(binding)).toEqual(UNUSED);
      await the().callRouted(binding.id, START, A, true);
      await the().callRouted(binding.id, START, B, true);
      await the().callEnded(binding.id, START, TALK);
      await the().callEnded(binding.id, START, { ...TALK, talkMs: -5 });
      const use = { calls: 2, answeredCalls: 2, talkMs: 1_500 };
      expect(useOf(binding)).toEqual(use);
      expect((await bind({})).use).toEqual(use);
    });

    it('reaches a quota in the next call', async () => {
      const policy = { quota: { calls: 2, talkMs: null, callsAMinute: null } };
      const { id } = await bind(policy);
      await the().callRouted(id, START, A, true);
      expect(reached(START)).toEqual([B.reveal(), A.reveal()]);
      await the().callRouted(id, START, A, true);
      expect(reached(START)).toEqual(['quota-reached', 'quota-reached']);
    });

    it('releases it with the last of the calls that it is for', async () => {
      const binding = await bind({ releaseAfterCalls: 2 });
      const talk = { ...TALK, releaseAfterCalls: 2 };
      await the().callEnded(binding.id, START + 1, talk);
      expect(reached(START + 1)).toEqual([B.reveal(), A.reveal()]);
      await the().callEnded(binding.id, START + 2, talk);
      expect(reached(START + 2)).toEqual(['no-binding', 'no-binding']);
      expect(the().binding(binding.id)).toMatchObject({
        releasedAt: START + 2,
        releaseReason: 'calls-used',
        use: { answeredCalls: 2 },
      });
    });

    it('releases it also in its grace, and leaves one alone that has ended', async () => {
      const last = { ...TALK, releaseAfterCalls: 1 };
      const inGrace = await bind({ graceMs: HOUR });
      await the().callEnded(inGrace.id, END + 1, last);
      expect(the().binding(inGrace.id)).toMatchObject({ releasedAt: END + 1 });
      const ended = await bind({}, { x: x(1) });
      await the().callEnded(ended.id, END, last);
      expect(the().binding(ended.id)).toMatchObject({ releasedAt: null, use: { answeredCalls: 1 } });
    });
  });

  describe('the callers of a pool', () => {
    it('are kept as they were said, and count beside those of a binding', async () => {
      const denied = (text: string) => {
        const pattern = NumberPattern.parse(text);
        return { callers: { allow: null, deny: pattern === undefined ? [] : [pattern], of: 'b' as const } };
      };
      await addCity(the(), 1, { calls: denied('+86139*') });
      await bind(denied('+8613900000002'), { b: party(2) });
      expect(
        the()
          .pool('city')
          ?.policy.calls.callers?.deny.map((one) => one.reveal()),
      ).toEqual(['+86139*']);
      expect(reached(START)).toEqual([B.reveal(), A.reveal()]);
      await the().addNumbers({
        pool: 'city',
        range: null,
        areaCode: null,
        policy: { calls: denied('+86138*') },
      });
      expect(reached(START)).toEqual([B.reveal(), 'caller-blocked']);
    });
  });
}
