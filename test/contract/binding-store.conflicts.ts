import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { BindingMode } from '../../src/domain/binding/binding-mode.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
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
  wish,
  x,
} from './binding-store.fixtures.ts';

const PAIRED = ['two-way', 'reverse', 'a-to-b', 'b-to-a', 'axyb'] as const;
const OPEN = ['ax', 'axe', 'axg'] as const;
const COOL = 7 * DAY;
const [OTHER_A, OTHER_B] = [party(3), party(4)];

/** A wish of the mode with what the mode needs, on X 0. */
function modeWish(mode: BindingMode, changes: Partial<BindRequest> = {}): BindRequest {
  return wish({
    mode,
    x: x(0),
    y: mode === 'axyb' ? x(1) : null,
    extension: mode === 'axe' ? '1234' : null,
    group: mode === 'axg' ? 'drivers' : null,
    ...changes,
  });
}

function describeMany(the: () => BindingStore): void {
  it('of a batch count for the rows behind them', async () => {
    await addCity(the(), 2);
    const rows = [
      modeWish('two-way', { x: x(1) }),
      modeWish('ax'),
      modeWish('two-way', { a: OTHER_A, b: OTHER_B }),
    ];
    const results = await the().bindMany(rows);
    expect(results.map((result) => (result.ok ? result.binding.x : refusal(result).reason))).toEqual([
      x(1),
      x(0),
      'number-shared',
    ]);
  });

  it.each([10, 63, 64, 100])(
    'of a party with %d bindings are found as those of others are',
    async (count) => {
      await addCity(the(), 101);
      const hub = party(1);
      const others = Array.from({ length: count }, (_, n) => party(100 + n));
      await the().bindMany(others.map((b, n) => wish({ a: hub, b, x: x(n) })));
      const last = others.at(-1) ?? hub;
      expect(refusal(await the().bind(wish({ a: hub, b: OTHER_B, x: x(count - 1) })))).toMatchObject({
        reason: 'number-taken',
        party: 'a',
      });
      for (const pair of [
        { a: hub, b: last },
        { a: last, b: hub },
      ])
        expect(await the().bind(wish(pair))).toMatchObject({ existing: true, binding: { x: x(count - 1) } });
      const chosen = bound(await the().bind(wish({ a: OTHER_A, b: hub }))).x;
      expect(others.map((_, n) => x(n))).not.toContain(chosen);
    },
  );
}

