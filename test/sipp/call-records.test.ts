import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { headerOf } from '../../src/adapters/leak-kit/sip-message.ts';
import type { CdrView } from '../../src/app/cdr-operations.ts';
import type { SipCall } from '../support/sip-call.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { within } from '../support/within.ts';
import { type Pair, present } from './support/site.ts';
import { type Talk, type TwoPhones, useTwoPhones } from './support/two-phones.ts';
import { soon, until } from './support/until.ts';

/** The switch's clock moves in steps, and lags when the machine is busy. */
const CLOCK_LAG_US = 1_000_000;
/** A call without a word from its switch is waited for longer than anything else. */
const RECORD_MS = 60_000;

/** Nothing is left in the spool, whatever was done. */
function spoolIsEmpty({ site }: TwoPhones): Promise<void> {
  const left = () => readdir(site.freeswitch.cdrSpool);
  return until('the spool is empty', async () => (await left()).length === 0);
}

describe.skipIf(!present)('The record of a call on a real FreeSWITCH', () => {
  const phones = useTwoPhones({}, spoolIsEmpty);

  const recordsOn = async (x: string): Promise<readonly CdrView[]> =>
    (await phones.site.run((axbridge) => axbridge.cdrs({ x, limit: 10, showNumbers: true }))).records;

  /** The only record of a call on this number. */
  async function recordOf({ x }: Pick<Pair, 'x'>): Promise<CdrView> {
    const looking = (async () => {
      for (;;) {
        const [found] = await recordsOn(x);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const record = await within(RECORD_MS, `the record of a call on ${x}`, looking);
    expect(await recordsOn(x)).toHaveLength(1);
    return record;
  }

  async function talk(pair: Pair, from = pair.a): Promise<Talk> {
    const both = await phones.talk(pair, from);
    await until('they hear one another', () => (both.caller.media?.packetsReceived ?? 0) > 30);
    return both;
  }

  test('that was answered has who, how, and the times that the two phones saw', async () => {
    const pair = await phones.site.bound({ reference: 'order-1' });
    const { caller, callee } = await talk(pair, `+86${pair.a}`);
    await caller.hangUp();
    await soon('the end', callee.ended);
    const record = await recordOf(pair);
    expect(record).toMatchObject({
      outcome: 'answered',
      hungUpBy: 'caller',
      cause: 'NORMAL_CLEARING',
      q850: 16,
      sipStatus: null,
      caller: `+86${pair.a}`,
      callee: `+86${pair.b}`,
      callerReceived: `+86${pair.a}`,
      dialledReceived: pair.dialled,
      shown: 'x',
      x: pair.x,
      binding: pair.binding.id,
      pool: 'main',
      mode: 'two-way',
      direction: 'a-to-b',
      flow: 'masked',
      reference: 'order-1',
      gateway: 'east',
      node: 'one',
      revision: 1,
    });
    expect(record.legs).toMatchObject([
      {
        role: 'first',
        sipCallId: caller.dialog.callId,
        gateway: null,
        endedByFarEnd: true,
        readCodec: 'PCMA',
      },
      { role: 'called', sipCallId: callee.dialog.callId, gateway: 'east', endedByFarEnd: false },
    ]);
    for (const { quality } of record.legs) {
      expect(quality?.mos).toBeGreaterThan(1);
      expect(quality?.packetsIn).toBeGreaterThan(20);
    }
    // What one phone sent, the switch noted, and the other phone got.
    isBetween(
      record.createdAt,
      sent(phones.origin, caller, 'INVITE'),
      received(phones.east, callee, 'INVITE'),
    );
    isBetween(
      record.routedAt,
      sent(phones.origin, caller, 'INVITE'),
      received(phones.east, callee, 'INVITE'),
    );
    isBetween(
      record.invitedAt,
      sent(phones.origin, caller, 'INVITE'),
      received(phones.east, callee, 'INVITE'),
    );
    isBetween(record.ringingAt, sent(phones.east, callee, 180), received(phones.origin, caller, 180));
    isBetween(record.answeredAt, sent(phones.east, callee, 200), received(phones.origin, caller, 200));
    isBetween(record.endedAt, sent(phones.origin, caller, 'BYE'), received(phones.east, callee, 'BYE'));
    expect(record.postDialDelayUs).toBe(microseconds(record.ringingAt) - microseconds(record.createdAt));
    expect(record.legs[1]?.billableUs).toBe(
      microseconds(record.legs[1]?.endedAt) - microseconds(record.answeredAt),
    );
  });

  test('can be written out on the command line, and is masked unless it is asked for', async () => {
    const pair = await phones.site.bound();
    const { caller, callee } = await talk(pair);
    await caller.hangUp();
    await soon('the end', callee.ended);
    await recordOf(pair);
    const csv = await phones.site.daemon.cli('cdr', '--x', pair.x, '--since', '1h');
    expect(csv.stdout.split('\n')).toHaveLength(3);
    expect(csv.stdout).toContain(',answered,caller,NORMAL_CLEARING,16,');
    const lines = await phones.site.daemon.cli('cdr', '--x', pair.x, '--format', 'jsonl');
    for (const secret of [pair.a, pair.b])
      for (const { stdout } of [csv, lines]) expect(stdout).not.toContain(secret);
    const open = await phones.site.daemon.cli(
      '--show-numbers',
      'cdr',
      '--number',
      pair.b,
      '--format',
      'jsonl',
    );
    expect(JSON.parse(open.stdout)).toMatchObject({ caller: `+86${pair.a}`, callee: `+86${pair.b}` });
    expect(phones.site.daemon.output).not.toContain(pair.a);
  });

  test('of a return call has the direction turned round, and says that the callee hung up', async () => {
    const pair = await phones.site.bound();
    const { caller, callee } = await talk(pair, pair.b);
    await callee.hangUp();
    await soon('the end', caller.ended);
    expect(await recordOf(pair)).toMatchObject({
      outcome: 'answered',
      hungUpBy: 'callee',
      direction: 'b-to-a',
      caller: `+86${pair.b}`,
      callee: `+86${pair.a}`,
    });
  });

  test('of a callback has both legs that we made', async () => {
    const pair = phones.site.newPair();
    const { a, b, x } = pair;
    await phones.site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', phones.east.nextCall());
    first.ring();
    first.pickUp();
    const second = await soon('B is called', phones.east.nextCall());
    second.ring();
    second.pickUp();
    await until('B hears A', () => (second.media?.packetsReceived ?? 0) > 20);
    await second.hangUp();
    await soon('A is hung up', first.ended);
    const record = await recordOf(pair);
    expect(record).toMatchObject({
      flow: 'callback',
      outcome: 'answered',
      hungUpBy: 'callee',
      caller: `+86${a}`,
      callee: `+86${b}`,
      callerReceived: null,
    });
    expect(record.legs.map(({ sipCallId }) => sipCallId)).toEqual([
      first.dialog.callId,
      second.dialog.callId,
    ]);
    isBetween(record.answeredAt, sent(phones.east, second, 200), sent(phones.east, second, 'BYE'));
  });

  test('of a callback whose first party is busy says so', async () => {
    const pair = phones.site.newPair();
    const { a, b, x } = pair;
    await phones.site.run((axbridge) => axbridge.callback({ a, b, x }));
    (await soon('A is called', phones.east.nextCall())).reject(486);
    expect(await recordOf(pair)).toMatchObject({
      outcome: 'busy',
      flow: 'callback',
      hungUpBy: 'caller',
      sipStatus: 486,
      caller: `+86${a}`,
      callee: `+86${b}`,
      answeredAt: null,
    });
  });

  test.each([
    [486, 'busy', 'USER_BUSY', 17],
    [603, 'rejected', 'CALL_REJECTED', 21],
    [404, 'unassigned', 'UNALLOCATED_NUMBER', 1],
    [480, 'no-answer', 'NO_USER_RESPONSE', 18],
  ])('of a callee who answers %i is %s, with his status and cause', async (status, outcome, cause, q850) => {
    const pair = await phones.site.bound();
    const { caller, callee } = await phones.ring(pair);
    callee.reject(status);
    await soon('the refusal', caller.ended);
    const record = await recordOf(pair);
    expect(record).toMatchObject({ outcome, cause, q850, sipStatus: status, hungUpBy: 'callee' });
    expect(record).toMatchObject({ talkUs: 0, answeredAt: null, talkedAt: null });
    expect(record.ringingAt).not.toBeNull();
  });

  test('of a callee who does not answer in time is so', async () => {
    await phones.site.reload({ routing: { ringTimeoutSeconds: 5 } });
    const pair = await phones.site.bound();
    const { caller } = await phones.ring(pair);
    await soon('the refusal', caller.ended);
    await phones.site.reload({});
    const record = await recordOf(pair);
    expect(record).toMatchObject({ outcome: 'no-answer', hungUpBy: 'platform', answeredAt: null });
    expect(record.ringUs).toBeGreaterThan(4_000_000);
  });

  test('of a caller who gives up says so', async () => {
    const pair = await phones.site.bound();
    const { caller, callee } = await phones.ring(pair);
    caller.cancel();
    await soon('the end', callee.ended);
    expect(await recordOf(pair)).toMatchObject({
      outcome: 'caller-gave-up',
      hungUpBy: 'caller',
      cause: 'ORIGINATOR_CANCEL',
      sipStatus: 487,
    });
  });

  test('of a refused caller has the reason, and nobody who was called', async () => {
    const pair = await phones.site.bound();
    const stranger = '13912350000';
    const caller = await phones.call(pair, stranger);
    await soon('the refusal', caller.ended);
    const record = await recordOf(pair);
    expect(record).toMatchObject({
      outcome: 'no-binding',
      hungUpBy: 'platform',
      cause: 'UNALLOCATED_NUMBER',
      caller: `+86${stranger}`,
      callee: null,
      binding: null,
      pool: 'main',
    });
    expect(record.legs).toHaveLength(1);
  });

  test('has each gateway that was tried', async () => {
    await using west = await phones.site.phone('west');
    const pair = await phones.site.bound();
    const caller = await phones.call(pair, pair.a);
    const failed = await soon('the first gateway', phones.east.nextCall());
    failed.reject(503);
    const callee = await soon('the second gateway', west.nextCall());
    callee.pickUp();
    await soon('the answer', caller.answered);
    await caller.hangUp();
    await soon('the end', callee.ended);
    const record = await recordOf(pair);
    expect(record).toMatchObject({ outcome: 'answered', gateway: 'west' });
    expect(record.legs).toMatchObject([
      { role: 'first' },
      { gateway: 'east', cause: 'NORMAL_TEMPORARY_FAILURE', sipStatus: 503, party: `+86${pair.b}` },
      { gateway: 'west', cause: 'NORMAL_CLEARING', sipStatus: null, party: `+86${pair.b}` },
    ]);
  });

  test('of a call that reached its longest time says so', async () => {
    await phones.site.reload({ routing: { maxCallSeconds: 10 } });
    const pair = await phones.site.bound();
    const { caller, callee } = await talk(pair);
    await soon('the switch ends it', caller.ended);
    await soon('for both', callee.ended);
    await phones.site.reload({});
    const record = await recordOf(pair);
    expect(record).toMatchObject({
      outcome: 'maximum-length',
      hungUpBy: 'platform',
      cause: 'ALLOTTED_TIMEOUT',
    });
    expect(record.talkUs).toBeGreaterThan(8_000_000);
  });

  test('of a call that an operator ended says so', async () => {
    const pair = await phones.site.bound();
    const { callee } = await phones.ring(pair);
    const [live] = (await phones.site.calls()).filter(({ x }) => x === pair.x);
    await phones.site.run((axbridge) => axbridge.hangUp({ call: live?.call ?? '' }));
    await soon('the end', callee.ended);
    expect(await recordOf(pair)).toMatchObject({ outcome: 'hung-up-by-operator', hungUpBy: 'platform' });
  });

  test('is made by the next daemon when there was none at the end, and of a call that none ever saw', async () => {
    const [talked, unseen] = [await phones.site.bound(), await phones.site.bound()];
    const both = await talk(talked);
    await phones.site.daemon.kill('SIGKILL');
    await both.callee.hangUp();
    await soon('the caller is hung up', both.caller.ended);
    const patient = await phones.call(unseen, unseen.a);
    expect(await soon('the refusal', patient.ended)).toMatchObject({ status: 503 });
    await phones.site.daemon.start();
    expect(await recordOf(talked)).toMatchObject({ outcome: 'answered', hungUpBy: 'callee', revision: 1 });
    expect(await recordOf(unseen)).toMatchObject({ outcome: 'switch-failure', caller: `+86${unseen.a}` });
  });

  test('is one, however often the daemon is killed while the call goes on', async () => {
    const pair = await phones.site.bound();
    const both = await talk(pair);
    for (let death = 0; death < 3; death += 1) {
      await phones.site.daemon.kill('SIGKILL');
      await phones.site.daemon.start();
    }
    await phones.site.stage(pair.x, 'talking');
    await both.caller.hangUp();
    await soon('the end', both.callee.ended);
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.daemon.start();
    expect(await recordOf(pair)).toMatchObject({ outcome: 'answered', revision: 1, legs: [{}, {}] });
  });

  test('comes into being when the switch dies in the call, also when the daemon dies with it', async () => {
    const [seen, unseen] = [await phones.site.bound(), await phones.site.bound()];
    const first = await talk(seen);
    await phones.site.freeswitch.restart();
    const second = await (async () => {
      await until('the daemon is attached', async () =>
        (await phones.site.run((axbridge) => axbridge.status())).nodes.every(
          ({ state }) => state === 'ready',
        ),
      );
      return talk(unseen);
    })();
    await phones.site.freeswitch.kill('SIGKILL');
    await phones.site.daemon.kill('SIGKILL');
    await phones.site.freeswitch.restart();
    await phones.site.daemon.start();
    for (const { caller, callee } of [first, second]) {
      caller.finish({ by: 'local' });
      callee.finish({ by: 'local' });
    }
    expect(await recordOf(unseen)).toMatchObject({
      outcome: 'switch-failure',
      caller: `+86${unseen.a}`,
      callee: `+86${unseen.b}`,
      binding: unseen.binding.id,
    });
    const record = await recordOf(seen);
    expect(record).toMatchObject({ outcome: 'switch-failure', direction: 'a-to-b', legs: [] });
  });
});

function microseconds(instant: string | null | undefined): number {
  const [, whole = '', micros = ''] = /^(.*\.[0-9]{3})([0-9]{3})Z$/.exec(instant ?? '') ?? [];
  return Date.parse(`${whole}Z`) * 1000 + Number(micros);
}

/** The instant lies between what one phone saw and what the other did, but for the steps of the switch's clock. */
function isBetween(instant: string | null, from: number, to: number): void {
  const at = microseconds(instant);
  expect(at).toBeGreaterThanOrEqual(from - CLOCK_LAG_US);
  expect(at).toBeLessThanOrEqual(to + CLOCK_LAG_US);
}

type Kind = number | 'INVITE' | 'BYE';

function sent(phone: SipPhone, call: SipCall, kind: Kind): number {
  return crossed(phone, call, 'sent', kind);
}

function received(phone: SipPhone, call: SipCall, kind: Kind): number {
  return crossed(phone, call, 'received', kind);
}

/** When the first such message of the call crossed the wire here, in epoch microseconds. */
function crossed(phone: SipPhone, call: SipCall, direction: 'sent' | 'received', kind: Kind): number {
  const packet = phone.packets.find(
    ({ message, ...one }) =>
      one.direction === direction &&
      message !== null &&
      headerOf(message, 'call-id') === call.dialog.callId &&
      (message.kind === 'request' ? message.method : message.status) === kind,
  );
  if (packet === undefined) throw new Error(`${kind} was not ${direction}`);
  return (performance.timeOrigin + packet.atMs) * 1000;
}
