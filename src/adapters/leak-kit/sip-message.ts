/** A header as written: name and value, in the order of the message. */
export type SipHeader = readonly [name: string, value: string];

interface SipContent {
  readonly headers: readonly SipHeader[];
  readonly body: string;
}
export interface SipRequest extends SipContent {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
}
export interface SipResponse extends SipContent {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}
export type SipMessage = SipRequest | SipResponse;

/** Compact forms of RFC 3261, section 7.3.3. */
const COMPACT: Readonly<Record<string, string>> = {
  c: 'content-type',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  s: 'subject',
  t: 'to',
  v: 'via',
};

/** One datagram as a message; `null` for a keep-alive or anything else that is none. Bytes are read as Latin-1, so none is lost. */
export function parseSip(bytes: Uint8Array): SipMessage | null {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [startLine = '', ...lines] = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const content = { headers: lines.map(parseHeader), body: text.slice(end + 4) };
  const response = /^SIP\/2\.0 ([0-9]{3}) ?(.*)$/.exec(startLine);
  if (response !== null)
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', ...content };
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(startLine);
  if (request === null) return null;
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '', ...content };
}

function parseHeader(line: string): SipHeader {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** The message as bytes, with the Content-Length that belongs to its body. */
export function formatSip(message: SipMessage): Buffer {
  const startLine =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const headers = message.headers.filter(([name]) => fullName(name) !== 'content-length');
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const length = Buffer.byteLength(message.body, 'latin1');
  return Buffer.from(
    [startLine, ...lines, `Content-Length: ${length}`, '', message.body].join('\r\n'),
    'latin1',
  );
}

/** Values of all headers of this name, in order, whichever form they are written in. */
export function headersNamed(message: SipMessage, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([given]) => fullName(given) === wanted).map(([, value]) => value);
}

/** The first header of this name, or the empty string. */
export function headerOf(message: SipMessage, name: string): string {
  return headersNamed(message, name)[0] ?? '';
}

/** The method that a CSeq header names: what a response answers. */
export function cseqMethod(message: SipMessage): string {
  return headerOf(message, 'cseq').split(/\s+/)[1] ?? '';
}

export function cseqNumber(message: SipMessage): number {
  return Number.parseInt(headerOf(message, 'cseq'), 10);
}

/** The tag of a From or To value, or the empty string. */
export function tagOf(value: string): string {
  return /;\s*tag=([^;>\s]+)/i.exec(value)?.[1] ?? '';
}

/** The URI of a From, To or Contact value. */
export function uriOf(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0]?.trim() ?? '';
}

/** The user part of a SIP URI: the number. */
export function userOf(uri: string): string {
  return /^sips?:([^@;>]*)@/.exec(uri)?.[1] ?? '';
}

function fullName(name: string): string {
  const lower = name.toLowerCase();
  return COMPACT[lower] ?? lower;
}
