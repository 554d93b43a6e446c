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

/** Without prompts, so that the refusal comes at once. */
const SILENT = {
  'binding-cooling': { prompt: null, cause: 'SUBSCRIBER_ABSENT' },
  'wrong-direction': { prompt: null, cause: 'CALL_REJECTED' },
};

describe.skipIf(!present)('A binding whose party is changed for another, on a real FreeSWITCH', () => {
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

  const call = ({ dialled }: Pair, from: string): Promise<OutgoingCall> =>
    origin.call({ to: site.switchAddress, from, dialled, media: true });

  async function ring(pair: Pair, from: string): Promise<Talk> {
    const caller = await call(pair, from);
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring();
    await soon('the caller hears ringing', caller.ringing);
    return { caller, callee };
  }

  async function pickUp(ringing: Talk): Promise<void> {
    ringing.callee.pickUp();
    expect(await soon('the answer', ringing.caller.answered)).toBe(true);
  }

  async function stillTalking({ caller, callee }: Talk): Promise<void> {
    const before = [caller, callee].map((side) => side.media?.packetsReceived ?? 0);
    await until('both hear one another', () =>
      [caller, callee].every((side, place) => (side.media?.packetsReceived ?? 0) > (before[place] ?? 0) + 20),
    );
    expect([caller.end, callee.end]).toEqual([null, null]);
  }

  async function hangUp({ caller, callee }: Talk): Promise<void> {
    await caller.hangUp();
    expect(await soon('the callee is hung up', callee.ended)).toMatchObject({ by: 'remote' });
  }

  /** The caller is refused, and nobody rings. */
  async function refused(pair: Pair, from: string, reason: string, nth: number): Promise<void> {
    const refusedCall = await call(pair, from);
    expect(await soon('the refusal', refusedCall.answered)).toBe(false);
    expect(await site.outcome(pair.x, nth)).toBe(reason);
    expect(east.unclaimedCalls).toBe(0);
  }

  const amend = (id: number, b: string): Promise<unknown> =>
    site.run((axbridge) => axbridge.amend({ id, b, showNumbers: false }));

  test('the new one reaches and is reached, the former one is refused, and calls that are up go on', async () => {
    const pair = await site.bound();
    const { a, b } = pair;
    const c = site.newPair().b;
    const talking = await ring(pair, a);
    await pickUp(talking);
    const ringing = await ring(pair, b);
    await amend(pair.binding.id, c);
    await refused(pair, b, 'binding-cooling', 3);

    const reached = await ring(pair, a);
    expect(reached.callee.dialled).toContain(c);
    expect(reached.callee.shown).toContain(pair.dialled);
    await pickUp(reached);
    const reaching = await ring(pair, c);
    expect(reaching.callee.dialled).toContain(a);
    expect(reaching.callee.shown).toContain(pair.dialled);
    await pickUp(reaching);
    expectPhonesNoLeak({ a, b: c }, [origin, reached.caller], [east, reached.callee]);

    await stillTalking(talking);
    await pickUp(ringing);
    for (const each of [talking, ringing, reached, reaching]) {
      await stillTalking(each);
      await hangUp(each);
    }
    await refused(pair, b, 'binding-cooling', 6);
  });

  test('a daemon that comes back takes nobody for a party of an earlier call', async () => {
    const pair = await site.bound();
    const { a, b } = pair;
    const c = site.newPair().b;
    const before = await ring(pair, a);
    await pickUp(before);
    await amend(pair.binding.id, c);
    const after = await ring(pair, a);
    await pickUp(after);
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    await until('both calls are known again', async () => (await site.calls()).length === 2);
    const calls = await site.run((axbridge) => axbridge.calls({ showNumbers: true }));
    const callees = calls.map(({ callee }) => callee);
    expect(new Set(callees)).toEqual(new Set([null, `+86${c}`]));
    for (const each of [before, after]) {
      await stillTalking(each);
      await hangUp(each);
    }
    const again = await ring(pair, a);
    expect(again.callee.dialled).toContain(c);
    await pickUp(again);
    await hangUp(again);
    expect(b).not.toBe(c);
  });

  test('a direction counts from the next call on', async () => {
    const pair = await site.bound();
    const { id } = pair.binding;
    await site.run((axbridge) => axbridge.amend({ id, mode: 'a-to-b', showNumbers: false }));
    await refused(pair, pair.b, 'wrong-direction', 1);
    const allowed = await ring(pair, pair.a);
    await pickUp(allowed);
    await hangUp(allowed);
  });
});
