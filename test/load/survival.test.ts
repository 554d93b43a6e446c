import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectPhonesNoLeak } from '../sipp/support/play.ts';
import { type Pair, present, Site } from '../sipp/support/site.ts';
import { soon, until } from '../sipp/support/until.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import type { SipPhone } from '../support/sip-phone.ts';

interface Talk {
  readonly caller: OutgoingCall;
  readonly callee: IncomingCall;
}

/** Calls, and how many of them a second. */
const STREAM = 80;
const STREAM_RATE = 25;
/** The daemon looks for the last time at what a switch lists so long after it attached, and half a second more. */
const LAST_LOOK_MS = 2_500;

describe.skipIf(!present)('With a real FreeSWITCH', () => {
  let site: Site;
  let origin: SipPhone;
  let east: SipPhone;

  beforeAll(async () => {
    site = await Site.start();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    [origin, east] = [await site.phone('origin'), await site.phone('east')];
  });
  /** Whatever was done to daemon or switch: nothing is left of the calls, and the next one works. */
  afterEach(async () => {
    try {
      await site.quiet();
      await hangUp(await talk(await site.bound()));
      await site.quiet();
    } finally {
      await origin.close();
      await east.close();
    }
  });

  const call = (pair: Pair): Promise<OutgoingCall> =>
    origin.call({ to: site.switchAddress, from: pair.a, dialled: pair.dialled, media: true });

  async function ring(pair: Pair): Promise<Talk> {
    const caller = await call(pair);
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring();
    await soon('the caller hears ringing', caller.ringing);
    return { caller, callee };
  }

  async function talk(pair: Pair): Promise<Talk> {
    const { caller, callee } = await ring(pair);
    return pickUp({ caller, callee });
  }

  async function pickUp({ caller, callee }: Talk): Promise<Talk> {
    callee.pickUp();
    expect(await soon('the answer', caller.answered)).toBe(true);
    return { caller, callee };
  }

  async function hangUp({ caller, callee }: Talk): Promise<void> {
    await caller.hangUp();
    expect(await soon('the callee is hung up', callee.ended)).toMatchObject({ by: 'remote' });
  }

  async function hearOneAnother({ caller, callee }: Talk): Promise<void> {
    const heard = (): readonly number[] => [caller, callee].map(({ media }) => media?.packetsReceived ?? 0);
    const before = heard();
    await until('both hear one another', () =>
      heard().every((count, side) => count > (before[side] ?? 0) + 20),
    );
    expect([caller.end, callee.end]).toEqual([null, null]);
  }

  /** The switch has a call in park that nobody has looked at. */
  const parked = (): Promise<void> =>
    until('a call is parked', async () =>
      (await site.freeswitch.apiCommand('show channels as json')).includes('"application":"park"'),
    );

  test('a daemon killed while it talks leaves the conversation alone, and its successor knows of it', async () => {
    const pair = await site.bound({ afterCall: '1h' });
    const both = await talk(pair);
    await site.daemon.kill('SIGKILL');
    await hearOneAnother(both);
    await site.daemon.start();
    await site.stage(pair.x, 'talking');
    await hearOneAnother(both);
    await hangUp(both);
    await site.quiet();
    const [binding] = await site.run((axbridge) =>
      axbridge.bindings({ x: pair.x, ended: true, limit: 10, showNumbers: false }),
    );
    expect(binding).toMatchObject({ state: 'live' });
    expect(await site.outcome(pair.x)).toBe('answered');
    expectPhonesNoLeak(pair, [origin, both.caller], [east, both.callee]);
  });

  test('a conversation that ends while no daemon is there leaves nothing behind', async () => {
    const both = await talk(await site.bound());
    await site.daemon.kill('SIGKILL');
    await both.callee.hangUp();
    expect(await soon('the caller is hung up', both.caller.ended)).toMatchObject({ by: 'remote' });
    await site.daemon.start();
    expect(await site.calls()).toEqual([]);
  });

  test('a daemon killed while it rings lets the call be answered, also before its successor is there', async () => {
    const pair = await site.bound();
    const both = await ring(pair);
    await site.daemon.kill('SIGKILL');
    await pickUp(both);
    await hearOneAnother(both);
    await site.daemon.start();
    await site.stage(pair.x, 'talking');
    await hangUp(both);
  });

  test('a daemon killed while it rings lets its successor see the answer', async () => {
    const pair = await site.bound();
    const both = await ring(pair);
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    await until('the successor has found the call', async () =>
      (await site.calls()).some(({ x }) => x === pair.x),
    );
    await pickUp(both);
    await site.stage(pair.x, 'talking');
    await hearOneAnother(both);
    await hangUp(both);
    expect(await site.outcome(pair.x)).toBe('answered');
  });

  test('a daemon killed while it rings lets its successor tell the caller why there was no answer', async () => {
    const pair = await site.bound();
    const both = await ring(pair);
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    both.callee.reject(486);
    expect(await soon('the refusal', both.caller.ended)).toMatchObject({ by: 'refusal', status: 486 });
    expect(both.caller.media?.packetsWithSound).toBeGreaterThan(100);
    expect(await site.outcome(pair.x)).toBe('busy');
  });

  test('a daemon killed before it has routed a call leaves it to its successor, which routes it once', async () => {
    const pair = await site.bound();
    // It gets the call, but cannot act: what dies is a daemon in the very middle of a set-up.
    site.daemon.signal('SIGSTOP');
    const caller = await call(pair);
    await parked();
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    const callee = await soon('the callee is called', east.nextCall());
    expect({ called: callee.dialled, shown: callee.shown }).toEqual({
      called: `86${pair.b}`,
      shown: pair.x.slice(1),
    });
    await pickUp({ caller, callee });
    expect(east.unclaimedCalls).toBe(0);
    await hangUp({ caller, callee });
    expectPhonesNoLeak(pair, [origin, caller], [east, callee]);
  });

  test('a call without any daemon is refused with 503 after seconds, and its caller may give up before', async () => {
    const pair = await site.bound();
    await site.daemon.kill('SIGKILL');
    const patient = await call(pair);
    const impatient = await call(pair);
    await parked();
    impatient.cancel();
    expect(await soon('the end', impatient.ended)).toEqual({ by: 'cancel' });
    expect(await soon('the refusal', patient.ended)).toMatchObject({ by: 'refusal', status: 503 });
    await site.daemon.start();
    expect(await site.calls()).toEqual([]);
    expect(east.unclaimedCalls).toBe(0);
  });

  test('a daemon killed and started again under a stream of calls cuts none and rings nobody twice', async () => {
    const pairs: Pair[] = [];
    while (pairs.length < STREAM) pairs.push(await site.bound());
    const called = new Map<string, number>();
    let over = false;
    const answering = (async () => {
      while (!over) {
        const callee = await east.nextCall();
        called.set(callee.dialled, (called.get(callee.dialled) ?? 0) + 1);
        callee.ring();
        callee.pickUp();
      }
    })();
    const callers: OutgoingCall[] = [];
    let restarted: Promise<void> | null = null;
    for (const [at, pair] of pairs.entries()) {
      if (at === STREAM / 4) {
        await site.daemon.kill('SIGKILL');
        restarted = site.daemon.start();
      }
      callers.push(await call(pair));
      await sleep(1000 / STREAM_RATE);
    }
    await restarted;
    for (const caller of callers) await soon('an answer or a refusal', caller.answered);
    const statuses = callers.map(({ end }) =>
      end === null ? 'talks' : end.by === 'refusal' ? end.status : end.by,
    );
    expect(statuses.filter((status) => status !== 'talks' && status !== 503)).toEqual([]);
    expect(statuses.at(-1)).toBe('talks');
    await until('the daemon knows all that talk', async () => {
      const talking = (await site.calls()).filter(({ stage }) => stage === 'talking');
      return talking.length === statuses.filter((status) => status === 'talks').length;
    });
    // The last look of the daemon at what the switch lists has passed when this one has been made and answered.
    await sleep(LAST_LOOK_MS);
    expect(callers.filter(({ wasAnswered, end }) => wasAnswered && end !== null)).toEqual([]);
    expect(Math.max(...called.values())).toBe(1);
    over = true;
    await Promise.all(callers.map((caller) => caller.hangUp()));
    await site.quiet();
    const last = await call(await site.bound());
    await soon('the last call is answered', last.answered);
    await answering;
    await last.hangUp();
  });

  test('a daemon killed in a callback leaves the two to talk', async () => {
    const { a, b, x } = site.newPair();
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', east.nextCall());
    first.pickUp();
    const second = await soon('B is called', east.nextCall());
    second.ring();
    await site.stage(x, 'ringing');
    await site.daemon.kill('SIGKILL');
    second.pickUp();
    await soon('B talks', second.answered);
    await site.daemon.start();
    await site.stage(x, 'talking');
    await first.hangUp();
    expect(await soon('B is hung up', second.ended)).toMatchObject({ by: 'remote' });
    expectPhonesNoLeak({ a, b }, [east, first], [east, second]);
  });

  test('a daemon killed while it calls the first party of a callback lets its successor call the second', async () => {
    const { a, b, x } = site.newPair();
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', east.nextCall());
    first.ring();
    await site.stage(x, 'calling-party');
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    first.pickUp();
    const second = await soon('B is called', east.nextCall());
    expect({ called: second.dialled, shown: second.shown }).toEqual({ called: `86${b}`, shown: x.slice(1) });
    second.pickUp();
    await site.stage(x, 'talking');
    await second.hangUp();
    expect(await soon('A is hung up', first.ended)).toMatchObject({ by: 'remote' });
    expectPhonesNoLeak({ a, b }, [east, first], [east, second]);
  });

  test('SIGTERM waits for the call that is being set up, leaves the conversations, and ends with code 0', async () => {
    const talking = await talk(await site.bound());
    const pair = await site.bound();
    const ringing = await ring(pair);
    site.daemon.signal('SIGTERM');
    await site.daemon.line(({ msg }) => msg === 'stopping');
    ringing.callee.reject(486);
    // The refusal and its prompt are the daemon's: it was still there.
    expect(await soon('the refusal', ringing.caller.ended)).toMatchObject({ by: 'refusal', status: 486 });
    expect(ringing.caller.media?.packetsWithSound).toBeGreaterThan(100);
    expect(await soon('the daemon ends', site.daemon.exited())).toBe(0);
    await hearOneAnother(talking);
    await site.daemon.start();
    await hangUp(talking);
  });

  test('a second SIGTERM does not wait, and the call is answered all the same', async () => {
    const pair = await site.bound();
    const both = await ring(pair);
    const from = site.daemon.log.length;
    site.daemon.signal('SIGTERM');
    await site.daemon.line(({ msg }) => msg === 'stopping', from);
    site.daemon.signal('SIGTERM');
    expect(await soon('the daemon ends', site.daemon.exited())).toBe(0);
    expect(both.callee.end).toBe(null);
    await pickUp(both);
    await site.daemon.start();
    await hangUp(both);
  });

  test('a switch that dies and comes back is attached to again, its calls are gone, and the next one works', async () => {
    const pair = await site.bound();
    const lost = await talk(pair);
    await site.stage(pair.x, 'talking');
    const from = site.daemon.log.length;
    await site.freeswitch.restart();
    await soon(
      'the daemon is attached again',
      site.daemon.line((line) => line.msg === 'switch link' && line['state'] === 'ready', from),
    );
    await site.quiet();
    lost.caller.finish({ by: 'local' });
    lost.callee.finish({ by: 'local' });
    expect(site.daemon.pid).toBeDefined();
  });

  test('a daemon with a wrong password for the switch says so and ends with code 78', async () => {
    await using stranger = await DaemonUnderTest.create({
      eventSocket: { host: '127.0.0.1', port: site.freeswitch.eslPort, password: 'not-the-password' },
    });
    stranger.launch();
    expect(await soon('it ends', stranger.exited())).toBe(78);
    expect(stranger.output).toMatch(/password/i);
    expect(stranger.output).not.toContain('not-the-password');
  });
});
