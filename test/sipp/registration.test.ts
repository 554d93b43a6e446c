import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  headerOf,
  type SipRequest,
  type SipResponse,
  uriOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import { SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { type FreeswitchProcess, startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';
import { SipPhone } from '../support/sip-phone.ts';
import { within } from '../support/within.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');

/** Takes a registration: asks for a password first, as registrars do. @returns the address that FreeSWITCH registered. */
function registrar(socket: SipSocket): Promise<{ readonly contact: string; readonly authorization: string }> {
  const registered = Promise.withResolvers<{ contact: string; authorization: string }>();
  const answer = (request: SipRequest, status: number, more: SipResponse['headers']): SipResponse => ({
    kind: 'response',
    status,
    reason: 'Answer',
    headers: [...request.headers.filter(([name]) => /^(via|from|to|call-id|cseq)$/i.test(name)), ...more],
    body: '',
  });
  socket.listen({
    request(request, peer) {
      const contact = headerOf(request, 'contact');
      const authorization = headerOf(request, 'authorization');
      const challenge = [
        'WWW-Authenticate',
        'Digest realm="carrier.example", nonce="n1", algorithm=MD5',
      ] as const;
      if (authorization === '') return socket.respond(request, answer(request, 401, [challenge]), peer);
      socket.respond(request, answer(request, 200, [['Contact', `${contact};expires=3600`]]), peer);
      registered.resolve({ contact: uriOf(contact), authorization });
    },
    strayResponse() {},
  });
  return registered.promise;
}

/** The response of RFC 2617, section 3.2.2.1, without qop. */
function digest(user: string, password: string, uri: string): string {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  return md5(`${md5(`${user}:carrier.example:${password}`)}:n1:${md5(`REGISTER:${uri}`)}`);
}

async function state(freeswitch: FreeswitchProcess): Promise<string> {
  const status = await freeswitch.apiCommand('sofia xmlstatus gateway registered');
  return /<state>([^<]*)</.exec(status)?.[1] ?? '';
}

describe.skipIf(!present)('A gateway with registration on a real FreeSWITCH', () => {
  test('registers with its credentials, and a call to what it registered goes to the number in To', async () => {
    const carrier = await SipSocket.open('127.0.0.5', 0);
    const registering = registrar(carrier);
    const registration = { username: 'user-1', password: `pass'&"<word>`, realm: 'carrier.example' };
    await using freeswitch = await startFreeswitch({
      gateways: [gatewayAt('registered', '127.0.0.5', carrier.port, { registration })],
    });
    const { contact, authorization } = await within(10_000, 'FreeSWITCH registers', registering);
    const uri = /uri="([^"]*)"/.exec(authorization)?.[1] ?? '';
    expect(authorization).toContain(
      `response="${digest(registration.username, registration.password, uri)}"`,
    );
    while ((await state(freeswitch)) !== 'REGED');
    expect(contact).toMatch(/^sip:gw\+registered@/);

    await using phone = await SipPhone.open({ ip: '127.0.0.5' });
    const to = { ip: freeswitch.sipIp, port: freeswitch.sipPort };
    const call = await phone.call({ to, from: '8613800138001', dialled: '95000001', uri: contact });
    let listed = '';
    while (!listed.includes(',park,')) listed = await freeswitch.apiCommand('show channels');
    expect(listed).toContain(',95000001,park,');
    call.cancel();
    await within(10_000, 'the call ends', call.ended);
    carrier.close();
  });
});