/** What keeps bindings of different modes apart. */
export function describeConflicts(the: () => BindingStore): void {
  const others = (mode: BindingMode, changes: Partial<BindRequest> = {}) =>
    the().bind(modeWish(mode, { a: OTHER_A, b: OTHER_B, ...changes }));

  describeMany(the);

  describe('an open number', () => {
    beforeEach(async () => {
      await addCity(the(), 12);
      await the().putGroup('drivers', [party(9)]);
    });

    describe.each(OPEN)('of mode %s', (open) => {
      it('is refused to bindings of pairs while it lives, and until its cool-down is over', async () => {
        for (const [n, mode] of PAIRED.entries()) {
          const { id } = bound(await the().bind(modeWish(open, { x: x(n) })));
          const pair = (at: number) => others(mode, { x: x(n), y: mode === 'axyb' ? x(11) : null, at });
          expect(refusal(await pair(START))).toEqual({ reason: 'number-shared' });
          await the().release(id, 'requested', START + HOUR);
          const at = START + HOUR + COOL;
          expect(refusal(await pair(at - 1))).toEqual({ reason: 'number-shared' });
          expect(bound(await pair(at)).x).toBe(x(n));
          expect(reach(the(), party(9), x(n), at)).not.toBe(party(1).reveal());
        }
      });

      it('is refused while a binding of a pair lives on it or cools', async () => {
        for (const [n, mode] of PAIRED.entries()) {
          const { id } = bound(await others(mode, { x: x(n), y: mode === 'axyb' ? x(11) : null }));
          const wished = (at: number) => the().bind(modeWish(open, { x: x(n), at }));
          expect(refusal(await wished(START))).toEqual({ reason: 'number-shared' });
          await the().release(id, 'requested', START + HOUR);
          const at = START + HOUR + COOL;
          expect(refusal(await wished(at - 1))).toEqual({ reason: 'number-shared' });
          expect(bound(await wished(at)).x).toBe(x(n));
        }
      });

      it('is refused to another A, live or cooling', async () => {
        for (const [n, mode] of OPEN.entries()) {
          const { id } = bound(await the().bind(modeWish(open, { x: x(n) })));
          const reason = open === 'axe' && mode === 'axe' ? 'extension-taken' : 'number-shared';
          const wished = (at: number) => others(mode, { x: x(n), at });
          expect(refusal(await wished(START))).toEqual({ reason });
          await the().release(id, 'requested', START + HOUR);
          expect(refusal(await wished(START + HOUR + COOL - 1))).toEqual({ reason });
          expect(bound(await wished(START + HOUR + COOL)).x).toBe(x(n));
        }
      });

      it('is refused to its own A in another mode, with the time when A is free for it', async () => {
        bound(await the().bind(modeWish(open)));
        const until = START + DAY + COOL;
        for (const mode of [...PAIRED, ...OPEN].filter((one) => one !== open && one !== 'reverse'))
          expect(refusal(await the().bind(modeWish(mode, { b: OTHER_B })))).toEqual({
            reason: 'number-taken',
            party: 'a',
            cooling: false,
            until,
          });
      });

      it('is refused on the second number of a pair with two', async () => {
        bound(await others('axyb', { x: x(1), y: x(0) }));
        expect(refusal(await the().bind(modeWish(open)))).toEqual({ reason: 'number-shared' });
        expect(refusal(await the().bind(modeWish(open, { x: x(1) })))).toEqual({ reason: 'number-shared' });
      });

      it('is not given as a second number', async () => {
        bound(await the().bind(modeWish(open)));
        expect(refusal(await others('axyb', { x: x(1), y: x(0) }))).toEqual({ reason: 'number-shared' });
        for (let n = 10; n < 30; n += 2) {
          const pair = bound(await the().bind(wish({ mode: 'axyb', a: party(n), b: party(n + 1) })));
          expect([pair.x, pair.y]).not.toContain(x(0));
        }
      });

      it('is never chosen by the pool for anybody else', async () => {
        bound(await the().bind(modeWish(open, { expiresAt: START + HOUR })));
        for (let n = 10; n < 50; n += 2) {
          const at = n < 30 ? START : START + HOUR + 1;
          const mode = PAIRED[n % PAIRED.length] ?? 'two-way';
          const chosen = bound(await the().bind(wish({ mode, a: party(n), b: party(n + 1), at })));
          expect([chosen.x, chosen.y]).not.toContain(x(0));
        }
      });

      it('is chosen by the pool among those that nobody has', async () => {
        for (let n = 0; n < 12; n += 1)
          if (n !== 5) bound(await the().bind(wish({ a: party(n + 10), b: party(n + 30), x: x(n) })));
        expect(bound(await the().bind(modeWish(open, { x: null }))).x).toBe(x(5));
        expect(refusal(await others(open === 'axe' ? 'ax' : open, { x: null }))).toMatchObject({
          reason: 'pool-exhausted',
          exhausted: 'pool',
          numbers: 12,
        });
      });

      it('cannot be woken beside its successor by a clock that is set back', async () => {
        const at = START + HOUR + COOL;
        for (const [n, mode] of PAIRED.entries()) {
          bound(await the().bind(modeWish(open, { x: x(n), expiresAt: START + HOUR })));
          bound(await others(mode, { x: x(n), y: mode === 'axyb' ? x(11) : null, at }));
          for (const caller of [party(1), party(8), party(9)])
            expect(reach(the(), caller, x(n), START)).toBe('binding-cooling');
        }
      });

      it('does not wake those who were bound on it before when the clock is set back', async () => {
        bound(await others('two-way', { expiresAt: START + HOUR }));
        bound(await the().bind(modeWish(open, { at: START + HOUR + COOL })));
        for (const one of [OTHER_A, OTHER_B])
          expect([OTHER_A.reveal(), OTHER_B.reveal()]).not.toContain(reach(the(), one, x(0), START));
      });
    });

    it('needs a group that is there', async () => {
      expect(refusal(await the().bind(modeWish('axg', { group: 'nobody' })))).toEqual({
        reason: 'group-unknown',
      });
    });

    it('is not for a default callee who is A', async () => {
      for (const mode of OPEN)
        expect(refusal(await the().bind(modeWish(mode, { b: party(1) })))).toEqual({ reason: 'same-party' });
    });
  });

  describe('two numbers of one binding', () => {
    beforeEach(() => addCity(the(), 2));

    it('are never the same one', async () => {
      expect(refusal(await the().bind(modeWish('axyb', { y: x(0) })))).toEqual({ reason: 'number-shared' });
      const both = bound(await the().bind(modeWish('axyb', { x: null, y: null })));
      expect(new Set([both.x, both.y]).size).toBe(2);
      const first = bound(await others('axyb', { x: null, y: x(0) }));
      expect([first.x, first.y]).toEqual([x(1), x(0)]);
      expect(
        bound(await the().bind(modeWish('axyb', { a: party(5), b: party(6), x: x(1), y: null }))).y,
      ).toBe(x(0));
    });

    it('need a pool of two', async () => {
      await the().setLocked('city', { first: x(1), last: x(1) }, true);
      expect(refusal(await the().bind(modeWish('axyb', { x: null, y: null })))).toMatchObject({
        reason: 'pool-exhausted',
      });
    });

    it('are each taken for their own party only', async () => {
      bound(await the().bind(modeWish('axyb')));
      const wishOf = (a: number, b: number, on: number) =>
        the().bind(wish({ a: party(a), b: party(b), x: x(on) }));
      expect(refusal(await wishOf(1, 5, 0))).toMatchObject({ reason: 'number-taken', party: 'a' });
      expect(refusal(await wishOf(5, 2, 1))).toMatchObject({ reason: 'number-taken', party: 'b' });
      bound(await wishOf(1, 5, 1));
      bound(await wishOf(6, 2, 0));
      expect(reach(the(), party(1), x(0), START)).toBe(party(2).reveal());
      expect(reach(the(), party(1), x(1), START)).toBe(party(5).reveal());
      expect(reach(the(), party(2), x(1), START)).toBe(party(1).reveal());
      expect(reach(the(), party(2), x(0), START)).toBe(party(6).reveal());
    });

    it('are both held until the cool-down is over', async () => {
      const { id } = bound(await the().bind(modeWish('axyb')));
      await the().release(id, 'requested', START);
      const inUse = { ok: false, reason: 'range-in-use' };
      for (const n of [0, 1])
        expect(await the().removeNumbers('city', { first: x(n), last: x(n) }, START + COOL - 1)).toEqual(
          inUse,
        );
      expect(await the().removeNumbers('city', { first: x(1), last: x(1) }, START + COOL)).toMatchObject({
        ok: true,
      });
    });
  });

  describe('a direction', () => {
    beforeEach(() => addCity(the(), 2));

    it.each(['a-to-b', 'b-to-a'] as const)(
      '%s takes the number from both parties, also from the one who is called only',
      async (mode) => {
        bound(await the().bind(modeWish(mode)));
        for (const [a, b, side] of [
          [1, 5, 'a'],
          [5, 2, 'b'],
          [2, 5, 'a'],
          [5, 1, 'b'],
        ] as const)
          expect(refusal(await the().bind(modeWish('two-way', { a: party(a), b: party(b) })))).toMatchObject({
            reason: 'number-taken',
            party: side,
          });
      },
    );
  });

  describe('extensions on one number', () => {
    beforeEach(() => addCity(the(), 3));
    const ext = (digits: string | number, a: number, changes: Partial<BindRequest> = {}) =>
      the().bind(modeWish('axe', { a: party(a), b: null, extension: digits, ...changes }));

    it('are each given once, and again when the cool-down is over', async () => {
      const { id } = bound(await ext('1234', 1));
      bound(await ext('4321', 2));
      expect(refusal(await ext('1234', 3))).toEqual({ reason: 'extension-taken' });
      await the().release(id, 'requested', START);
      expect(refusal(await ext('1234', 3, { at: START + COOL - 1 }))).toEqual({ reason: 'extension-taken' });
      bound(await ext('1234', 3, { at: START + COOL }));
      expect(reach(the(), party(8), x(0), START + COOL, extension('1234'))).toBe(party(3).reveal());
    });

    it('are all of one length', async () => {
      bound(await ext('1234', 1));
      for (const other of ['123', '12345', 3, 5])
        expect(refusal(await ext(other, 2))).toEqual({ reason: 'extension-length' });
      expect(bound(await ext(4, 2)).extension).toMatch(/^[0-9]{4}$/);
    });

    it('are one to an A: a second one on the number is refused', async () => {
      bound(await ext('1234', 1));
      expect(refusal(await ext('4321', 1))).toMatchObject({
        reason: 'number-taken',
        party: 'a',
        cooling: false,
      });
    });

    it('have another length once the cool-down of the last one is over', async () => {
      bound(await ext('1234', 1, { expiresAt: START + HOUR }));
      const at = START + HOUR + COOL;
      expect(refusal(await ext('123', 2, { at: at - 1 }))).toEqual({ reason: 'extension-length' });
      bound(await ext('123', 2, { at }));
      expect(reach(the(), party(8), x(0), at, extension('1234'))).toBe('asked for extension');
    });

    it('are chosen on a number that has some, until it is full, then on the next one', async () => {
      const seen = new Map<string, string[]>();
      for (let a = 1; a <= 30; a += 1) {
        const binding = bound(await ext(1, a, { x: null }));
        seen.set(binding.x, [...(seen.get(binding.x) ?? []), binding.extension ?? '']);
        if (a === 10) expect(seen.size).toBe(1);
      }
      for (const extensions of seen.values()) expect(new Set(extensions).size).toBe(10);
      expect(refusal(await ext(1, 31, { x: null }))).toMatchObject({
        reason: 'pool-exhausted',
        exhausted: 'pool',
      });
      expect(refusal(await ext(1, 31))).toMatchObject({ reason: 'pool-exhausted' });
    });

    it('are chosen on another number for an A who has one on this', async () => {
      const one = bound(await ext(4, 1, { x: null, reference: 'one' }));
      const two = bound(await ext(4, 1, { x: null, reference: 'two' }));
      expect(two.x).not.toBe(one.x);
      expect(bound(await ext(4, 2, { x: null, reference: 'one' })).x).toMatch(
        new RegExp(`^\\${one.x}|\\${two.x}$`),
      );
    });
  });

  describe('a pool with very many open numbers', () => {
    it('gives each one out once, finds room again, and refuses when it is full', async () => {
      await addCity(the(), 300, { coolDownMs: 0 });
      const wishes = Array.from({ length: 300 }, (_, n) => wish({ mode: 'ax', a: party(n), b: null }));
      const bindings = (await the().bindMany(wishes)).map(bound);
      expect(new Set(bindings.map((binding) => binding.x)).size).toBe(300);
      expect(refusal(await the().bind(wish({ mode: 'ax', a: party(400), b: null })))).toMatchObject({
        reason: 'pool-exhausted',
      });
      expect(refusal(await the().bind(wish({ a: party(400), b: party(401) })))).toMatchObject({
        reason: 'pool-exhausted',
        exhausted: 'pool',
      });
      const [, , one] = bindings;
      if (one === undefined) throw new Error('no binding');
      await the().release(one.id, 'requested', START);
      expect(bound(await the().bind(wish({ mode: 'ax', a: party(400), b: null }))).x).toBe(one.x);
    });
  });
}
