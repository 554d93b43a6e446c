import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectPhonesNoLeak } from '../sipp/support/play.ts';
import { type Pair, present } from '../sipp/support/site.ts';
import { type TwoPhones, useTwoPhones } from '../sipp/support/two-phones.ts';
import { soon, until } from '../sipp/support/until.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';

/** Calls, and how many of them a second. */
const STREAM = 80;
const STREAM_RATE = 25;
/** The daemon looks for the last time at what a switch lists so long after it attached, and half a second more. */
const LAST_LOOK_MS = 2_500;

/** Whatever was done to daemon or switch: nothing is left of the calls, and the next one works. */
async function isWell(phones: TwoPhones): Promise<void> {
  const { site } = phones;
  await site.quiet();
  await phones.hangUp(await phones.talk(await site.bound()));
  await site.quiet();
}

describe.skipIf(!present)('With a real FreeSWITCH', () => {
  const phones = useTwoPhones({}, isWell);

  const call = (pair: Pair): Promise<OutgoingCall> => phones.call(pair, pair.a);

  /** The switch has a call in park that nobody has looked at. */
  const parked = (): Promise<void> =>
    until('a call is parked', async () =>
      (await phones.site.freeswitch.apiCommand('show channels as json')).includes('"application":"park"'),
    );

  test('a daemon killed while it talks leaves the conversation alone, and its successor knows of it', async () => {
    const pair = await phones.site.bound({ afterCall: '1h' });
    const both = await phones.talk(pair);
    await phones.site.daemon.kill('SIGKILL');
    await phones.hearOneAnother(both);
    await phones.site.daemon.start();
    await phones.site.stage(pair.x, 'talking');
    await phones.hearOneAnother(both);
    await phones.hangUp(both);
    await phones.site.quiet();
    const [binding] = await phones.site.run((axbridge) =>
      axbridge.bindings({ x: pair.x, ended: true, limit: 10, showNumbers: false }),
    );
    expect(binding).toMatchObject({ state: 'live' });
    expect(await phones.site.outcome(pair.x)).toBe('answered');
    expectPhonesNoLeak(pair, [phones.origin, both.caller], [phones.east, both.callee]);
  });

  test('a conversation that ends while no daemon is there leaves nothing behind', async () => {
    const both = await phones.talk(await phones.site.bound());
    await phones.site.daemon.kill('SIGKILL');
    await both.callee.hangUp();
    expect(await soon('the caller is hung up', both.caller.ended)).toMatchObject({ by: 'remote' });
    await phones.site.daemon.start();
    expect(await phones.site.calls()).toEqual([]);
  });

  test('a daemon killed while it rings lets the call be answered, also before its successor is there', async () => {
    const pair = await phones.site.bound();
    const both = await phones.ring(pair);
    await phones.site.daemon.kill('SIGKILL');
    await phones.pickUp(both);
    await phones.hearOneAnother(both);
    await phones.site.daemon.start();
    await phones.site.stage(pair.x, 'talking');
    await phones.hangUp(both);
  });

  test('a daemon killed while it rings lets its successor see the answer', async () => {
    const pair = await phones.site.bound();
    const both = await phones.ring(pair);
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    await until('the successor has found the call', async () =>
      (await phones.site.calls()).some(({ x }) => x === pair.x),
    );
    await phones.pickUp(both);
    await phones.site.stage(pair.x, 'talking');
    await phones.hearOneAnother(both);
    await phones.hangUp(both);
    expect(await phones.site.outcome(pair.x)).toBe('answered');
  });

  test('a daemon killed while it rings lets its successor tell the caller why there was no answer', async () => {
    const pair = await phones.site.bound();
    const both = await phones.ring(pair);
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    both.callee.reject(486);
    expect(await soon('the refusal', both.caller.ended)).toMatchObject({ by: 'refusal', status: 486 });
    expect(both.caller.media?.packetsWithSound).toBeGreaterThan(100);
    expect(await phones.site.outcome(pair.x)).toBe('busy');
  });

  test('a daemon killed before it has routed a call leaves it to its successor, which routes it once', async () => {
    const pair = await phones.site.bound();
    // It gets the call, but cannot act: what dies is a daemon in the very middle of a set-up.
    phones.site.daemon.signal('SIGSTOP');
    const caller = await call(pair);
    await parked();
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    const callee = await soon('the callee is called', phones.east.nextCall());
    expect({ called: callee.dialled, shown: callee.shown }).toEqual({
      called: `86${pair.b}`,
      shown: pair.x.slice(1),
    });
    await phones.pickUp({ caller, callee });
    expect(phones.east.unclaimedCalls).toBe(0);
    await phones.hangUp({ caller, callee });
    expectPhonesNoLeak(pair, [phones.origin, caller], [phones.east, callee]);
  });

  test('a call without any daemon is refused with 503 after seconds, and its caller may give up before', async () => {
    const pair = await phones.site.bound();
    await phones.site.daemon.kill('SIGKILL');
    const patient = await call(pair);
    const impatient = await call(pair);
    await parked();
    impatient.cancel();
    expect(await soon('the end', impatient.ended)).toEqual({ by: 'cancel' });
    expect(await soon('the refusal', patient.ended)).toMatchObject({ by: 'refusal', status: 503 });
    await phones.site.daemon.start();
    expect(await phones.site.calls()).toEqual([]);
    expect(phones.east.unclaimedCalls).toBe(0);
  });

  test('a daemon killed and started again under a stream of calls cuts none and rings nobody twice', async () => {
    const pairs: Pair[] = [];
    while (pairs.length < STREAM) pairs.push(await phones.site.bound());
    const called = new Map<string, number>();
    let over = false;
    const answering = (async () => {
      while (!over) {
        const callee = await phones.east.nextCall();
        called.set(callee.dialled, (called.get(callee.dialled) ?? 0) + 1);
        callee.ring();
        callee.pickUp();
      }
    })();
    const callers: OutgoingCall[] = [];
    let restarted: Promise<void> | null = null;
    for (const [at, pair] of pairs.entries()) {
      if (at === STREAM / 4) {
        await phones.site.daemon.kill('SIGKILL');
        restarted = phones.site.daemon.start();
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
      const talking = (await phones.site.calls()).filter(({ stage }) => stage === 'talking');
      return talking.length === statuses.filter((status) => status === 'talks').length;
    });
    // The last look of the daemon at what the switch lists has passed when this one has been made and answered.
    await sleep(LAST_LOOK_MS);
    expect(callers.filter(({ wasAnswered, end }) => wasAnswered && end !== null)).toEqual([]);
    expect(Math.max(...called.values())).toBe(1);
    over = true;
    await Promise.all(callers.map((caller) => caller.hangUp()));
    await phones.site.quiet();
    const last = await call(await phones.site.bound());
    await soon('the last call is answered', last.answered);
    await answering;
    await last.hangUp();
  });

  test('a daemon killed in a callback leaves the two to talk', async () => {
    const { a, b, x } = phones.site.newPair();
    await phones.site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', phones.east.nextCall());
    first.pickUp();
    const second = await soon('B is called', phones.east.nextCall());
    second.ring();
    await phones.site.stage(x, 'ringing');
    await phones.site.daemon.kill('SIGKILL');
    second.pickUp();
    await soon('B talks', second.answered);
    await phones.site.daemon.start();
    await phones.site.stage(x, 'talking');
    await first.hangUp();
    expect(await soon('B is hung up', second.ended)).toMatchObject({ by: 'remote' });
    expectPhonesNoLeak({ a, b }, [phones.east, first], [phones.east, second]);
  });

  test('a daemon killed while it calls the first party of a callback lets its successor call the second', async () => {
    const { a, b, x } = phones.site.newPair();
    await phones.site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', phones.east.nextCall());
    first.ring();
    await phones.site.stage(x, 'calling-party');
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    first.pickUp();
    const second = await soon('B is called', phones.east.nextCall());
    expect({ called: second.dialled, shown: second.shown }).toEqual({ called: `86${b}`, shown: x.slice(1) });
    second.pickUp();
    await phones.site.stage(x, 'talking');
    await second.hangUp();
    expect(await soon('A is hung up', first.ended)).toMatchObject({ by: 'remote' });
    expectPhonesNoLeak({ a, b }, [phones.east, first], [phones.east, second]);
  });

  test('SIGTERM waits for the call that is being set up, leaves the conversations, and ends with code 0', async () => {
    const talking = await phones.talk(await phones.site.bound());
    const pair = await phones.site.bound();
    const ringing = await phones.ring(pair);
    phones.site.daemon.signal('SIGTERM');
    await phones.site.daemon.line(({ msg }) => msg === 'stopping');
    ringing.callee.reject(486);
    // The refusal and its prompt are the daemon's: it was still there.
    expect(await soon('the refusal', ringing.caller.ended)).toMatchObject({ by: 'refusal', status: 486 });
    expect(ringing.caller.media?.packetsWithSound).toBeGreaterThan(100);
    expect(await soon('the daemon ends', phones.site.daemon.exited())).toBe(0);
    await phones.hearOneAnother(talking);
    await phones.site.daemon.start();
    await phones.hangUp(talking);
  });

  test('a second SIGTERM does not wait, and the call is answered all the same', async () => {
    const pair = await phones.site.bound();
    const both = await phones.ring(pair);
    const from = phones.site.daemon.log.length;
    phones.site.daemon.signal('SIGTERM');
    await phones.site.daemon.line(({ msg }) => msg === 'stopping', from);
    phones.site.daemon.signal('SIGTERM');
    expect(await soon('the daemon ends', phones.site.daemon.exited())).toBe(0);
    expect(both.callee.end).toBe(null);
    await phones.pickUp(both);
    await phones.site.daemon.start();
    await phones.hangUp(both);
  });

  test('a switch that dies and comes back is attached to again, its calls are gone, and the next one works', async () => {
    const pair = await phones.site.bound();
    const lost = await phones.talk(pair);
    await phones.site.stage(pair.x, 'talking');
    const from = phones.site.daemon.log.length;
    await phones.site.freeswitch.restart();
    await soon(
      'the daemon is attached again',
      phones.site.daemon.line((line) => line.msg === 'switch link' && line['state'] === 'ready', from),
    );
    await phones.site.quiet();
    lost.caller.finish({ by: 'local' });
    lost.callee.finish({ by: 'local' });
    expect(phones.site.daemon.pid).toBeDefined();
  });

  test('a daemon with a wrong password for the switch says so and ends with code 78', async () => {
    await using stranger = await DaemonUnderTest.create({
      eventSocket: { host: '127.0.0.1', port: phones.site.freeswitch.eslPort, password: 'not-the-password' },
    });
    stranger.launch();
    expect(await soon('it ends', stranger.exited())).toBe(78);
    expect(stranger.output).toMatch(/password/i);
    expect(stranger.output).not.toContain('not-the-password');
  });
});
