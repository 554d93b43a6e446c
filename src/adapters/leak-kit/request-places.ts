import type { OwnRequest, Place, Telltale } from './place.ts';

/** Where nobody is: a place to be sent to. */
const ELSEWHERE = '127.0.0.9';

type RequestsOf = (telltale: Telltale) => readonly OwnRequest[];

const named = ({ text, uri }: Telltale): string => `"${text}" <${uri}>`;

/** Requests that one side sends by itself, in the dialog or beside it. */
const REQUESTS: readonly (readonly [name: string, requestsOf: RequestsOf])[] = [
  [
    'UPDATE with another identity',
    (telltale) => [
      {
        method: 'UPDATE',
        headers: [
          ['P-Asserted-Identity', named(telltale)],
          ['Remote-Party-ID', `${named(telltale)};party=calling`],
          ['X-FS-Display-Number', telltale.token],
        ],
      },
    ],
  ],
  [
    'INFO message/update_display',
    ({ text, uri }) => [
      { method: 'INFO', contentType: 'message/update_display', body: `from:"${text}" <${uri}>\r\n` },
    ],
  ],
  ['INFO freeswitch/data', ({ text }) => [{ method: 'INFO', contentType: 'freeswitch/data', body: text }]],
  [
    'INFO application/dtmf-relay',
    ({ text }) => [
      {
        method: 'INFO',
        contentType: 'application/dtmf-relay',
        body: `Signal=1\r\nDuration=100\r\nX=${text}\r\n`,
      },
    ],
  ],
  ['INFO text/plain', ({ text }) => [{ method: 'INFO', contentType: 'text/plain', body: text }]],
  [
    'INFO that asks for a recording',
    ({ token }) => [
      {
        method: 'INFO',
        headers: [
          ['Record', 'on'],
          ['X-Number', token],
        ],
      },
    ],
  ],
  [
    're-INVITE with another identity',
    (telltale) => [
      {
        method: 'INVITE',
        headers: [['P-Asserted-Identity', named(telltale)]],
        sdp: { session: telltale.text, lines: [`i=${telltale.text}`] },
      },
    ],
  ],
  [
    're-INVITE that holds',
    (telltale) => [
      {
        method: 'INVITE',
        sdp: { direction: 'sendonly', lines: [`i=${telltale.text}`, `e=${telltale.token}@x`] },
      },
      { method: 'INVITE', sdp: { direction: 'sendrecv', mediaLines: [`a=X-number:${telltale.text}`] } },
    ],
  ],
  ['MESSAGE', ({ text }) => [{ method: 'MESSAGE', contentType: 'text/plain', body: `call me: ${text}` }]],
  ['OPTIONS', ({ text }) => [{ method: 'OPTIONS', headers: [['Subject', text]] }]],
  [
    'REFER',
    ({ uri, token }) => [
      {
        method: 'REFER',
        headers: [
          ['Refer-To', `<sip:${token}@${ELSEWHERE}>`],
          ['Referred-By', `<${uri}>`],
        ],
      },
    ],
  ],
  [
    'REFER with Replaces',
    ({ uri, token }) => [
      {
        method: 'REFER',
        headers: [
          ['Refer-To', `<sip:1@${ELSEWHERE}?Replaces=${token}%3Bto-tag%3D1%3Bfrom-tag%3D1>`],
          ['Referred-By', `<${uri}>`],
        ],
      },
    ],
  ],
  // All with Subscription-State: without it FreeSWITCH hangs up the leg that sent it, and the rest of the call would prove nothing.
  [
    'NOTIFY refer',
    ({ text }) => [
      {
        method: 'NOTIFY',
        headers: [
          ['Event', 'refer'],
          ['Subscription-State', 'active'],
        ],
        contentType: 'message/sipfrag',
        body: `SIP/2.0 200 ${text}`,
      },
    ],
  ],
  ...(['hold', 'check-sync', 'conference', 'presence', 'message-summary'] as const).map(
    (event) => [`NOTIFY ${event}`, (telltale: Telltale) => [notified(event, telltale)]] as const,
  ),
  // FreeSWITCH answers the call by this and has our dialplan end it.
  [
    'NOTIFY talk',
    ({ text }) => [
      {
        method: 'NOTIFY',
        headers: [
          ['Event', 'talk'],
          ['Subscription-State', 'active'],
          ['Subject', text],
        ],
      },
    ],
  ],
  [
    'SUBSCRIBE dialog',
    ({ text }) => [
      {
        method: 'SUBSCRIBE',
        headers: [
          ['Event', 'dialog'],
          ['Accept', 'application/dialog-info+xml'],
          ['Subject', text],
        ],
      },
    ],
  ],
  [
    'PUBLISH',
    ({ text }) => [
      { method: 'PUBLISH', headers: [['Event', 'presence']], body: text, contentType: 'text/plain' },
    ],
  ],
  ['MESSAGE beside the call', ({ text }) => [beside('MESSAGE', { contentType: 'text/plain', body: text })]],
  ['OPTIONS beside the call', ({ text }) => [beside('OPTIONS', { headers: [['Subject', text]] })]],
  [
    'SUBSCRIBE beside the call',
    ({ text }) => [
      beside('SUBSCRIBE', {
        headers: [
          ['Event', 'dialog'],
          ['Accept', 'application/dialog-info+xml'],
          ['Subject', text],
        ],
      }),
    ],
  ],
  [
    'REFER beside the call',
    ({ uri, token }) => [
      beside('REFER', {
        headers: [
          ['Refer-To', `<sip:${token}@${ELSEWHERE}>`],
          ['Referred-By', `<${uri}>`],
        ],
      }),
    ],
  ],
  ['INFO beside the call', ({ text }) => [beside('INFO', { contentType: 'text/plain', body: text })]],
];

function notified(event: string, { text, token }: Telltale): OwnRequest {
  return {
    method: 'NOTIFY',
    headers: [
      ['Event', `${event};x-number=${token}`],
      ['Subscription-State', 'active'],
      ['Subject', text],
    ],
    contentType: 'text/plain',
    body: `Messages-Waiting: yes\r\nMessage-Account: ${text}\r\n`,
  };
}

function beside(method: string, content: Omit<OwnRequest, 'method' | 'outside'>): OwnRequest {
  return { method, ...content, outside: true };
}

const other: readonly Place[] = [
  { name: 'the phrase of an answer', phrase: ({ text }) => `because ${text}` },
  {
    name: 'INFO of several parts',
    requests: ({ text }) => [
      {
        method: 'INFO',
        contentType: 'multipart/mixed;boundary=part',
        body: `--part\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--part--\r\n`,
      },
    ],
  },
];

export const REQUEST_PLACES: readonly Place[] = [
  ...REQUESTS.map(([name, requests]): Place => ({ name, requests })),
  ...other,
];
