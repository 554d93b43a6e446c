import { beforeEach, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import {
  addCity,
  bound,
  DAY,
  extension,
  HOUR,
  party,
  reach,
  START,
  shownTo,
  wish,
  x,
} from './binding-store.fixtures.ts';

const [A, B, STRANGER] = [party(1), party(2), party(8)];
const CALLS_BACK = { ...NO_DETAILS, callBackMs: HOUR };
/** No cool-down is longer. */
const END = START + DAY;
const COOLED = END + 7 * DAY;

interface ModeExample {
  readonly name: string;
  readonly wish: Partial<BindRequest>;
  /** Whom a caller reaches on X 0 while the binding lives; X 1 is the second number where there is one. */
  readonly calls: readonly (readonly [caller: number, on: number, reached: string])[];
}

const EXAMPLES: readonly ModeExample[] = [
  {
    name: 'a-to-b',
    wish: { mode: 'a-to-b' },
    calls: [
      [1, 0, B.reveal()],
      [2, 0, 'wrong-direction'],
      [8, 0, 'no-binding'],
    ],
  },
  {
    name: 'b-to-a',
    wish: { mode: 'b-to-a' },
    calls: [
      [1, 0, 'wrong-direction'],
      [2, 0, A.reveal()],
      [8, 0, 'no-binding'],
    ],
  },
  {
    name: 'axyb',
    wish: { mode: 'axyb', y: x(1) },
    calls: [
      [1, 0, B.reveal()],
      [2, 1, A.reveal()],
      [1, 1, 'no-binding'],
      [2, 0, 'no-binding'],
      [8, 0, 'no-binding'],
      [8, 1, 'no-binding'],
    ],
  },
  {
    name: 'ax without anybody to return to',
    wish: { mode: 'ax', b: null },
    calls: [
      [1, 0, 'nobody-to-return-to'],
      [2, 0, A.reveal()],
      [8, 0, A.reveal()],
    ],
  },
  {
    name: 'ax with a default callee',
    wish: { mode: 'ax' },
    calls: [
      [1, 0, B.reveal()],
      [2, 0, A.reveal()],
      [8, 0, A.reveal()],
    ],
  },
  {
    name: 'axe',
    wish: { mode: 'axe', extension: '4711', b: null },
    calls: [
      [1, 0, 'nobody-to-return-to'],
      [8, 0, 'asked for extension'],
    ],
  },
  {
    name: 'axg',
    wish: { mode: 'axg', group: 'drivers' },
    calls: [
      [1, 0, B.reveal()],
      [2, 0, 'not-a-member'],
      [3, 0, A.reveal()],
      [4, 0, A.reveal()],
      [8, 0, 'not-a-member'],
    ],
  },
];

/** Who calls whom in each mode, and until when. */
export function describeModes(the: () => BindingStore): void {
  const make = async (changes: Partial<BindRequest>) =>
    bound(await the().bind(wish({ x: x(0), ...changes })));

  describe.each(EXAMPLES)('mode $name', ({ wish: changes, calls }) => {
    beforeEach(async () => {
      await addCity(the(), 4);
      await the().putGroup('drivers', [party(3), party(4)]);
    });

    it('lets each caller reach whom it says, to the millisecond of its end', async () => {
      await make(changes);
      for (const [caller, on, reached] of calls) {
        const said = (outcome: string) => `party ${caller} on X ${on}: ${outcome}`;
        const reachedAt = (at: number) => said(reach(the(), party(caller), x(on), at));
        expect([reachedAt(START), reachedAt(END - 1)]).toEqual([said(reached), said(reached)]);
        const ended = said(reached === 'no-binding' ? 'no-binding' : 'binding-expired');
        expect([reachedAt(END), reachedAt(COOLED)]).toEqual([ended, ended]);
      }
    });

    it('reaches nobody from its release on, whoever calls, and keeps every field of the wish', async () => {
      const binding = await make({
        ...changes,
        reference: 'order 7',
        details: { ...NO_DETAILS, userData: '{"a":1}' },
      });
      const kept = the().binding(binding.id);
      expect(kept).toEqual(binding);
      expect(kept).toMatchObject({
        mode: changes.mode,
        x: x(0),
        y: changes.y ?? null,
        extension: changes.extension ?? null,
        group: changes.group ?? null,
        reference: 'order 7',
        details: { ...NO_DETAILS, userData: '{"a":1}' },
      });
      expect(kept?.b?.reveal()).toBe(changes.b === null ? undefined : B.reveal());
      await the().release(binding.id, 'requested', START + HOUR);
      for (const [caller, on, reached] of calls) {
        const laterOn = (at: number) => reach(the(), party(caller), x(on), at);
        const cooling = reached === 'no-binding' ? 'no-binding' : 'binding-cooling';
        expect([laterOn(START), laterOn(START + HOUR)]).toEqual([cooling, cooling]);
        expect(laterOn(START + HOUR + 7 * DAY)).toBe('no-binding');
      }
    });
  });

  describe('what the callee sees', () => {
    beforeEach(() => addCity(the(), 4));

    it('is X on both sides of a binding in one direction', async () => {
      await make({ mode: 'a-to-b' });
      expect(shownTo(the(), A, x(0), START)).toBe(x(0));
    });

    it('is of two numbers its own: B sees Y, A sees X', async () => {
      await make({ mode: 'axyb', y: x(1) });
      expect(shownTo(the(), A, x(0), START)).toBe(x(1));
      expect(shownTo(the(), B, x(1), START)).toBe(x(0));
    });

    it('is X both ways where strangers come through', async () => {
      await make({ mode: 'ax' });
      expect([shownTo(the(), A, x(0), START), shownTo(the(), STRANGER, x(0), START)]).toEqual([x(0), x(0)]);
    });
  });

  describe('an extension', () => {
    beforeEach(async () => {
      await addCity(the(), 4);
      await make({ mode: 'axe', extension: '1111', b: null });
      await make({ mode: 'axe', extension: '2222', a: party(3), b: null });
    });
    const keys = (digits: string, attempt?: number, at = START) =>
      reach(the(), STRANGER, x(0), at, extension(digits, attempt));

    it('leads to its own A', () => {
      expect([keys('1111'), keys('2222')]).toEqual([A.reveal(), party(3).reveal()]);
    });

    it('is asked for again when it is wrong or missing, three times in all, and then refused', () => {
      for (const wrong of ['3333', '111', '11111', '', '*111', '1111#', '\u0661111'])
        expect([keys(wrong, 1), keys(wrong, 2)]).toEqual(['asked for extension', 'asked for extension']);
      expect([keys('3333', 3), keys('', 3)]).toEqual(['extension-unknown', 'extension-missing']);
      expect(keys('2222', 3)).toBe(party(3).reveal());
    });

    it('is no PIN: digits that answer another question do not count', () => {
      const digits = { ...extension('1111'), purpose: 'pin' } as const;
      expect(reach(the(), STRANGER, x(0), START, digits)).toBe('asked for extension');
    });

    it('leads to nobody once its binding ended, while the others on the number live', async () => {
      await make({ mode: 'axe', extension: '3333', a: party(4), b: null, expiresAt: START + HOUR });
      expect(keys('3333', 1, START + HOUR - 1)).toBe(party(4).reveal());
      expect([keys('3333', 1, START + HOUR), keys('3333', 3, START + HOUR)]).toEqual([
        'asked for extension',
        'extension-unknown',
      ]);
      expect(keys('1111', 1, START + HOUR)).toBe(A.reveal());
    });

    it('means nothing to an A on the number, who calls back only', () => {
      expect(reach(the(), A, x(0), START, extension('2222'))).toBe('nobody-to-return-to');
    });

    it('cannot be keyed by a caller without a number to reach somebody who remembers', () => {
      expect(reach(the(), null, x(0), START)).toBe('asked for extension');
    });

    it('is kept with its leading zeros', async () => {
      await make({ mode: 'axe', extension: '0042', a: party(4), b: null });
      expect(keys('0042')).toBe(party(4).reveal());
      expect(keys('42')).toBe('asked for extension');
    });
  });

  describe('a wish for a binding that is there', () => {
    beforeEach(async () => {
      await addCity(the(), 6);
      await the().putGroup('drivers', []);
      await the().putGroup('riders', []);
    });
    const again = (changes: Partial<BindRequest>) => the().bind(wish({ at: START + 1, ...changes }));

    it.each([
      ['a-to-b', {}],
      ['b-to-a', {}],
      ['axyb', {}],
      ['ax', { b: null }],
      ['axe', { b: null, extension: 4 }],
      ['axg', { b: null, group: 'drivers' }],
    ] as const)('renews it in mode %s, with new terms, details and data', async (mode, parts) => {
      const one = bound(await the().bind(wish({ mode, ...parts })));
      const details = {
        ...NO_DETAILS,
        callBackMs: 5,
        remembersCallers: mode === 'axe',
        userData: '{"order":"13800138077"}',
      };
      const result = await again({ mode, ...parts, expiresAt: null, reference: null, details });
      expect(result).toMatchObject({
        ok: true,
        existing: true,
        binding: { id: one.id, expiresAt: null, details },
      });
      expect(the().binding(one.id)).toEqual(bound(result));
      expect(bound(result)).toMatchObject({ x: one.x, y: one.y, extension: one.extension, createdAt: START });
    });

    it.each(['a-to-b', 'b-to-a', 'axyb'] as const)(
      'is another one in mode %s when the parties are swapped',
      async (mode) => {
        const one = bound(await the().bind(wish({ mode })));
        const other = await again({ mode, a: B, b: A });
        expect(other).toMatchObject({ ok: true, existing: false });
        expect(bound(other).id).not.toBe(one.id);
      },
    );

    it.each([
      ['two-way', 'a-to-b'],
      ['a-to-b', 'two-way'],
      ['axyb', 'two-way'],
      ['two-way', 'axyb'],
      ['ax', 'two-way'],
    ] as const)(
      'is another one when the pair is bound in mode %s and wished in mode %s',
      async (had, wished) => {
        const one = bound(await the().bind(wish({ mode: had })));
        const other = await again({ mode: wished });
        expect(other).toMatchObject({ ok: true, existing: false });
        expect(bound(other).x).not.toBe(one.x);
      },
    );

    it('takes the default callee of the new wish', async () => {
      const { x: number } = bound(await the().bind(wish({ mode: 'ax' })));
      bound(await again({ mode: 'ax', b: party(5) }));
      expect(reach(the(), A, number, START)).toBe(party(5).reveal());
      bound(await again({ mode: 'ax', b: null }));
      expect(reach(the(), A, number, START)).toBe('nobody-to-return-to');
    });

    it('tells the open bindings of one A apart by reference, X and group, and takes the latest of those that fit', async () => {
      const one = bound(await the().bind(wish({ mode: 'ax', reference: 'one', x: x(3) })));
      const two = bound(await the().bind(wish({ mode: 'ax', reference: 'two', x: x(1) })));
      expect(two.id).not.toBe(one.id);
      expect(bound(await again({ mode: 'ax', reference: 'one' })).id).toBe(one.id);
      expect(bound(await again({ mode: 'ax', x: x(3) })).id).toBe(one.id);
      expect(bound(await again({ mode: 'ax' })).id).toBe(two.id);
      const drivers = bound(await again({ mode: 'axg', group: 'drivers' }));
      const riders = bound(await again({ mode: 'axg', group: 'riders' }));
      expect(new Set([two.id, drivers.id, riders.id]).size).toBe(3);
      expect(bound(await again({ mode: 'axg', group: 'drivers' })).id).toBe(drivers.id);
    });

    it('that names another extension or another length is another binding', async () => {
      const one = bound(await the().bind(wish({ mode: 'axe', extension: '1234', b: null })));
      expect(bound(await again({ mode: 'axe', extension: '1234', b: null })).id).toBe(one.id);
      expect(bound(await again({ mode: 'axe', extension: 4, b: null })).id).toBe(one.id);
      for (const wanted of ['4321', 3]) {
        const other = bound(await again({ mode: 'axe', extension: wanted, b: null }));
        expect(other.x).not.toBe(one.x);
      }
    });

    it('that ended is not renewed', async () => {
      const one = bound(await the().bind(wish({ mode: 'ax', details: CALLS_BACK })));
      const later = await again({ mode: 'ax', at: END });
      expect(later).toMatchObject({ ok: true, existing: false });
      expect(bound(later).x).not.toBe(one.x);
    });

    it('on two numbers is renewed only where both are the ones that were asked for', async () => {
      const one = bound(await the().bind(wish({ mode: 'axyb', x: x(0), y: x(1) })));
      expect(bound(await again({ mode: 'axyb', y: x(1) })).id).toBe(one.id);
      expect(bound(await again({ mode: 'axyb', x: x(0) })).id).toBe(one.id);
      expect(bound(await again({ mode: 'axyb', y: x(2) })).id).not.toBe(one.id);
    });
  });
}
