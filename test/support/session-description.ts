/** What an SDP says about where media goes. */
export interface MediaAddress {
  readonly ip: string;
  readonly port: number;
}

export interface SessionDescriptionOptions {
  readonly media: MediaAddress;
  /** User of the o= line and text of the s= line: places where a careless switch passes a name on. */
  readonly user?: string;
  readonly session?: string;
  /** Lines before the first m= (such as `i=`, `e=`, `p=`), and after it (`a=`). */
  readonly sessionLines?: readonly string[];
  readonly mediaLines?: readonly string[];
  /** Telephone events (RFC 4733) are offered unless told otherwise. */
  readonly telephoneEvents?: boolean;
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
}

/** Payload type of telephone events, as this offers them. */
export const TELEPHONE_EVENT = 101;

/** One PCMA stream with telephone events (RFC 8866, RFC 4733). */
export function sessionDescription(options: SessionDescriptionOptions): string {
  const { ip, port } = options.media;
  const events = options.telephoneEvents ?? true;
  const lines = [
    'v=0',
    `o=${options.user ?? '-'} 1 1 IN IP4 ${ip}`,
    `s=${options.session ?? '-'}`,
    ...(options.sessionLines ?? []),
    `c=IN IP4 ${ip}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8${events ? ` ${TELEPHONE_EVENT}` : ''}`,
    'a=rtpmap:8 PCMA/8000',
    ...(events ? [`a=rtpmap:${TELEPHONE_EVENT} telephone-event/8000`, `a=fmtp:${TELEPHONE_EVENT} 0-16`] : []),
    'a=ptime:20',
    `a=${options.direction ?? 'sendrecv'}`,
    ...(options.mediaLines ?? []),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** Where the other side wants its media, or `null` when the body is no SDP with audio. */
export function mediaAddressIn(body: string): MediaAddress | null {
  const ip = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
  const port = Number(/^m=audio ([0-9]+)/m.exec(body)?.[1] ?? 0);
  return ip === undefined || port === 0 ? null : { ip, port };
}
