import { describe, expect, test } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { type FreeswitchProcess, startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';
import { SipPhone } from '../support/sip-phone.ts';
import { within } from '../support/within.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');
/** 2 s of the speech that every prompt has, at 50 packets a second. */
const SPEECH_PACKETS = 100;

async function channelOf(freeswitch: FreeswitchProcess): Promise<string> {
  for (;;) {
    const uuid = /"uuid":"([^"]+)"/.exec(await freeswitch.apiCommand('show channels as json'))?.[1];
    if (uuid !== undefined) return uuid;
  }
}

describe.skipIf(!present)('A parked caller on a real FreeSWITCH', () => {
  test.each(['en', 'zh'])('hears the shipped prompt in %s', async (language) => {
    await using phone = await SipPhone.open({ ip: '127.0.0.2' });
    await using freeswitch = await startFreeswitch({
      gateways: [gatewayAt('carrier-a', '127.0.0.2', phone.port)],
    });
    const sounds = (await freeswitch.apiCommand('global_getvar axbridge_sounds')).trim();
    const to = { ip: freeswitch.sipIp, port: freeswitch.sipPort };
    const call = await phone.call({ to, from: '8613800138001', dialled: '95000001', media: true });
    const uuid = await channelOf(freeswitch);
    await freeswitch.apiCommand(`uuid_broadcast ${uuid} playback::${sounds}/${language}/no-binding.wav aleg`);
    expect((await within(10_000, 'early media', call.ringing))?.status).toBe(183);
    const end = await within(30_000, 'the call ends', call.ended);
    expect(end).toMatchObject({ by: 'refusal', status: 503 });
    expect(call.media?.packetsWithSound).toBeGreaterThan(SPEECH_PACKETS);
  });
});
