import type { SipHeader } from '../../../src/adapters/leak-kit/sip-message.ts';
import type { InfoBody } from '../../support/info-keys.ts';

/** A SIPp scenario: XML, and a name that says how the call ends. */
export interface SippScenario {
  /** Such as `caller-hears-busy`: also the name of its files. */
  readonly name: string;
  readonly xml: string;
}

/** One element of a scenario. Only the functions here make them. */
export type SippStep = string & { readonly sippStep: unique symbol };

export interface InviteOptions {
  /** The number that calls; `[field0]` takes it from the CSV lines of the run. */
  readonly from: string;
  /** The number dialled; `[field1]` ... likewise. */
  readonly dialled: string;
  readonly displayName?: string;
  readonly headers?: readonly SipHeader[];
  /** Further SDP lines: before m=, and after. */
  readonly sessionLines?: readonly string[];
  readonly mediaLines?: readonly string[];
  /** Offer telephone events; yes, unless told otherwise. */
  readonly telephoneEvents?: boolean;
}

export interface ExpectOptions {
  readonly optional?: boolean;
  /** The call fails when nothing came in this time. */
  readonly withinMs?: number;
}

/** Puts steps together. */
export function scenario(name: string, ...steps: readonly (SippStep | readonly SippStep[])[]): SippScenario {
  const body = steps.flat().join('\n');
  return {
    name,
    xml: `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${name}">\n${body}\n</scenario>\n`,
  };
}

// ---- the caller's side -------------------------------------------------------------------------------------------------

/**
 * INVITE with PCMA, and the 100 that follows. SIPp wants a message after an optional one: before a pause it must be required.
 */
export function invite(
  options: InviteOptions,
  trying: 'optional' | 'required' = 'optional',
): readonly SippStep[] {
  const name = options.displayName === undefined ? '' : `"${options.displayName}" `;
  return [
    send(
      [
        `INVITE sip:${options.dialled}@[remote_ip]:[remote_port] SIP/2.0`,
        'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
        `From: ${name}<sip:${options.from}@[local_ip]:[local_port]>;tag=[pid]-[call_number]`,
        `To: <sip:${options.dialled}@[remote_ip]:[remote_port]>`,
        'Call-ID: [call_id]',
        'CSeq: 1 INVITE',
        'Contact: <sip:carrier@[local_ip]:[local_port]>',
        'Max-Forwards: 70',
        ...lines(options.headers),
        ...sdp(options),
      ],
      { repeated: true },
    ),
    expectResponse(100, { optional: trying === 'optional' }),
  ];
}

/** Waits for this status; `answered` is 200 with its ACK, `refused` a final refusal with its ACK. */
export function expectResponse(status: number, options: ExpectOptions = {}): SippStep {
  return step(`  <recv response="${status}"${expectAttributes(options)} rrs="true"/>`);
}

export function answered(options: ExpectOptions = {}): readonly SippStep[] {
  return [
    expectResponse(180, { optional: true }),
    expectResponse(183, { optional: true }),
    expectResponse(200, options),
    ack(),
  ];
}

/** The final refusal of an INVITE. Announcements before it (183) are let pass. */
export function refused(status: number, options: ExpectOptions = {}): readonly SippStep[] {
  return [
    expectResponse(180, { optional: true }),
    expectResponse(182, { optional: true }),
    expectResponse(183, { optional: true }),
    expectResponse(status, options),
    send([
      'ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0',
      '[last_Via:]',
      '[last_From:]',
      '[last_To:]',
      'Call-ID: [call_id]',
      'CSeq: 1 ACK',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]),
  ];
}

/** Hangs up, with any headers such as Reason, and waits for the answer to that. */
export function hangUp(headers: readonly SipHeader[] = []): readonly SippStep[] {
  return [
    send([...inCall('BYE'), ...lines(headers), 'Content-Length: 0'], { repeated: true }),
    expectResponse(200),
  ];
}

