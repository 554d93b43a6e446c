import type { SipHeader } from '../../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer } from '../../../src/adapters/leak-kit/sip-socket.ts';
import type { IncomingCall } from '../../support/incoming-call.ts';
import type { OutgoingCall } from '../../support/outgoing-call.ts';
import type { SipCall } from '../../support/sip-call.ts';
import type { SipPhone } from '../../support/sip-phone.ts';
import { telltaleHeaders, telltaleReason, telltaleSdp } from './hostile-caller.ts';
import { soon } from './until.ts';

/** How a call comes to its end. */
export const ENDINGS = [
  'the caller hangs up',
  'the callee hangs up',
  'the caller gives up',
  'the callee is busy',
  'the callee rejects after a sound',
  "the callee's network fails",
  'the callee redirects',
] as const;
export type Ending = (typeof ENDINGS)[number];

/** The two phones of a call, each of which puts its own number wherever SIP has room for it. */
export interface HostilePhones {
  readonly origin: SipPhone;
  readonly east: SipPhone;
  readonly a: string;
  readonly b: string;
}

export interface HostileCall {
  readonly caller: OutgoingCall;
  readonly callee: IncomingCall;
}

interface HostileOptions {
  readonly to: SipPeer;
  readonly dialled: string;
  readonly ending: Ending;
  /** Also asks to transfer the call: only where that is refused, since it would change the call. */
  readonly refers: boolean;
}

/** A call from the first to its end. */
export async function hostileCall(phones: HostilePhones, options: HostileOptions): Promise<HostileCall> {
  const { origin, east, a } = phones;
  const caller = await origin.call({
    to: options.to,
    from: a,
    displayName: `Real ${a}`,
    dialled: options.dialled,
    callId: `${a}-${origin.port}-${Math.random()}@${a}.example`,
    headers: [...telltaleHeaders(a), ['User-Agent', `Yealink SIP-T46S ${a}`]],
    body: telltaleSdp(a, { ip: origin.ip, port: 40_002 }),
  });
  const callee = await soon('the callee is called', east.nextCall());
  await ringAndEnd(phones, { caller, callee }, options);
  return { caller, callee };
}

async function ringAndEnd(phones: HostilePhones, call: HostileCall, options: HostileOptions): Promise<void> {
  const { a, b, east } = phones;
  const { caller, callee } = call;
  const headers = telltaleHeaders(b);
  callee.ring({ headers });
  await soon('the caller hears ringing', caller.ringing);
  switch (options.ending) {
    case 'the caller gives up':
      caller.cancel({ headers: [telltaleReason(a), ...telltaleHeaders(a)] });
      break;
    case 'the callee is busy':
      callee.reject(486, { headers: [...headers, ['Reason', `SIP;cause=486;text="${b}"`]] });
      break;
    case 'the callee rejects after a sound':
      callee.ring({ headers, body: telltaleSdp(b, { ip: east.ip, port: 40_004 }) });
      callee.reject(603, { headers: [...headers, telltaleReason(b)] });
      break;
    case "the callee's network fails":
      callee.reject(503, { headers, reason: `${b} failed` });
      break;
    case 'the callee redirects':
      callee.redirect(`"${b}" <sip:${b}@127.0.0.3:5060>`, headers);
      break;
    case 'the caller hangs up':
    case 'the callee hangs up':
      callee.pickUp({ headers, body: telltaleSdp(b, { ip: east.ip, port: 40_004 }) });
      await soon('the answer', caller.answered);
      await hostileTalk([caller, a], [callee, b], { refers: options.refers });
      await (options.ending === 'the caller hangs up' ? hostileEnd(caller, a) : hostileEnd(callee, b));
      break;
  }
  await Promise.all([
    soon('the end of the caller', caller.ended),
    soon('the end of the callee', callee.ended),
  ]);
}

/** Hangs up, and says who did wherever a BYE has room for it. */
export function hostileEnd(call: SipCall, number: string): Promise<void> {
  return call.hangUp({ headers: [telltaleReason(number), ...telltaleHeaders(number)] });
}

/** Both sides send everything that can be sent inside a call, and wait for its answer. */
export async function hostileTalk(
  one: readonly [SipCall, string],
  other: readonly [SipCall, string],
  { refers }: { readonly refers: boolean },
): Promise<void> {
  for (const [call, number] of [one, other]) {
    const headers = telltaleHeaders(number);
    for (const { method, event, ...content } of requestsInCall(number)) {
      const about: readonly SipHeader[] = event === undefined ? [] : [['Event', event]];
      const options = { body: null, ...content, headers: [...headers, ...about] };
      await soon(`an answer to ${method}`, call.sendRequest(method, options));
    }
    const sdp = telltaleSdp(number, { ip: '127.0.0.9', port: 40_006 });
    await soon('an answer to a re-INVITE', call.sendRequest('INVITE', { headers, body: sdp }));
    if (refers)
      await soon('an answer to REFER', call.sendRequest('REFER', { headers: referral(number), body: null }));
  }
}

interface InCallRequest {
  readonly method: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly event?: string;
}

function requestsInCall(number: string): readonly InCallRequest[] {
  return [
    { method: 'INFO', contentType: 'message/update_display', body: `from:"${number}" <sip:${number}@h>\r\n` },
    { method: 'INFO', contentType: 'freeswitch/data', body: number },
    {
      method: 'INFO',
      contentType: 'application/dtmf-relay',
      body: `Signal=1\r\nDuration=100\r\nX=${number}\r\n`,
    },
    { method: 'UPDATE' },
    { method: 'MESSAGE', contentType: 'text/plain', body: `call me at ${number}` },
    { method: 'OPTIONS' },
    // Without Event, sofia drops the dialog behind FreeSWITCH's back: then the rest of the call would prove nothing.
    { method: 'NOTIFY', event: 'refer', contentType: 'message/sipfrag', body: `SIP/2.0 200 ${number}` },
    { method: 'NOTIFY', event: 'presence' },
  ];
}

function referral(number: string): readonly SipHeader[] {
  return [
    ['Refer-To', `<sip:${number}@127.0.0.9>`],
    ['Referred-By', `<sip:${number}@carrier.example>`],
  ];
}
