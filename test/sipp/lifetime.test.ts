import { describe, expect, test } from 'vitest';
import { expectPhonesNoLeak } from './support/play.ts';
import { type Pair, present } from './support/site.ts';
import { useTwoPhones } from './support/two-phones.ts';
import { soon, until } from './support/until.ts';

/** Without prompts, so that the refusal comes at once; what callers hear is in refusals.test.ts. */
const SILENT = {
  busy: { prompt: null, cause: 'USER_BUSY' },
  'binding-expired': { prompt: null, cause: 'NUMBER_CHANGED' },
  'binding-cooling': { prompt: null, cause: 'SUBSCRIBER_ABSENT' },
};

describe.skipIf(!present)('The life of a binding on a real FreeSWITCH', () => {
  const phones = useTwoPhones({ refusals: SILENT }, ({ site }) => site.quiet());

  async function routeOf(pair: Pair, from = pair.a): Promise<string> {
    const { x } = pair;
    const { decision, reason } = await phones.site.run((axbridge) =>
      axbridge.route({ caller: from, x, showNumbers: false }),
    );
    return reason ?? decision;
  }

  const refusedNow = async (pair: Pair, reason: string, nth: number): Promise<void> => {
    const call = await phones.origin.call({
      to: phones.site.switchAddress,
      from: pair.a,
      dialled: pair.dialled,
    });
    await soon('the refusal', call.ended);
    expect(await phones.site.outcome(pair.x, nth)).toBe(reason);
    expect(phones.east.unclaimedCalls).toBe(0);
  };

  test('lets a call that rings complete when it expires meanwhile, and refuses the next one', async () => {
    const pair = await phones.site.bound({ expires: '2s' });
    const call = await phones.ring(pair);
    await until('the binding has expired', async () => (await routeOf(pair)) === 'binding-expired');
    expect(call.callee.end).toBe(null);
    call.callee.pickUp();
    expect(await soon('the answer', call.caller.answered)).toBe(true);
    await phones.hearOneAnother(call);
    await phones.hangUp(call);
    expectPhonesNoLeak(pair, [phones.origin, call.caller], [phones.east, call.callee]);
    await refusedNow(pair, 'binding-expired', 2);
  });

  test('does not cut a conversation when it expires', async () => {
    const pair = await phones.site.bound({ expires: '2s' });
    const call = await phones.talk(pair);
    await until('the binding has expired', async () => (await routeOf(pair)) === 'binding-expired');
    await phones.hearOneAnother(call);
    await phones.hangUp(call);
    expect(await phones.site.outcome(pair.x)).toBe('answered');
    expect(await routeOf(pair, pair.b)).toBe('binding-expired');
  });

  test('does not cut a conversation, nor a call that rings, when it is released', async () => {
    const pair = await phones.site.bound();
    const call = await phones.talk(pair);
    const other = await phones.ring(pair, pair.b);
    await phones.site.run((axbridge) => axbridge.unbind({ id: pair.binding.id }));
    expect(await routeOf(pair)).toBe('binding-cooling');
    await phones.hearOneAnother(call);
    await phones.hangUp(call);
    other.callee.pickUp();
    expect(await soon('the answer', other.caller.answered)).toBe(true);
    await phones.hearOneAnother(other);
    await phones.hangUp(other);
    await refusedNow(pair, 'binding-cooling', 3);
  });

  test('ends so long after the end of a call, when it is to end after a call', async () => {
    const pair = await phones.site.bound({ afterCall: '2s' });
    const missed = await phones.ring(pair);
    missed.callee.reject(486);
    await soon('the refusal', missed.caller.ended);
    const call = await phones.talk(pair);
    await phones.hearOneAnother(call);
    expect(await routeOf(pair)).toBe('connect');
    await phones.hangUp(call);
    const again = await phones.talk(pair, pair.b);
    await until('it is released', async () => (await routeOf(pair)) === 'binding-cooling');
    await phones.hearOneAnother(again);
    await phones.hangUp(again);
    const view = await bindingOf(pair);
    const ended = await endOfCall(pair.x, 2);
    expect(Date.parse(view.endedAt ?? '')).toBeGreaterThanOrEqual(ended + 1_990);
    expect(Date.parse(view.endedAt ?? '')).toBeLessThan(ended + 4_000);
  });

  test('lives on with each call, when its expiry slides', async () => {
    const pair = await phones.site.bound({ expires: '3s', sliding: '1h' });
    const call = await phones.ring(pair);
    await until('the call has moved the expiry', async () => {
      const { expiresAt } = await bindingOf(pair);
      return Date.parse(expiresAt ?? '') > Date.now() + 3_000_000;
    });
    call.caller.cancel();
    expect(await soon('the callee stops ringing', call.callee.ended)).toEqual({ by: 'cancel' });
    const created = Date.parse(pair.binding.createdAt);
    await until('the first expiry has passed', () => Date.now() > created + 3_000);
    await phones.hangUp(await phones.talk(pair));
  });

  async function bindingOf(pair: Pair) {
    const found = await phones.site.run((axbridge) =>
      axbridge.bindings({ x: pair.x, ended: true, limit: 10, showNumbers: false }),
    );
    const [view] = found;
    if (view === undefined || found.length > 1) throw new Error(`${found.length} bindings on ${pair.x}`);
    return view;
  }

  /** When the switch says that this call ended. */
  async function endOfCall(x: string, nth: number): Promise<number> {
    await phones.site.outcome(x, nth);
    const began = phones.site.daemon.log.filter(
      ({ msg, from, x: its }) => msg === 'call' && from === 'new' && its === x,
    );
    const call = began[nth - 1]?.['call'];
    return Number(
      phones.site.daemon.log.find((line) => line.msg === 'call ended' && line['call'] === call)?.['endedAt'],
    );
  }
});
