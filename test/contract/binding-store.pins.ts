import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { decideRoute, decideWithheld } from '../../src/domain/call/route.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy, Strangers } from '../../src/domain/policy/call-policy.ts';
import { MAX_TELEPHONES } from '../../src/domain/policy/proved-telephone.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Amendment, BindingStore } from '../../src/ports/binding-store.ts';
import {
  addCity,
  bound,
  DAY,
  HOUR,
  party,
  reach,
  refusal,
  START,
  wish,
  x,
} from './binding-store.fixtures.ts';

const A = party(1);
const B = party(2);
/** Telephones that no binding names. */
const OTHER = party(50);
const THIRD = party(51);
const PIN_A = '1111';
const PIN_B = '22222222';
const END = START + DAY;

export function strangers(changes: Partial<Strangers> = {}): CallPolicy {
  return {
    strangers: {
      withheld: 'refuse',
      otherPhone: 'pin',
      pins: { a: new Secret(PIN_A), b: new Secret(PIN_B) },
      attempts: 2,
      lockOutMs: HOUR,
      remember: true,
      ...changes,
    },
  };
}

/** What of the PINs of a binding is the store's: who else may have some on the number, wrong ones, and telephones that proved themselves. */
export function describePins(the: () => BindingStore): void {
  const bind = async (changes: Partial<BindRequest> = {}, policy = strangers()): Promise<Binding> =>
    bound(await the().bind(wish({ x: x(0), details: { ...NO_DETAILS, policy }, ...changes })));
  const withPins = (changes: Partial<BindRequest>, policy = strangers()) =>
    the().bind(wish({ a: party(3), b: party(4), x: x(0), details: { ...NO_DETAILS, policy }, ...changes }));

  /** @param caller `null` when the number is withheld */
  function keys(caller: RealNumber | null, digits: string | null, at = START, attempt = 1): string {
    const keyed = digits === null ? null : ({ purpose: 'pin', attempt, digits: new Secret(digits) } as const);
    const context = { recentCalls: () => 0, wrongPins: () => 0, barred: () => null };
    const decide = caller === null ? decideWithheld : decideRoute;
    const decision = decide(the().routeFacts(caller, [x(0)]), at, keyed, context);
    if (decision.kind === 'connect') return decision.callee.reveal();
    return decision.kind === 'ask' ? `asked ${decision.question.attempt}` : decision.reason;
  }

  async function remember({ id }: Binding, telephone = OTHER, side: 'a' | 'b' = 'a', pin = PIN_A) {
    await the().rememberTelephone(id, { side, telephone, pin: new Secret(pin) }, START);
  }

  const amended = async ({ id }: Binding, amendment: Amendment, at = START): Promise<Binding> => {
    const result = await the().amend(id, amendment, at);
    if (!result.ok) throw new Error(result.refusal.reason);
    return result.binding;
  };

  describe('a PIN', () => {
    beforeEach(() => addCity(the(), 3, { coolDownMs: HOUR }));

    it('tells which party a stranger is, who reaches the other one', async () => {
      await bind();
      expect(keys(OTHER, null)).toBe('asked 1');
      expect(keys(OTHER, PIN_A)).toBe(B.reveal());
      expect(keys(OTHER, PIN_B)).toBe(A.reveal());
      expect(keys(null, PIN_A)).toBe('caller-withheld');
      expect([keys(A, null), keys(B, PIN_B)]).toEqual([B.reveal(), A.reveal()]);
    });

    it('is asked of a withheld caller alone, where the policy says that', async () => {
      await bind({}, strangers({ withheld: 'pin', otherPhone: 'refuse' }));
      expect([keys(null, null), keys(null, PIN_B)]).toEqual(['asked 1', A.reveal()]);
      expect([keys(OTHER, null), keys(OTHER, PIN_B)]).toEqual(['no-binding', 'no-binding']);
    });

    it('counts no more when the binding has ended, in its grace neither', async () => {
      await bind({}, { ...strangers(), graceMs: HOUR });
      expect(keys(OTHER, PIN_A, END - 1)).toBe(B.reveal());
      expect([keys(OTHER, PIN_A, END), keys(B, null, END)]).toEqual(['no-binding', A.reveal()]);
    });

    it('is not asked of somebody whose own binding on the number is over, before the cool-down is', async () => {
      await bind({ a: OTHER, b: party(5) }, {});
      const own = the().bindings({ party: OTHER, at: START, limit: 1 })[0];
      await bind();
      expect(keys(OTHER, PIN_A)).toBe(party(5).reveal());
      if (own !== undefined) await the().release(own.id, 'requested', START + 1);
      expect(keys(OTHER, PIN_A, START + HOUR)).toBe('binding-cooling');
      expect(keys(OTHER, PIN_A, START + HOUR + 1)).toBe(B.reveal());
    });

    it.each(['a-to-b', 'reverse'] as const)(
      'changes nothing about the direction of mode %s',
      async (mode) => {
        await bind({ mode });
        const [byA, byB] = [keys(OTHER, PIN_A), keys(OTHER, PIN_B)];
        expect([byA, byB]).toEqual(
          mode === 'a-to-b' ? [B.reveal(), 'wrong-direction'] : ['wrong-direction', A.reveal()],
        );
      },
    );

    it('is none in modes in which strangers come through, or two numbers are dialled', async () => {
      await bind({ mode: 'axyb', y: x(1) });
      expect(keys(OTHER, PIN_A)).toBe('no-binding');
      await bind({ mode: 'two-way', a: party(5), b: party(6) });
      expect(keys(OTHER, PIN_A)).toBe(party(6).reveal());
    });
  });

  describe('the PINs of a number', () => {
    beforeEach(() => addCity(the(), 2, { coolDownMs: HOUR }));

    it('belong to one binding, beside which others without PINs have the number', async () => {
      await bind();
      expect(refusal(await withPins({}))).toEqual({ reason: 'pins-taken' });
      expect(bound(await withPins({}, {})).x).toBe(x(0));
      expect(bound(await withPins({ a: party(5), b: party(6), x: null })).x).toBe(x(1));
      expect(refusal(await withPins({ a: party(7), b: party(8), x: null }))).toMatchObject({
        reason: 'pool-exhausted',
      });
      expect(keys(OTHER, PIN_A)).toBe(B.reveal());
    });

    it('are free when it is over, its grace and cool-down included', async () => {
      await bind({}, { ...strangers(), graceMs: HOUR });
      const free = END + 2 * HOUR;
      expect(refusal(await withPins({ at: free - 1 }))).toEqual({ reason: 'pins-taken' });
      bound(await withPins({ at: free }));
      expect(keys(OTHER, PIN_A, free)).toBe(party(4).reveal());
    });

    it('do not come back with a clock that is set back, when another has them now', async () => {
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: 0 } });
      await bind();
      bound(await withPins({ at: END }));
      expect(keys(OTHER, PIN_A, END - 1)).toBe(party(4).reveal());
      expect(reach(the(), A, x(0), END - 1)).not.toBe(B.reveal());
    });

    it.each(['bound again', 'changed'])('neither, when a binding that was %s has them', async (how) => {
      await the().addNumbers({ pool: 'city', range: null, areaCode: null, policy: { coolDownMs: 0 } });
      await bind();
      const later = { expiresAt: END + DAY };
      const plain = bound(await withPins(later, {}));
      if (how === 'changed') await amended(plain, { policy: { said: strangers(), unsaid: [] } }, END);
      else bound(await withPins({ ...later, at: END }));
      expect(keys(OTHER, PIN_A, END - 1)).toBe(party(4).reveal());
    });

    it('are refused to a binding that is there, bound again or changed, while another has them', async () => {
      await bind();
      const plain = bound(await withPins({}, {}));
      expect(refusal(await withPins({}))).toEqual({ reason: 'pins-taken' });
      expect(await the().amend(plain.id, { policy: { said: strangers(), unsaid: [] } }, START)).toMatchObject(
        {
          refusal: { reason: 'pins-taken' },
        },
      );
      expect(keys(OTHER, PIN_A)).toBe(B.reveal());
      const alone = bound(await withPins({ x: x(1) }, {}));
      await amended(alone, { policy: { said: strangers(), unsaid: [] } });
      expect(refusal(await withPins({ a: party(5), b: party(6), x: x(1) }))).toEqual({
        reason: 'pins-taken',
      });
    });

    it('stay with the binding that had them, when its policy takes none any more', async () => {
      const binding = await bind();
      await amended(binding, { policy: { said: {}, unsaid: ['strangers'] } });
      expect(keys(OTHER, PIN_A)).toBe('no-binding');
      expect(refusal(await withPins({}))).toEqual({ reason: 'pins-taken' });
      bound(await the().bind(wish({ x: x(0) })));
      expect(refusal(await withPins({}))).toEqual({ reason: 'pins-taken' });
    });

    it('go with the parties when the pair is bound again the other way round', async () => {
      const policy: CallPolicy = {
        ...strangers(),
        alternates: { a: [party(21)], b: [party(22)], windowMs: HOUR, prompt: null },
        callers: { allow: null, deny: [], of: 'a' },
        endingSoon: { beforeEndMs: 1, to: 'b' },
      };
      const binding = await bind();
      const again = await bind({ a: B, b: A }, policy);
      expect(again).toMatchObject({ id: binding.id, a: A, b: B });
      expect(the().binding(binding.id)?.details).toEqual(again.details);
      expect(keys(OTHER, PIN_A)).toBe(A.reveal());
      expect(keys(OTHER, PIN_B)).toBe(B.reveal());
      const { alternates, callers, endingSoon } = again.details.policy;
      expect([alternates?.a, alternates?.b]).toEqual([[party(22)], [party(21)]]);
      expect([callers?.of, endingSoon?.to]).toEqual(['b', 'a']);
    });

    it('of a party that gives way are gone', async () => {
      const binding = await bind();
      await amended(binding, { b: party(9) });
      expect([keys(OTHER, PIN_B), keys(OTHER, PIN_A)]).toEqual(['asked 2', party(9).reveal()]);
      await amended(binding, { a: party(8) });
      expect([keys(OTHER, null), keys(OTHER, PIN_A)]).toEqual(['no-binding', 'no-binding']);
      expect(keys(B, PIN_B)).toBe('binding-cooling');
    });
  });

  describe('wrong PINs', () => {
    beforeEach(() => addCity(the(), 1, { coolDownMs: 0 }));

    const wrong = async ({ id }: Binding, at = START): Promise<void> => the().wrongPin(id, at);

    it('lock all out when there are too many, the right PIN included, but not who needs none', async () => {
      const binding = await bind();
      await remember(binding, THIRD);
      await wrong(binding);
      expect(keys(OTHER, PIN_A)).toBe(B.reveal());
      await wrong(binding);
      expect([keys(OTHER, null), keys(OTHER, PIN_A)]).toEqual(['pin-locked', 'pin-locked']);
      expect([keys(A, null), keys(THIRD, null)]).toEqual([B.reveal(), B.reveal()]);
      expect(keys(OTHER, PIN_A, START + HOUR - 1)).toBe('pin-locked');
      expect(keys(OTHER, PIN_A, START + HOUR)).toBe(B.reveal());
    });

    it('lock out for longer each time', async () => {
      const binding = await bind();
      let [at, lockedMs] = [START, HOUR];
      for (let lockOuts = 0; lockOuts < 3; lockOuts += 1) {
        await wrong(binding, at);
        await wrong(binding, at);
        expect(keys(OTHER, PIN_A, at + lockedMs - 1)).toBe('pin-locked');
        at += lockedMs;
        expect(keys(OTHER, PIN_A, at)).toBe(B.reveal());
        lockedMs *= 2;
      }
    });

    it('are forgotten when the PINs are said anew, and not when the pair is bound again', async () => {
      const binding = await bind();
      await wrong(binding);
      await wrong(binding);
      await bind();
      await amended(binding, { policy: { said: { maxCallMs: HOUR }, unsaid: [] } });
      expect(keys(OTHER, PIN_A)).toBe('pin-locked');
      expect((await amended(binding, { policy: { said: strangers(), unsaid: [] } })).pinTries).toEqual({
        wrong: 0,
        lockedUntil: null,
      });
      expect(keys(OTHER, PIN_A)).toBe(B.reveal());
    });

    it('are nothing to a binding that is over, takes none, or is not there', async () => {
      const binding = await bind();
      await wrong(binding, END);
      await wrong({ ...binding, id: (binding.id + 9) as typeof binding.id });
      expect(the().binding(binding.id)?.pinTries.wrong).toBe(0);
      await amended(binding, { policy: { said: {}, unsaid: ['strangers'] } });
      await wrong(binding);
      expect(the().binding(binding.id)?.pinTries.wrong).toBe(0);
    });
  });

  describe('a telephone that proved itself', () => {
    beforeEach(() => addCity(the(), 2, { coolDownMs: 0 }));

    it('calls for its party without a PIN, and nobody is put through to it', async () => {
      await remember(await bind());
      expect(keys(OTHER, null)).toBe(B.reveal());
      expect(keys(B, null)).toBe(A.reveal());
      expect(keys(THIRD, null)).toBe('asked 1');
      expect(reach(the(), OTHER, x(1), START)).toBe('no-binding');
    });

    it('is one of the other party when that is what it proved last', async () => {
      const binding = await bind();
      await remember(binding);
      await remember(binding, OTHER, 'b', PIN_B);
      expect(keys(OTHER, null)).toBe(A.reveal());
    });

    it('is not remembered by a PIN that is the party’s no more, nor without the will of the policy', async () => {
      const binding = await bind();
      await remember(binding, OTHER, 'a', PIN_B);
      expect(keys(OTHER, null)).toBe('asked 1');
      await remember(binding);
      await amended(binding, { policy: { said: strangers({ remember: false }), unsaid: [] } });
      expect(keys(OTHER, null)).toBe('asked 1');
      await remember(binding, THIRD);
      await amended(binding, { policy: { said: strangers(), unsaid: [] } });
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual([B.reveal(), 'asked 1']);
    });

    it('is forgotten with the PIN of its party, with its party and with its binding', async () => {
      const binding = await bind();
      const both = async (): Promise<void> => {
        await remember(binding);
        await remember(binding, THIRD, 'b', PIN_B);
        expect([keys(OTHER, null), keys(THIRD, null)]).toEqual([B.reveal(), A.reveal()]);
      };
      await both();
      const pins = { a: new Secret(PIN_A), b: new Secret('3333') };
      await amended(binding, { policy: { said: strangers({ pins }), unsaid: [] } });
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual([B.reveal(), 'asked 1']);
      await bind();
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual([B.reveal(), 'asked 1']);
      await both();
      await bind({}, strangers({ pins: { a: new Secret('4444'), b: new Secret(PIN_B) } }));
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual(['asked 1', A.reveal()]);
      await bind();
      await both();
      await amended(binding, { a: party(9), policy: { said: strangers(), unsaid: [] } });
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual(['asked 1', party(9).reveal()]);
      await the().release(binding.id, 'requested', START);
      expect([keys(OTHER, null), keys(THIRD, null)]).toEqual(['no-binding', 'no-binding']);
    });

    it('has its own binding before it', async () => {
      await remember(await bind());
      const own = bound(await the().bind(wish({ a: OTHER, b: party(7), x: x(0) })));
      expect(keys(OTHER, null)).toBe(party(7).reveal());
      expect(keys(party(7), null)).toBe(OTHER.reveal());
      await the().release(own.id, 'requested', START);
      expect(keys(OTHER, null)).toBe(B.reveal());
    });

    it('is one of at most so many of its party', async () => {
      const binding = await bind();
      for (let n = 0; n <= MAX_TELEPHONES; n += 1) await remember(binding, party(60 + n));
      expect(keys(party(60 + MAX_TELEPHONES - 1), null)).toBe(B.reveal());
      expect(keys(party(60 + MAX_TELEPHONES), null)).toBe('asked 1');
    });

    it('is no party of the binding itself', async () => {
      const binding = await bind();
      await remember(binding, B);
      expect(keys(B, null)).toBe(A.reveal());
      await amended(binding, { b: party(9) });
      expect(keys(B, null)).toBe('asked 1');
    });
  });
}
