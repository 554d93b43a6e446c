import { describe, expect, it } from 'vitest';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { KeyingWay } from '../support/switch-world.ts';
import { HOUR } from './binding-store.fixtures.ts';
import type { Refusal } from './mode-call.ts';
import type { Cast } from './mode-cast.ts';
import { callsBackFor, NOBODY } from './modes.open.ts';

/** Three prompts and three times the patience of a caller who keys nothing. */
const SILENCE_MS = 120_000;
const ASKED = 'en/enter-extension';
const UNKNOWN: Refusal = { reason: 'extension-unknown', cause: 'INVALID_IE_CONTENTS', status: null };
const MISSING: Refusal = { reason: 'extension-missing', cause: 'MANDATORY_IE_MISSING', status: null };

/** Mode `axe`: everybody who keys its extension reaches an A of the many on X. */
export function describeExtensionCalls(cast: () => Cast, ways: readonly KeyingWay[]): void {
  describe('axe', () => {
    /** A has 1111 and B has 2222; nobody else is named. */
    async function bound(changes: Parameters<Cast['bind']>[1] = {}): Promise<Cast> {
      const people = cast();
      await people.bind('axe', { b: null, extension: '1111', ...changes });
      await people.bind('axe', { a: people.b, b: null, extension: '2222', ...changes });
      return people;
    }

    it(
      'who keys nothing is asked three times in all, and refused',
      async () => {
        const people = await bound();
        const call = await people.dials(people.c);
        for (const attempt of [1, 2, 3]) await call.asked(attempt);
        await call.isRefused(MISSING);
        expect(call.phone.heard()).toContain(ASKED);
      },
      SILENCE_MS,
    );

    it.each(ways)('who keys an extension reaches its A, who sees X (by %s)', async (keying) => {
      const people = await bound();
      for (const [digits, owner] of [
        ['1111', people.a],
        ['2222', people.b],
      ] as const) {
        const call = await people.dials(people.c, people.x, keying);
        await call.asked();
        await call.phone.key(digits);
        await call.talks(await call.rings(owner, people.x));
      }
    });

    it.each(ways)('who keys wrong digits may correct them (by %s)', async (keying) => {
      const people = await bound();
      const call = await people.dials(people.c, people.x, keying);
      await call.asked();
      await call.phone.key('2111');
      await call.asked(2);
      await call.phone.key('11#');
      await call.asked(3);
      await call.phone.key('2222');
      await call.talks(await call.rings(people.b, people.x));
    });

    it.each(ways)('who keys three wrong extensions is refused (by %s)', async (keying) => {
      const people = await bound();
      const call = await people.dials(people.c, people.x, keying);
      for (const [place, digits] of ['9999', '1112', '*#'].entries()) {
        await call.asked(place + 1);
        await call.phone.key(digits);
      }
      await call.isRefused(UNKNOWN);
    });

    it('two who key at once reach the one whom each has keyed', async () => {
      const people = await bound();
      const { a, b, c, d, x } = people;
      const [first, second] = [await people.dials(c), await people.dials(d)];
      await Promise.all([first.asked(), second.asked()]);
      await Promise.all([first.phone.key('2222'), second.phone.key('1111')]);
      const [toB, toA] = await Promise.all([first.rings(b, x), second.rings(a, x)]);
      await Promise.all([first.talks(toB), second.talks(toA, 'callee')]);
    });

    it('nobody is called for a caller who hangs up instead of keying on', async () => {
      const people = await bound();
      const call = await people.dials(people.c);
      await call.asked();
      await call.phone.key('111');
      call.phone.hangUp();
      await call.ends('caller-gave-up');
    });

    it('an A calling X reaches the last caller of his own, and is not asked', async () => {
      const people = await bound(callsBackFor(HOUR));
      const { a, b, c, d } = people;
      await people.reachesByKeys(c, '1111', a);
      await people.reachesByKeys(d, '2222', b);
      await people.reaches(a, c);
      await people.reaches(b, d);
    });

    it('an A calling X reaches the one whom the binding names once the record of the last caller is over', async () => {
      const people = await bound({ b: null, ...callsBackFor(1) });
      await people.bind('axe', { a: people.e, b: people.d, extension: '3333', ...callsBackFor(1) });
      await people.reachesByKeys(people.c, '3333', people.e);
      await people.reaches(people.e, people.d);
      await people.reachesByKeys(people.c, '1111', people.a);
      await people.isRefused(people.a, NOBODY);
    });

    it('who is remembered is put through without keying again, to whom he keyed last', async () => {
      const details = { ...NO_DETAILS, callBackMs: HOUR, remembersCallers: true };
      const people = await bound({ details });
      await people.reachesByKeys(people.c, '1111', people.a);
      await people.reaches(people.c, people.a);
      const other = await people.dials(people.d);
      await other.asked();
      other.phone.hangUp();
      await other.ends('caller-gave-up');
    });

    it('who was remembered keys again once that is over', async () => {
      const people = await bound({ details: { ...NO_DETAILS, callBackMs: 1, remembersCallers: true } });
      await people.reachesByKeys(people.c, '1111', people.a);
      await people.reachesByKeys(people.c, '2222', people.b);
    });
  });
}
