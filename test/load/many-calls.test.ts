import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressSecret, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import { expectNoLeak, Heard } from '../sipp/support/play.ts';
import { runSipp, startSipp } from '../sipp/support/run-sipp.ts';
import {
  answered,
  hangUp,
  invite,
  isHungUp,
  pause,
  ringsAndAnswers,
  scenario,
} from '../sipp/support/scenario.ts';
import { CARRIERS, present, Site } from '../sipp/support/site.ts';
import { soon, until } from '../sipp/support/until.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import { SipPhone } from '../support/sip-phone.ts';

const PAIRS = 200;
/** Calls a second: what two processors stand with switch, daemon and both carriers on them. */
const RATE = 30;
const X = '+8617000000001';
const DIALLED = '17000000001';
/** What all callers, and all callees, begin with: a leak of anybody is found by it. */
const A_BEGINS = '139555500';
const B_BEGINS = '158666600';
const a = (at: number): string => `1395555${String(at).padStart(4, '0')}`;
const b = (at: number): string => `1586666${String(at).padStart(4, '0')}`;

const NOBODY_S_CALLER = [
  numberSecret('a caller', A_BEGINS),
  addressSecret("the callers' carrier", CARRIERS.origin),
];
const NOBODY_S_CALLEE = [
  numberSecret('a callee', B_BEGINS),
  addressSecret("the callees' carrier", CARRIERS.east),
];

describe.skipIf(!present)(`${PAIRS} pairs who share one X, on a real FreeSWITCH`, () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.start();
    const rows = Array.from({ length: PAIRS }, (_, at) => `${a(at)},${b(at)},${X}`);
    const file = join(site.daemon.directory, 'pairs.csv');
    await writeFile(file, `a,b,x\n${rows.join('\n')}\n`);
    const { code, stderr } = await site.daemon.cli('import', file);
    expect(code, stderr).toBe(0);
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('talk all at once, and each hangs up on the own peer and nobody else', async () => {
    await using origin = await SipPhone.open({ ip: CARRIERS.origin });
    await using east = await SipPhone.open({ ip: CARRIERS.east, port: site.ports.east });
    const callers: OutgoingCall[] = [];
    const callees = new Map<string, IncomingCall>();
    const answering = (async () => {
      while (callees.size < PAIRS) {
        const call = await east.nextCall();
        expect(callees.has(call.dialled)).toBe(false);
        callees.set(call.dialled, call);
        call.ring();
        call.pickUp();
      }
    })();
    for (let at = 0; at < PAIRS; at += 1) {
      callers.push(await origin.call({ to: site.switchAddress, from: a(at), dialled: DIALLED }));
      await sleep(1000 / RATE);
    }
    await soon('everybody is called', answering);
    expect(await Promise.all(callers.map(({ answered: there }) => soon('an answer', there)))).not.toContain(
      false,
    );
    expect([...callees.keys()].toSorted()).toEqual(callers.map((_, at) => `86${b(at)}`));
    expect(new Set([...callees.values()].map(({ shown }) => shown))).toEqual(new Set([X.slice(1)]));
    await until('all talk', async () => (await talking(site)) === PAIRS);

    for (const [at, caller] of callers.entries()) {
      const callee = callees.get(`86${b(at)}`);
      if (callee === undefined) throw new Error(`nobody was called at ${b(at)}`);
      const [first, other] = at % 2 === 0 ? [caller, callee] : [callee, caller];
      await first.hangUp();
      expect(await soon(`the peer of pair ${at} is hung up`, other.ended)).toMatchObject({ by: 'remote' });
      const over = [...callers, ...callees.values()].filter(({ end }) => end !== null);
      expect(over.length).toBe(2 * (at + 1));
    }
    await site.quiet();
    expectNoLeak(origin.receivedBytes, NOBODY_S_CALLEE);
    expectNoLeak(east.receivedBytes, NOBODY_S_CALLER);
  });

  test('are called back by that X, all at once, with SIPp at both ends', async () => {
    // The first still talks when the last has been set up, however late a busy machine is with that.
    const talkMs = Math.ceil((PAIRS / RATE) * 1000) + 8_000;
    await using east = await startSipp({
      scenario: scenario('everybody-is-called-back', ringsAndAnswers(0), isHungUp()),
      ip: CARRIERS.east,
      port: site.ports.east,
      calls: PAIRS,
    });
    const dialling = { from: '[field0]', dialled: DIALLED };
    const calling = runSipp({
      scenario: scenario('everybody-calls-back', invite(dialling), answered(), pause(talkMs), hangUp()),
      ip: CARRIERS.origin,
      remote: site.switchAddress,
      lines: Array.from({ length: PAIRS }, (_, at) => b(at)),
      rate: RATE,
      atOnce: PAIRS,
    });
    await until('all talk', async () => (await talking(site)) === PAIRS);
    const [callers, callees] = [await calling, await east.finished];
    expect(callers.exitCode, callers.errors).toBe(0);
    expect(callees.exitCode, callees.errors).toBe(0);
    expect(callers.statistics).toMatchObject({ successful: PAIRS, failed: 0 });
    expect(callees.statistics).toMatchObject({ successful: PAIRS, failed: 0 });
    const invites = new Heard(callees.received).requests.filter(({ method }) => method === 'INVITE');
    const called = new Set(invites.map(({ uri }) => /^sip:([0-9]+)@/.exec(uri)?.[1]));
    expect(called).toEqual(new Set(Array.from({ length: PAIRS }, (_, at) => `86${a(at)}`)));
    await site.quiet();
    expectNoLeak(callers.received, [numberSecret('a callee', A_BEGINS), ...NOBODY_S_CALLEE.slice(1)]);
    expectNoLeak(callees.received, [numberSecret('a caller', B_BEGINS), ...NOBODY_S_CALLER.slice(1)]);
  });
});

async function talking(site: Site): Promise<number> {
  return (await site.calls()).filter(({ stage }) => stage === 'talking').length;
}
