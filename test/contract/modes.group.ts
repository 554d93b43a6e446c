import { describe, it } from 'vitest';
import { HOUR } from './binding-store.fixtures.ts';
import type { Refusal } from './mode-call.ts';
import type { Cast } from './mode-cast.ts';
import { callsBackFor, NOBODY } from './modes.open.ts';

const NOT_A_MEMBER: Refusal = {
  reason: 'not-a-member',
  cause: 'FACILITY_NOT_SUBSCRIBED',
  status: 480,
};

/** Mode `axg`: the members of a group reach A by X. */
export function describeGroupCalls(cast: () => Cast): void {
  describe('axg', () => {
    /** C and D are members, B is the default. */
    async function bound(changes: Parameters<Cast['bind']>[1] = {}): Promise<Cast> {
      const people = cast();
      await people.store.putGroup(people.group, [people.c, people.d]);
      await people.bind('axg', { group: people.group, ...callsBackFor(HOUR), ...changes });
      return people;
    }

    it('every member calling X reaches A, who sees X', async () => {
      const people = await bound();
      await people.reaches(people.c, people.a);
      await people.reaches(people.d, people.a);
    });

    it('who is no member is refused, the default of A included', async () => {
      const people = await bound();
      await Promise.all([people.isRefused(people.e, NOT_A_MEMBER), people.isRefused(people.b, NOT_A_MEMBER)]);
    });

    it('A calling X reaches the default, and once members called, the last of them', async () => {
      const people = await bound();
      const { a, b, c, d } = people;
      await people.reaches(a, b);
      await people.reaches(c, a);
      await people.reaches(d, a);
      await people.reaches(a, d);
      await people.reaches(c, a);
      await people.reaches(a, c);
    });

    it('A calling X reaches nobody where no member called and none is named', async () => {
      const people = await bound({ b: null });
      await people.isRefused(people.a, NOBODY);
    });

    it('who joins while it is bound reaches A; who leaves is refused, and no more called back', async () => {
      const people = await bound();
      const { a, b, c, e, group } = people;
      await people.reaches(c, a);
      await people.store.changeGroup(group, [e], [c]);
      await people.isRefused(c, NOT_A_MEMBER);
      await people.reaches(a, b);
      await people.reaches(e, a);
      await people.reaches(a, e);
    });

    it('a new list of members takes the place of the old one at once', async () => {
      const people = await bound();
      await people.store.putGroup(people.group, [people.e]);
      await people.reaches(people.e, people.a);
      await Promise.all([people.c, people.d].map((gone) => people.isRefused(gone, NOT_A_MEMBER)));
    });
  });
}
