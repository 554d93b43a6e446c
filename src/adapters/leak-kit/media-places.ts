import type { MediaPacket, Place, Telltale } from './place.ts';

/** Payload types: comfort noise (RFC 3389), the voice, one that nobody agreed on. */
const COMFORT_NOISE = 13;
const PCMA = 8;
const UNKNOWN = 96;
const MOST_SOURCES = 15;

/** RTCP packet types (RFC 3550, section 12.1; RFC 4585; RFC 3611). */
const SENDER_REPORT = 200;
const DESCRIPTION = 202;
const GOODBYE = 203;
const APPLICATION = 204;
const FEEDBACK = 205;
const EXTENDED = 207;

/** What a description says of a source (RFC 3550, section 6.5), `PHONE` among it. */
const ITEMS = { cname: 1, name: 2, email: 3, phone: 4, location: 5, tool: 6, note: 7, private: 8 } as const;

/*
 * Not here: padding, and telephone events that are none. FreeSWITCH takes both for the content of the voice, which it hands on as it is: who
 * wants to tell his number that way can as well say it.
 */
type PacketsOf = (telltale: Telltale) => readonly MediaPacket[];

const PLACES: readonly (readonly [name: string, packetsOf: PacketsOf])[] = [
  ['RTP header extension', ({ text }) => [rtp(PCMA, Buffer.alloc(160, 0x11), { extension: text })]],
  [
    'RTP contributing sources',
    ({ number }) => [rtp(PCMA, Buffer.alloc(160, 0x11), { sources: number.national })],
  ],
  ['RTP comfort noise', ({ text }) => [rtp(COMFORT_NOISE, Buffer.from(text, 'latin1'))]],
  ['RTP payload of another type', ({ text }) => [rtp(UNKNOWN, Buffer.from(text, 'latin1'))]],
  [
    'RTCP SDES',
    (telltale) => [rtcp(Buffer.concat([senderReport(), description(telltale)])), rtcp(description(telltale))],
  ],
  ['RTCP APP', ({ text }) => [rtcp(Buffer.concat([senderReport(), control(APPLICATION, 1, `AXBR${text}`)]))]],
  ['RTCP extended report', ({ text }) => [rtcp(control(EXTENDED, 0, text))]],
  ['RTCP feedback', ({ text }) => [rtcp(control(FEEDBACK, 15, `\0\0\0\x01${text}`))]],
  [
    'RTCP BYE with a reason',
    ({ text }) => [rtcp(control(GOODBYE, 1, String.fromCharCode(text.length) + text))],
  ],
  [
    'garbage where RTP is expected',
    ({ text, uri }) => [
      { kind: 'rtp', bytes: Buffer.from(`${text} ${uri}`, 'latin1') },
      { kind: 'rtcp', bytes: Buffer.from(`${text} ${uri}`, 'latin1') },
      { kind: 'rtp', bytes: Buffer.from(`INVITE ${uri} SIP/2.0\r\nSubject: ${text}\r\n\r\n`, 'latin1') },
    ],
  ],
  [
    'STUN where RTP is expected',
    ({ text }) => [
      { kind: 'rtp', bytes: stun(text) },
      { kind: 'rtcp', bytes: stun(text) },
    ],
  ],
];

/** Packets beside the voice, from where a telephone sends it. */
export const MEDIA_PLACES: readonly Place[] = PLACES.map(([name, packets]) => ({ name, packets }));

interface RtpParts {
  readonly extension?: string;
  readonly sources?: string;
}

function rtp(type: number, payload: Buffer, { extension, sources = '' }: RtpParts = {}): MediaPacket {
  const list = words(sources).subarray(0, MOST_SOURCES * 4);
  const more = extension === undefined ? null : words(extension);
  const head = Buffer.alloc(12);
  head.writeUInt8(0x80 | (more === null ? 0 : 0x10) | (list.length / 4), 0);
  head.writeUInt8(type, 1);
  head.writeUInt16BE(0x7000, 2);
  head.writeUInt32BE(0x1234_0001, 8);
  const extended = more === null ? [] : [Buffer.of(0xbe, 0xde, 0, more.length / 4), more];
  return { kind: 'rtp', bytes: Buffer.concat([head, list, ...extended, payload]) };
}

function rtcp(bytes: Buffer): MediaPacket {
  return { kind: 'rtcp', bytes };
}

function senderReport(): Buffer {
  return control(SENDER_REPORT, 0, '\0'.repeat(20));
}

/** One packet of RTCP: after its source, what is in `content`. */
function control(type: number, count: number, content: string): Buffer {
  const body = words(content);
  const head = Buffer.alloc(8);
  head.writeUInt8(0x80 | count, 0);
  head.writeUInt8(type, 1);
  head.writeUInt16BE(1 + body.length / 4, 2);
  head.writeUInt32BE(0x1234_0001, 4);
  return Buffer.concat([head, body]);
}

function description({ text, token, host }: Telltale): Buffer {
  const item = (kind: number, value: string): string =>
    String.fromCharCode(kind, Math.min(255, value.length)) + value.slice(0, 255);
  const items = [
    item(ITEMS.cname, `${token}@${host}`),
    item(ITEMS.name, text),
    item(ITEMS.email, `${token}@${host}`),
    item(ITEMS.phone, text),
    item(ITEMS.location, host),
    item(ITEMS.tool, text),
    item(ITEMS.note, text),
    item(ITEMS.private, `\x01n${text}`),
  ];
  return control(DESCRIPTION, 1, `${items.join('')}\0`);
}

/** A binding request (RFC 8489) that names who asks. */
function stun(text: string): Buffer {
  const name = words(text);
  const head = Buffer.alloc(24);
  head.writeUInt16BE(1, 0);
  head.writeUInt16BE(4 + name.length, 2);
  head.writeUInt32BE(0x2112_a442, 4);
  head.writeUInt16BE(6, 20);
  head.writeUInt16BE(Buffer.byteLength(text, 'latin1'), 22);
  return Buffer.concat([head, name]);
}

/** In whole words of four bytes. */
function words(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
