import { describe, expect, test } from 'vitest';
import { expectPhonesNoLeak } from './support/play.ts';
import { type Pair, present } from './support/site.ts';
import { useTwoPhones } from './support/two-phones.ts';
import { soon, until } from './support/until.ts';

/** Without prompts, so that the refusal comes at once. */
const SILENT = {
  'binding-cooling': { prompt: null, cause: 'SUBSCRIBER_ABSENT' },
  'wrong-direction': { prompt: null, cause: 'CALL_REJECTED' },
};

describe.skipIf(!present)('A binding whose party is changed for another, on a real FreeSWITCH', () => {
  const phones = useTwoPhones({ refusals: SILENT }, ({ site }) => site.quiet());

  /** The caller is refused, and nobody rings. */
  async function refused(pair: Pair, from: string, reason: string, nth: number): Promise<void> {
    const refusedCall = await phones.call(pair, from);
    expect(await soon('the refusal', refusedCall.answered)).toBe(false);
    expect(await phones.site.outcome(pair.x, nth)).toBe(reason);
    expect(phones.east.unclaimedCalls).toBe(0);
  }

  const amend = (id: number, b: string): Promise<unknown> =>
    phones.site.run((axbridge) => axbridge.amend({ id, b, showNumbers: false }));

  test('the new one reaches and is reached, the former one is refused, and calls that are up go on', async () => {
    const pair = await phones.site.bound();
    const { a, b } = pair;
    const c = phones.site.newPair().b;
    const talking = await phones.ring(pair, a);
    await phones.pickUp(talking);
    const ringing = await phones.ring(pair, b);
    await amend(pair.binding.id, c);
    await refused(pair, b, 'binding-cooling', 3);

    const reached = await phones.ring(pair, a);
    expect(reached.callee.dialled).toContain(c);
    expect(reached.callee.shown).toContain(pair.dialled);
    await phones.pickUp(reached);
    const reaching = await phones.ring(pair, c);
    expect(reaching.callee.dialled).toContain(a);
    expect(reaching.callee.shown).toContain(pair.dialled);
    await phones.pickUp(reaching);
    expectPhonesNoLeak({ a, b: c }, [phones.origin, reached.caller], [phones.east, reached.callee]);

    await phones.hearOneAnother(talking);
    await phones.pickUp(ringing);
    for (const each of [talking, ringing, reached, reaching]) {
      await phones.hearOneAnother(each);
      await phones.hangUp(each);
    }
    await refused(pair, b, 'binding-cooling', 6);
  });

  test('a daemon that comes back takes nobody for a party of an earlier call', async () => {
    const pair = await phones.site.bound();
    const { a, b } = pair;
    const c = phones.site.newPair().b;
    const before = await phones.ring(pair, a);
    await phones.pickUp(before);
    await amend(pair.binding.id, c);
    const after = await phones.ring(pair, a);
    await phones.pickUp(after);
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    await until('both calls are known again', async () => (await phones.site.calls()).length === 2);
    const calls = await phones.site.run((axbridge) => axbridge.calls({ showNumbers: true }));
    const callees = calls.map(({ callee }) => callee);
    expect(new Set(callees)).toEqual(new Set([null, `+86${c}`]));
    for (const each of [before, after]) {
      await phones.hearOneAnother(each);
      await phones.hangUp(each);
    }
    const again = await phones.ring(pair, a);
    expect(again.callee.dialled).toContain(c);
    await phones.pickUp(again);
    await phones.hangUp(again);
    expect(b).not.toBe(c);
  });

  test('a direction counts from the next call on', async () => {
    const pair = await phones.site.bound();
    const { id } = pair.binding;
    await phones.site.run((axbridge) => axbridge.amend({ id, mode: 'a-to-b', showNumbers: false }));
    await refused(pair, pair.b, 'wrong-direction', 1);
    const allowed = await phones.ring(pair, pair.a);
    await phones.pickUp(allowed);
    await phones.hangUp(allowed);
  });
});
