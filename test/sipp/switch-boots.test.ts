import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { safetyQueries } from '../../src/adapters/freeswitch-conf/safety-check.ts';
import { headerOf, parseSip } from '../../src/adapters/leak-kit/sip-message.ts';
import { findFreeswitch, findSipp } from '../support/find-program.ts';
import { type FreeswitchProcess, startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';
import { runSipp, type SippResult } from './support/run-sipp.ts';
import { giveUp, invite, pause, refused, scenario } from './support/scenario.ts';

const carrierIp = '127.0.0.2';
const strangerIp = '127.0.0.66';
const caller = '8613800138001';
const x = '95000001';
const present = findFreeswitch() !== null && findSipp() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary) and SIPp (Debian: sip-tester)');

describe.skipIf(!present)('FreeSWITCH with our configuration and no daemon', () => {
  let freeswitch: FreeswitchProcess;

  beforeAll(async () => {
    freeswitch = await startFreeswitch({ gateways: [gatewayAt('carrier-a', carrierIp, 5060)] });
  });
  afterAll(() => freeswitch.stop());

  const call = (ip: string, dialled: string, status: number): Promise<SippResult> =>
    runSipp({
      scenario: scenario(`call-ends-with-${status}`, invite({ from: caller, dialled }), refused(status)),
      ip,
      remote: { ip: freeswitch.sipIp, port: freeswitch.sipPort },
    });

  test('refuses a call from an address that is no carrier with 403', async () => {
    expect((await call(strangerIp, x, 403)).exitCode).toBe(0);
  });

  test('parks calls to what is no number like all others: it is the daemon that tells those callers', async () => {
    const texts = ['bob', '95000001;ext=1', '9500*001', '12', '123456789012345678901', 'gw+carrier-a'];
    const results = await Promise.all(texts.map((dialled) => call(carrierIp, dialled, 503)));
    expect(results.map(({ exitCode }) => exitCode)).toEqual(texts.map(() => 0));
  });

  test.each([x, '+8617000000001', '008617000000000001'])(
    'parks a call to %s and ends it with 503, without Retry-After, when no daemon comes',
    async (dialled) => {
      const result = await call(carrierIp, dialled, 503);
      expect(result.exitCode).toBe(0);
      const refusal = result.received
        .map(parseSip)
        .find((message) => message?.kind === 'response' && message.status === 503);
      expect(refusal && headerOf(refusal, 'retry-after')).toBe('');
    },
  );

  test('lets a caller who is parked give up', async () => {
    const dialling = { from: caller, dialled: x };
    const result = await runSipp({
      scenario: scenario(
        'caller-gives-up-while-parked',
        invite(dialling, 'required'),
        pause(300),
        giveUp(dialling),
      ),
      ip: carrierIp,
      remote: { ip: freeswitch.sipIp, port: freeswitch.sipPort },
    });
    expect(result.exitCode, result.errors).toBe(0);
    await noChannels(freeswitch);
  });

  test('marks the parked call as ours, and guards it before anybody else can touch it', async () => {
    const parked = runSipp({
      scenario: scenario('parked-call-times-out', invite({ from: caller, dialled: x }), refused(503)),
      ip: carrierIp,
      remote: { ip: freeswitch.sipIp, port: freeswitch.sipPort },
    });
    const uuid = await parkedChannel(freeswitch);
    const dump = await freeswitch.apiCommand(`uuid_dump ${uuid}`);
    await parked;
    expect(dump).toContain('variable_axbridge_entry: incoming');
    expect(dump).toContain('variable_sip_copy_custom_headers: false');
    expect(dump).toContain('Caller-Context: axbridge');
  });

  test('has every protection on', async () => {
    const wrong = [];
    for (const query of safetyQueries({ gateways: ['carrier-a'] }))
      wrong.push(
        ...query.check(await freeswitch.apiCommand(query.command)).filter((finding) => !finding.holds),
      );
    expect(wrong).toEqual([]);
  });

  test('serves again after a crash', async () => {
    const before = freeswitch.pid;
    await freeswitch.restart();
    expect(freeswitch.pid).not.toBe(before);
    expect((await call(strangerIp, x, 403)).exitCode).toBe(0);
  });
});

/** The list of channels follows the calls by a moment. */
async function noChannels(freeswitch: FreeswitchProcess): Promise<void> {
  while (!(await freeswitch.apiCommand('show channels count')).includes('0 total'));
}

async function parkedChannel(freeswitch: FreeswitchProcess): Promise<string> {
  for (;;) {
    const listed: unknown = JSON.parse(await freeswitch.apiCommand('show channels as json'));
    const uuid = /"uuid":"([^"]+)"[^}]*"application":"park"/.exec(JSON.stringify(listed))?.[1];
    if (uuid !== undefined) return uuid;
  }
}