/** Presses keys one after the other, each in a SIP INFO request of its own. */
export function keys(digits: string, bodyOf: (key: string) => InfoBody): readonly SippStep[] {
  return digits.split('').flatMap((key) => {
    const { contentType, body } = bodyOf(key);
    return [
      send(
        [
          ...inCall('INFO'),
          `Content-Type: ${contentType}`,
          'Content-Length: [len]',
          '',
          ...body.trimEnd().split('\r\n'),
        ],
        { repeated: true },
      ),
      // Nothing of it is recorded: it has no Contact, and would take that of the answer from `[next_url]`.
      step('  <recv response="200"/>'),
    ];
  });
}

/** Gives up while it rings: CANCEL with any headers, its 200, and the 487 of the INVITE. Takes what the INVITE was given. */
export function giveUp(call: InviteOptions, headers: readonly SipHeader[] = []): readonly SippStep[] {
  return [
    send(
      [
        `CANCEL sip:${call.dialled}@[remote_ip]:[remote_port] SIP/2.0`,
        '[last_Via:]',
        '[last_From:]',
        `To: <sip:${call.dialled}@[remote_ip]:[remote_port]>`,
        'Call-ID: [call_id]',
        'CSeq: 1 CANCEL',
        'Max-Forwards: 70',
        ...lines(headers),
        'Content-Length: 0',
      ],
      { repeated: true },
    ),
    expectResponse(200),
    ...refused(487),
  ];
}

