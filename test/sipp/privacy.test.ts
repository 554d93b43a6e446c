import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addressSecret,
  findLeaks,
  type Leak,
  leaksInWords,
  numberSecret,
} from '../../src/adapters/leak-kit/leak-search.ts';
import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import { startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';
import { SipPhone } from '../support/sip-phone.ts';
import { ENDINGS, type Ending, hostileCall, hostileEnd, hostileTalk } from './support/hostile-call.ts';
import { telltaleHeaders, telltaleSdp } from './support/hostile-caller.ts';
import { bytesOf, expectNoLeak, expectPhonesNoLeak } from './support/play.ts';
import { CARRIERS, present, Site } from './support/site.ts';
import { bridgeStatically, leaveOnlyTheDaemonsGuards } from './support/static-bridge.ts';
import { soon } from './support/until.ts';

/** Without prompts, so that refusals come at once. */
const SILENT = Object.fromEntries(
  Object.entries({
    busy: 'USER_BUSY',
    rejected: 'CALL_REJECTED',
    unreachable: 'SUBSCRIBER_ABSENT',
    'switch-failure': 'NORMAL_TEMPORARY_FAILURE',
  }).map(([outcome, cause]) => [outcome, { prompt: null, cause }]),
);

/** As shipped, and with the guards alone that the daemon sets with each order: each closes what the other would. */
const PROTECTIONS = [
  ['everything that is shipped', {}],
  [
    "the daemon's own guards alone",
    { alterConf: (directory: string) => leaveOnlyTheDaemonsGuards(directory, ['origin', 'east', 'west']) },
  ],
] as const;

describe.skipIf(!present).each(PROTECTIONS)(
  'Between two who put their numbers everywhere, with %s',
  (_, conf) => {
    let site: Site;
    let origin: SipPhone;
    let east: SipPhone;

    beforeAll(async () => {
      site = await Site.start({ refusals: SILENT, ...conf });
    });
    afterAll(() => site?.[Symbol.asyncDispose]());
    beforeEach(async () => {
      [origin, east] = [await site.phone('origin'), await site.phone('east')];
    });
    afterEach(async () => {
      await origin.close();
      await east.close();
      await site.quiet();
    });

    describe.each(['direct dial', 'return call'] as const)('a %s', (flow) => {
      test.each(ENDINGS)('in which %s gives neither number away', async (ending) => {
        const pair = await site.bound();
        const [a, b] = flow === 'direct dial' ? [pair.a, pair.b] : [pair.b, pair.a];
        const options = { to: site.switchAddress, dialled: pair.dialled, ending, refers: true };
        const { caller, callee } = await hostileCall({ origin, east, a, b }, options);
        expect({ called: callee.dialled, shown: callee.shown }).toEqual({
          called: `86${b}`,
          shown: pair.x.slice(1),
        });
        expectPhonesNoLeak({ a, b }, [origin, caller], [east, callee]);
        expect(
          callee.requests.map(({ method }) => method).filter((method) => !IN_ORDER.includes(method)),
        ).toEqual([]);
      });
    });

    test.each(['a', 'b'] as const)('a callback that %s ends gives neither number away', async (ends) => {
      const { a, b, x } = site.newPair();
      await site.run((axbridge) => axbridge.callback({ a, b, x }));
      const first = await soon('A is called', east.nextCall());
      first.ring({ headers: telltaleHeaders(a) });
      first.pickUp({ headers: telltaleHeaders(a), body: telltaleSdp(a, { ip: east.ip, port: 40_002 }) });
      const second = await soon('B is called', east.nextCall());
      second.ring({ headers: telltaleHeaders(b), body: telltaleSdp(b, { ip: east.ip, port: 40_004 }) });
      second.pickUp({ headers: telltaleHeaders(b), body: telltaleSdp(b, { ip: east.ip, port: 40_004 }) });
      await site.stage(x, 'talking');
      await hostileTalk([first, a], [second, b], { refers: true });
      await (ends === 'a' ? hostileEnd(first, a) : hostileEnd(second, b));
      await soon('the end', ends === 'a' ? second.ended : first.ended);
      expect([first.shown, second.shown]).toEqual([x.slice(1), x.slice(1)]);
      expectPhonesNoLeak({ a, b }, [east, first], [east, second]);
    });

    test.each([
      [486, 'busy'],
      [603, 'rejecting'],
    ])('a callback whose second party answers %i (%s) gives no number away', async (status) => {
      const { a, b, x } = site.newPair();
      await site.run((axbridge) => axbridge.callback({ a, b, x }));
      const first = await soon('A is called', east.nextCall());
      first.pickUp({ headers: telltaleHeaders(a), body: telltaleSdp(a, { ip: east.ip, port: 40_002 }) });
      const second = await soon('B is called', east.nextCall());
      second.reject(status, { headers: telltaleHeaders(b) });
      await soon('A is hung up', first.ended);
      expectPhonesNoLeak({ a, b }, [east, first], [east, second]);
    });

    test('a caller whose number stands in P-Asserted-Identity alone is known, and still not shown', async () => {
      const { a, b, x, dialled } = await site.bound();
      const headers: readonly SipHeader[] = [
        ['P-Asserted-Identity', `<sip:+86${a}@carrier.example>`],
        ['Privacy', 'id'],
      ];
      const fromHeader = '"Anonymous" <sip:anonymous@anonymous.invalid>';
      const caller = await origin.call({ to: site.switchAddress, from: a, dialled, fromHeader, headers });
      const callee = await soon('the callee is called', east.nextCall());
      expect({ called: callee.dialled, shown: callee.shown }).toEqual({
        called: `86${b}`,
        shown: x.slice(1),
      });
      callee.reject(486);
      await soon('the end', caller.ended);
      expectPhonesNoLeak({ a, b }, [origin, caller], [east, callee]);
    });

    test('a body of several parts stays with the caller', async () => {
      const { a, b, dialled } = await site.bound();
      const sdp = telltaleSdp(a, { ip: origin.ip, port: 40_002 });
      const part = (type: string, content: string): string =>
        `--part\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
      const body = `${part('application/sdp', sdp)}${part('application/pidf+xml', `<entity>${a}</entity>`)}--part--\r\n`;
      const contentType = 'multipart/mixed;boundary=part';
      const caller = await origin.call({ to: site.switchAddress, from: a, dialled, body, contentType });
      const callee = await soon('the callee is called', east.nextCall());
      callee.reject(486);
      await soon('the end', caller.ended);
      expectPhonesNoLeak({ a, b }, [origin, caller], [east, callee]);
    });

    test('a caller who is refused learns nothing of the party behind X', async () => {
      const { b, dialled } = await site.bound();
      const stranger = '13700137000';
      const caller = await origin.call({
        to: site.switchAddress,
        from: stranger,
        dialled,
        headers: telltaleHeaders(stranger),
        media: true,
      });
      expect(await soon('the refusal', caller.ended)).toMatchObject({ by: 'refusal', status: 404 });
      expectNoLeak(bytesOf(origin, caller), [numberSecret('the callee', b)]);
    });

    test('nothing that is written holds a number: not the logs, not the database', async () => {
      const parties = [numberSecret('a caller', '1391234'), numberSecret('a callee', '1589876')];
      const data = join(site.daemon.directory, 'data');
      const names = (await readdir(data)).filter((name) => name.startsWith('axbridge.db'));
      expect(names.length).toBeGreaterThan(0);
      const files = await Promise.all(names.map((name) => readFile(join(data, name))));
      expectNoLeak([...files, Buffer.from(site.daemon.output)], parties);
      expectNoLeak([await readFile(site.freeswitch.logFile)], parties);
    });
  },
);

/** Requests that belong to a call itself; no other comes to a callee, whatever the caller sends. */
const IN_ORDER: readonly string[] = ['ACK', 'BYE', 'CANCEL'];

/** The same calls where nothing protects anybody: what the search must find, or it would prove nothing. */
describe.skipIf(!present)('With the protections off, the search for leaks', () => {
  test.each<[Ending, 'callee' | 'both']>([
    ['the caller hangs up', 'both'],
    ['the callee hangs up', 'both'],
    ['the caller gives up', 'both'],
    ['the callee is busy', 'both'],
    ['the callee rejects after a sound', 'both'],
  ])('finds numbers in a call in which %s', async (ending, side) => {
    const [a, b, x] = ['13812345678', '15887654321', '95000001'];
    await using origin = await SipPhone.open({ ip: CARRIERS.origin });
    await using east = await SipPhone.open({ ip: CARRIERS.east });
    await using freeswitch = await startFreeswitch({
      gateways: [gatewayAt('origin', origin.ip, origin.port), gatewayAt('east', east.ip, east.port)],
      alterConf: (directory) =>
        bridgeStatically(directory, { gateway: 'east', callee: b, x, guarded: false }),
    });
    const to = { ip: freeswitch.sipIp, port: freeswitch.sipPort };
    const { caller, callee } = await hostileCall(
      { origin, east, a, b },
      { to, dialled: x, ending, refers: false },
    );
    const byCallee = findLeaks(bytesOf(east, callee), [
      numberSecret('a', a),
      addressSecret('A is at', origin.ip),
    ]);
    const byCaller = findLeaks(bytesOf(origin, caller), [
      numberSecret('b', b),
      addressSecret('B is at', east.ip),
    ]);
    expect(byCallee.length, leaksInWords(byCallee)).toBeGreaterThan(0);
    if (side === 'both') expect(places(byCaller).length, leaksInWords(byCaller)).toBeGreaterThan(0);
  });
});

function places(leaks: readonly Leak[]): readonly string[] {
  return leaks.map(({ context }) => context);
}
