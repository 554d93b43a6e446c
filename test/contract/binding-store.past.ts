import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { KeyedDigits } from '../../src/domain/call/question.ts';
import { decideRoute } from '../../src/domain/call/route.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { addCity, bound, DAY, extension, HOUR, party, START, wish, x } from './binding-store.fixtures.ts';

const [A, B, C, D] = [party(1), party(2), party(3), party(4)];
const MINUTE = 60_000;

/** The part of the contract that is about what is known of the past. */
export function describePast(the: () => BindingStore): void {
  describe('what is known of an instant that has been', () => {
    beforeEach(() => addCity(the(), 2, { coolDownMs: HOUR }));

    const bind = async (changes: Partial<BindRequest> = {}) =>
      bound(await the().bind(wish({ x: x(0), ...changes })));
    /** Whom a call would have reached then. */
    const then = (caller: RealNumber, at: EpochMs, keyed: KeyedDigits | null = null, on = x(0)): string => {
      const facts = the().routeFactsAt(caller, [on], at);
      if (facts === null) return 'not known';
      const decision = decideRoute(facts, at, keyed);
      if (decision.kind === 'connect') return decision.callee.reveal();
      return decision.kind === 'ask' ? `asked for ${decision.question.purpose}` : decision.reason;
    };

    it('is who was bound with whom, through changes of parties and the end', async () => {
      const { id } = await bind();
      await the().amend(id, { b: C }, START + MINUTE);
      await the().amend(id, { a: D }, START + 2 * MINUTE);
      await the().release(id, 'requested', START + 3 * MINUTE);
      const told = [-1, 0, 1, 2, 3].map((minutes) =>
        [A, B, C, D].map((caller) => then(caller, START + minutes * MINUTE)),
      );
      const none = 'no-binding';
      const cooling = 'binding-cooling';
      expect(told).toEqual([
        [none, none, none, none],
        [B.reveal(), A.reveal(), none, none],
        [C.reveal(), cooling, A.reveal(), none],
        [cooling, cooling, D.reveal(), C.reveal()],
        [cooling, cooling, cooling, cooling],
      ]);
      expect(then(B, START + MINUTE - 1)).toBe(A.reveal());
      expect(the().routeFactsAt(A, [x(0)], START)).toMatchObject({
        own: { binding: { id, releasedAt: null, revision: 0 }, side: 'a' },
      });
    });

    it('is which way calls went, and by which policy', async () => {
      const details = { ...NO_DETAILS, policy: { maxCallMs: 5_000 } satisfies CallPolicy };
      const { id } = await bind({ details });
      await the().amend(id, { mode: 'a-to-b' }, START + MINUTE);
      await bind({ mode: 'a-to-b', at: START + 2 * MINUTE, expiresAt: START + HOUR });
      const longest = (minutes: number) => {
        const at = START + minutes * MINUTE;
        const facts = the().routeFactsAt(A, [x(0)], at);
        const decision = facts === null ? null : decideRoute(facts, at);
        return decision?.kind === 'connect' ? decision.policy.maxCallMs : decision;
      };
      expect([0, 1, 2].map((minutes) => then(B, START + minutes * MINUTE))).toEqual([
        A.reveal(),
        'wrong-direction',
        'wrong-direction',
      ]);
      expect([0, 1, 2].map(longest)).toEqual([5_000, 5_000, undefined]);
      expect(the().routeFactsAt(A, [x(0)], START + MINUTE)).toMatchObject({
        own: { binding: { expiresAt: START + DAY } },
      });
    });

    it('is what had been used up, and how long it was to live', async () => {
      const policy: CallPolicy = {
        quota: { calls: 1, talkMs: null, callsAMinute: null },
        releaseAfterCalls: 1,
      };
      const { id } = await bind({
        details: { ...NO_DETAILS, policy },
        slidingMs: HOUR,
        expiresAt: START + HOUR,
      });
      await the().callRouted(id, START + MINUTE, A, true);
      const talk = { talkMs: 1, isCounted: true, releaseAfterCalls: 1 };
      await the().callEnded(id, START + 2 * MINUTE, talk);
      expect([0, 1, 2].map((minutes) => then(A, START + minutes * MINUTE))).toEqual([
        B.reveal(),
        'quota-reached',
        'binding-cooling',
      ]);
      const lives = [0, 1].map((minutes) => the().routeFactsAt(A, [x(0)], START + minutes * MINUTE));
      expect(lives).toMatchObject([
        { own: { binding: { expiresAt: START + HOUR } } },
        { own: { binding: { expiresAt: START + HOUR + MINUTE, use: { calls: 1, answeredCalls: 0 } } } },
      ]);
    });

    it('is that a binding had expired, also when its number was given again since', async () => {
      await bind({ expiresAt: START + MINUTE });
      const at = START + MINUTE + HOUR;
      const again = await bind({ b: C, at });
      expect(again.x).toBe(x(0));
      expect([then(B, at - 1), then(A, at - 1), then(A, at)]).toEqual([
        'binding-expired',
        'binding-expired',
        C.reveal(),
      ]);
      expect(then(A, START)).toBe(B.reveal());
    });

    it('is that of a party that came into a binding older than one it had', async () => {
      const older = await bind();
      const newer = await bind({ a: C, b: D, expiresAt: START + MINUTE });
      expect(newer.id).toBeGreaterThan(older.id);
      const at = START + MINUTE + HOUR;
      expect(await the().amend(older.id, { b: C }, at)).toMatchObject({ ok: true });
      expect([START, at - 1, at].map((instant) => then(C, instant))).toEqual([
        D.reveal(),
        'binding-expired',
        A.reveal(),
      ]);
      expect([then(D, at - 1), then(D, at)]).toEqual(['binding-expired', 'no-binding']);
    });

    it('is who could be reached by strangers, by an extension, and by a PIN', async () => {
      const shared = { mode: 'axe', b: null, x: x(1), expiresAt: null } as const;
      const first = await bind({ ...shared, extension: '12' });
      await bind({ ...shared, a: C, extension: '34', at: START + MINUTE });
      await the().release(first.id, 'requested', START + 2 * MINUTE);
      const keyed = (digits: string) =>
        [0, 1, 2].map((minutes) => then(D, START + minutes * MINUTE, extension(digits), x(1)));
      const again = 'asked for extension';
      expect([keyed('12'), keyed('34')]).toEqual([
        [A.reveal(), A.reveal(), again],
        [again, C.reveal(), C.reveal()],
      ]);
      const pins = { a: new Secret('471108'), b: null };
      const strangers = {
        withheld: 'refuse',
        otherPhone: 'pin',
        pins,
        attempts: 1,
        lockOutMs: HOUR,
        remember: false,
      } as const;
      const { id } = await bind({ details: { ...NO_DETAILS, policy: { strangers } } });
      await the().wrongPin(id, START + MINUTE);
      const pin = { purpose: 'pin', attempt: 1, digits: new Secret('471108') } as const;
      expect([-1, 0, 1].map((minutes) => then(D, START + minutes * MINUTE, pin))).toEqual([
        'no-binding',
        B.reveal(),
        'pin-locked',
      ]);
    });

    it('is forgotten with what is purged, and never said otherwise than it was', async () => {
      const gone = await bind({ expiresAt: START + MINUTE });
      const kept = await bind({ a: C, b: D, expiresAt: null });
      await the().amend(kept.id, { b: party(5) }, START + MINUTE);
      const over = START + MINUTE + HOUR;
      expect(await the().purge(START + 2 * MINUTE, over - 1, 10)).toBe(0);
      expect(then(A, START + 2 * MINUTE)).toBe('binding-expired');
      expect(then(C, START)).toBe('not known');
      expect(await the().purge(START + 2 * MINUTE, over, 10)).toBe(2);
      expect(the().binding(gone.id)).toBeNull();
      expect([over - 1, over].map((at) => then(C, at))).toEqual(['not known', party(5).reveal()]);
      expect(then(A, over)).toBe('no-binding');
    });
  });
}