/** How every request inside a call of this caller begins. */
function inCall(method: string, cseq = '[cseq]'): readonly string[] {
  return [
    `${method} [next_url] SIP/2.0`,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    '[last_From:]',
    '[last_To:]',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method}`,
    'Max-Forwards: 70',
  ];
}

function ack(): SippStep {
  return send([...inCall('ACK', '1'), 'Content-Length: 0']);
}

// ---- the callee's side -------------------------------------------------------------------------------------------------

/** Waits for a request. */
export function expectRequest(method: string, options: ExpectOptions = {}): SippStep {
  return step(`  <recv request="${method}"${expectAttributes(options)} rrs="true"/>`);
}

/** Answers the last request: any status, with SDP or without. */
export function respond(
  status: number,
  options: {
    readonly withSdp?: boolean;
    readonly headers?: readonly SipHeader[];
    readonly reason?: string;
    /** Instead of this carrier itself: where a redirect points. */
    readonly contact?: string;
    /** Not repeated: nothing acknowledges the answer to anything but an INVITE. */
    readonly once?: boolean;
  } = {},
): SippStep {
  return send(
    [
      `SIP/2.0 ${status} ${options.reason ?? 'Status'}`,
      '[last_Via:]',
      '[last_From:]',
      '[last_To:];tag=[pid]-[call_number]',
      '[last_Call-ID:]',
      '[last_CSeq:]',
      '[last_Record-Route:]',
      `Contact: ${options.contact ?? '<sip:carrier@[local_ip]:[local_port]>'}`,
      ...lines(options.headers),
      ...(options.withSdp === true ? sdp({}) : ['Content-Length: 0']),
    ],
    { repeated: status >= 200 && options.once !== true },
  );
}

/** The callee rings and picks up; the ACK is still to come. */
export function ringsAndPicksUp(ringMs = 100): readonly SippStep[] {
  return [expectRequest('INVITE'), respond(180), pause(ringMs), respond(200, { withSdp: true })];
}

/** The callee rings and answers. */
export function ringsAndAnswers(ringMs = 100): readonly SippStep[] {
  return [...ringsAndPicksUp(ringMs), expectRequest('ACK')];
}

/** The callee refuses with this status. */
export function refuses(status: number, headers: readonly SipHeader[] = []): readonly SippStep[] {
  return [expectRequest('INVITE'), respond(status, { headers }), expectRequest('ACK')];
}

/** The other side hangs up. */
export function isHungUp(options: ExpectOptions = {}): readonly SippStep[] {
  return [
    expectRequest('BYE', options),
    send([
      'SIP/2.0 200 OK',
      '[last_Via:]',
      '[last_From:]',
      '[last_To:]',
      '[last_Call-ID:]',
      '[last_CSeq:]',
      'Content-Length: 0',
    ]),
  ];
}

/** The caller gives up while this phone rings: CANCEL is answered, and so is the INVITE, with 487. */
export function isGivenUp(options: ExpectOptions = {}): readonly SippStep[] {
  return [
    step(
      `  <recv request="CANCEL"${expectAttributes(options)}><action>` +
        '<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cancelled"/></action></recv>',
    ),
    respond(200, { once: true }),
    send(
      [
        'SIP/2.0 487 Request Terminated',
        '[last_Via:]',
        '[last_From:]',
        '[last_To:];tag=[pid]-[call_number]',
        '[last_Call-ID:]',
        'CSeq: [$cancelled] INVITE',
        'Content-Length: 0',
      ],
      { repeated: true },
    ),
    expectRequest('ACK'),
  ];
}

/** The callee, whose call was just acknowledged, hangs up: instead of the ACK that `ringsAndAnswers` ends with. */
export function hangsUpAsCallee(talkMs: number, headers: readonly SipHeader[] = []): readonly SippStep[] {
  const kept = (header: string, variable: string): string =>
    `<ereg regexp="[^ ].*" search_in="hdr" header="${header}:" assign_to="${variable}"/>`;
  return [
    step(
      `  <recv request="ACK" rrs="true"><action>${kept('From', 'far')}${kept('To', 'near')}</action></recv>`,
    ),
    pause(talkMs),
    send(
      [
        'BYE [next_url] SIP/2.0',
        'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
        'From: [$near]',
        'To: [$far]',
        'Call-ID: [call_id]',
        'CSeq: 1 BYE',
        'Max-Forwards: 70',
        ...lines(headers),
        'Content-Length: 0',
      ],
      { repeated: true },
    ),
    expectResponse(200),
  ];
}

export function pause(milliseconds: number): SippStep {
  return step(`  <pause milliseconds="${milliseconds}"/>`);
}

// ---- how it is written -------------------------------------------------------------------------------------------------

function send(message: readonly string[], options: { readonly repeated?: boolean } = {}): SippStep {
  const retrans = options.repeated === true ? ' retrans="500"' : '';
  const text = message.join('\n').replaceAll(']]>', ']]]]><![CDATA[>');
  return step(`  <send${retrans}><![CDATA[\n${text}\n${text.includes('\n\n') ? '' : '\n'}]]></send>`);
}

function sdp(
  options: Pick<InviteOptions, 'sessionLines' | 'mediaLines' | 'telephoneEvents'>,
): readonly string[] {
  const { telephoneEvents = true } = options;
  return [
    'Content-Type: application/sdp',
    'Content-Length: [len]',
    '',
    'v=0',
    'o=- 1 1 IN IP[local_ip_type] [local_ip]',
    's=-',
    ...(options.sessionLines ?? []),
    'c=IN IP[media_ip_type] [media_ip]',
    't=0 0',
    `m=audio [media_port] RTP/AVP 8${telephoneEvents ? ' 101' : ''}`,
    'a=rtpmap:8 PCMA/8000',
    ...(telephoneEvents ? ['a=rtpmap:101 telephone-event/8000'] : []),
    ...(options.mediaLines ?? []),
  ];
}

function lines(headers: readonly SipHeader[] | undefined): readonly string[] {
  return (headers ?? []).map(([name, value]) => `${name}: ${value}`);
}

function expectAttributes(options: ExpectOptions): string {
  const optional = options.optional === true ? ' optional="true"' : '';
  return options.withinMs === undefined ? optional : `${optional} timeout="${options.withinMs}"`;
}

function step(text: string): SippStep {
  return text as SippStep;
}
