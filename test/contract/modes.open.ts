import { describe, it } from 'vitest';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { HOUR } from './binding-store.fixtures.ts';
import type { Refusal } from './mode-call.ts';
import type { Cast } from './mode-cast.ts';

export const NOBODY: Refusal = {
  reason: 'nobody-to-return-to',
  cause: 'NO_ROUTE_TRANSIT_NET',
  status: 404,
};
/** The call-back record lives so long. */
export const callsBackFor = (callBackMs: number) => ({ details: { ...NO_DETAILS, callBackMs } });

/** Mode `ax`: everybody reaches A by X. */
export function describeOpenCalls(cast: () => Cast): void {
  describe('ax', () => {
    it('anybody calling X reaches A, who sees X', async () => {
      const people = cast();
      await people.bind('ax', { b: null });
      await people.reaches(people.c, people.a);
      await people.reaches(people.d, people.a);
    });

    it('A calling X reaches nobody where nobody is named, whoever called before', async () => {
      const people = cast();
      await people.bind('ax', { b: null });
      await people.reaches(people.c, people.a);
      await people.isRefused(people.a, NOBODY);
    });

    it('A calling X reaches the one whom the binding names', async () => {
      const people = cast();
      await people.bind('ax');
      await people.reaches(people.c, people.a);
      await people.reaches(people.a, people.b);
    });

    it('A calling X reaches who called last', async () => {
      const people = cast();
      const { a, b, c, d } = people;
      await people.bind('ax', callsBackFor(HOUR));
      await people.reaches(a, b);
      await people.reaches(c, a);
      await people.reaches(a, c);
      await people.reaches(d, a);
      await people.reaches(a, d);
    });

    it('A calling X reaches who called last also where that one was not answered', async () => {
      const people = cast();
      await people.bind('ax', { b: null, ...callsBackFor(HOUR) });
      const missed = await people.dials(people.c);
      const callee = await missed.rings(people.a, people.x);
      callee.reject(486);
      await missed.isRefused({ reason: 'busy', prompt: 'callee-busy', cause: 'USER_BUSY', status: 486 });
      await people.reaches(people.a, people.c);
    });

    it('A calling X reaches nobody once the record of the last caller is over', async () => {
      const people = cast();
      await people.bind('ax', { b: null, ...callsBackFor(1) });
      await people.reaches(people.c, people.a);
      await people.isRefused(people.a, NOBODY);
    });

    it('A calling X reaches the callee for a while before anybody else, and then as before', async () => {
      const people = cast();
      const { a, b, c, d } = people;
      const { id } = await people.bind('ax', callsBackFor(HOUR));
      await people.setCallee(id, d);
      await people.reaches(a, d);
      await people.reaches(c, a);
      await people.reaches(a, d);
      await people.setCallee(id, null);
      await people.reaches(a, c);
      await people.setCallee(id, b);
      await people.reaches(a, b);
    });
  });
}
