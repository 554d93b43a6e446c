import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { expectPhonesNoLeak } from './support/play.ts';
import { type Pair, present, Site } from './support/site.ts';
import { soon, until } from './support/until.ts';

interface Talk {
  readonly caller: OutgoingCall;
  readonly callee: IncomingCall;
}

/** Without prompts, so that the refusal comes at once; what callers hear is in refusals.test.ts. */
const SILENT = {
  busy: { prompt: null, cause: 'USER_BUSY' },
  'binding-expired': { prompt: null, cause: 'NUMBER_CHANGED' },
  'binding-cooling': { prompt: null, cause: 'SUBSCRIBER_ABSENT' },
};

describe.skipIf(!present)('The life of a binding on a real FreeSWITCH', () => {
  let site: Site;
  let origin: SipPhone;
  let east: SipPhone;

  beforeAll(async () => {
    site = await Site.start({ refusals: SILENT });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    [origin, east] = [await site.phone('origin'), await site.phone('east')];
  });
  afterEach(async () => {
    await site.quiet();
    await origin.close();
    await east.close();
  });

  async function ring(pair: Pair, from = pair.a): Promise<Talk> {
    const caller = await origin.call({ to: site.switchAddress, from, dialled: pair.dialled, media: true });
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring();
    await soon('the caller hears ringing', caller.ringing);
    return { caller, callee };
  }

  async function talk(pair: Pair, from = pair.a): Promise<Talk> {
    const { caller, callee } = await ring(pair, from);
    callee.pickUp();
    expect(await soon('the answer', caller.answered)).toBe(true);
    return { caller, callee };
  }

  async function hangUp({ caller, callee }: Talk): Promise<void> {
    await caller.hangUp();
    expect(await soon('the callee is hung up', callee.ended)).toMatchObject({ by: 'remote' });
  }

  /** Media flows both ways, and for longer than any timer of the binding has left. */
  async function stillTalking({ caller, callee }: Talk): Promise<void> {
    const [before, there] = [caller.media?.packetsReceived ?? 0, callee.media?.packetsReceived ?? 0];
    await until('both hear one another', () =>
      [caller.media?.packetsReceived ?? 0, callee.media?.packetsReceived ?? 0].every(
        (count, side) => count > (side === 0 ? before : there) + 20,
      ),
    );
    expect([caller.end, callee.end]).toEqual([null, null]);
  }

  async function routeOf(pair: Pair, from = pair.a): Promise<string> {
    const { x } = pair;
    const { decision, reason } = await site.run((axbridge) =>
      axbridge.route({ caller: from, x, showNumbers: false }),
    );
    return reason ?? decision;
  }

  const refusedNow = async (pair: Pair, reason: string, nth: number): Promise<void> => {
    const call = await origin.call({ to: site.switchAddress, from: pair.a, dialled: pair.dialled });
    await soon('the refusal', call.ended);
    expect(await site.outcome(pair.x, nth)).toBe(reason);
    expect(east.unclaimedCalls).toBe(0);
  };

  test('lets a call that rings complete when it expires meanwhile, and refuses the next one', async () => {
    const pair = await site.bound({ expires: '2s' });
    const call = await ring(pair);
    await until('the binding has expired', async () => (await routeOf(pair)) === 'binding-expired');
    expect(call.callee.end).toBe(null);
    call.callee.pickUp();
    expect(await soon('the answer', call.caller.answered)).toBe(true);
    await stillTalking(call);
    await hangUp(call);
    expectPhonesNoLeak(pair, [origin, call.caller], [east, call.callee]);
    await refusedNow(pair, 'binding-expired', 2);
  });

  test('does not cut a conversation when it expires', async () => {
    const pair = await site.bound({ expires: '2s' });
    const call = await talk(pair);
    await until('the binding has expired', async () => (await routeOf(pair)) === 'binding-expired');
    await stillTalking(call);
    await hangUp(call);
    expect(await site.outcome(pair.x)).toBe('answered');
    expect(await routeOf(pair, pair.b)).toBe('binding-expired');
  });

  test('does not cut a conversation, nor a call that rings, when it is released', async () => {
    const pair = await site.bound();
    const call = await talk(pair);
    const other = await ring(pair, pair.b);
    await site.run((axbridge) => axbridge.unbind({ id: pair.binding.id }));
    expect(await routeOf(pair)).toBe('binding-cooling');
    await stillTalking(call);
    await hangUp(call);
    other.callee.pickUp();
    expect(await soon('the answer', other.caller.answered)).toBe(true);
    await stillTalking(other);
    await hangUp(other);
    await refusedNow(pair, 'binding-cooling', 3);
  });

  test('ends so long after the end of a call, when it is to end after a call', async () => {
    const pair = await site.bound({ afterCall: '2s' });
    const missed = await ring(pair);
    missed.callee.reject(486);
    await soon('the refusal', missed.caller.ended);
    const call = await talk(pair);
    await stillTalking(call);
    expect(await routeOf(pair)).toBe('connect');
    await hangUp(call);
    const again = await talk(pair, pair.b);
    await until('it is released', async () => (await routeOf(pair)) === 'binding-cooling');
    await stillTalking(again);
    await hangUp(again);
    const view = await bindingOf(pair);
    const ended = await endOfCall(pair.x, 2);
    expect(Date.parse(view.endedAt ?? '')).toBeGreaterThanOrEqual(ended + 1_990);
    expect(Date.parse(view.endedAt ?? '')).toBeLessThan(ended + 4_000);
  });

  test('lives on with each call, when its expiry slides', async () => {
    const pair = await site.bound({ expires: '3s', sliding: '1h' });
    const call = await ring(pair);
    await until('the call has moved the expiry', async () => {
      const { expiresAt } = await bindingOf(pair);
      return Date.parse(expiresAt ?? '') > Date.now() + 3_000_000;
    });
    call.caller.cancel();
    expect(await soon('the callee stops ringing', call.callee.ended)).toEqual({ by: 'cancel' });
    const created = Date.parse(pair.binding.createdAt);
    await until('the first expiry has passed', () => Date.now() > created + 3_000);
    await hangUp(await talk(pair));
  });

  async function bindingOf(pair: Pair) {
    const found = await site.run((axbridge) =>
      axbridge.bindings({ x: pair.x, ended: true, limit: 10, showNumbers: false }),
    );
    const [view] = found;
    if (view === undefined || found.length > 1) throw new Error(`${found.length} bindings on ${pair.x}`);
    return view;
  }

  /** When the switch says that this call ended. */
  async function endOfCall(x: string, nth: number): Promise<number> {
    await site.outcome(x, nth);
    const began = site.daemon.log.filter(
      ({ msg, from, x: its }) => msg === 'call' && from === 'new' && its === x,
    );
    const call = began[nth - 1]?.['call'];
    return Number(
      site.daemon.log.find((line) => line.msg === 'call ended' && line['call'] === call)?.['endedAt'],
    );
  }
});
