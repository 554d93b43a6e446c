import type { MediaPort } from './media-port.ts';
import type { DialogPart, MediaPacket, OwnRequest, Place, SdpPart, Telltale } from './place.ts';
import type { SipHeader, SipMessage } from './sip-message.ts';

/** A body and what it is. */
export interface SipBody {
  readonly body: string;
  readonly contentType: string;
}

const BOUNDARY = 'part-of-the-body';

/** One side of a call, which puts its number into one place of all that it sends. */
export class HostileSide {
  readonly telltale: Telltale;
  readonly place: Place;
  /** How often it has done so. */
  placed: number;
  /** Where it hears something; nobody listens at its telephone's own address. */
  media: { readonly ip: string; readonly port: number };
  /** By which it speaks; `null` where nobody says anything. */
  voice: MediaPort | null = null;
  /** Keys go by SIP INFO, which a switch takes only where no telephone events were agreed on. */
  telephoneEvents = true;

  constructor(telltale: Telltale, place: Place) {
    this.telltale = telltale;
    this.place = place;
    this.placed = place.plain === true ? 1 : 0;
    this.media = { ip: telltale.host, port: 40_002 };
  }

  /** The part of a dialog that holds the number, or the one that holds none. */
  part<Name extends keyof DialogPart>(name: Name, otherwise = ''): string {
    const value = this.place.dialog?.(this.telltale)[name];
    if (value === undefined) return otherwise;
    this.placed += 1;
    return value;
  }

  /** The message as this side sends it. */
  decorated<Message extends SipMessage>(message: Message): Message {
    const headers = this.#headersOf(message);
    const phrase = message.kind === 'response' ? this.place.phrase?.(this.telltale) : undefined;
    if (headers.length === 0 && phrase === undefined) return message;
    this.placed += 1;
    return {
      ...message,
      headers: [...message.headers, ...headers],
      ...(phrase === undefined ? {} : { reason: phrase }),
    };
  }

  /** A session description, with the number in it where that is the place. */
  description(own: OwnRequest['sdp'] = {}): SipBody {
    const part = this.place.sdp?.(this.telltale);
    if (part !== undefined) this.placed += 1;
    const { media, telephoneEvents } = this;
    return {
      body: sdpText({ ...part, ...own, media, telephoneEvents }),
      contentType: 'application/sdp',
    };
  }

  /** The same for an INVITE, where it may be a part among others. */
  offer(): SipBody {
    const sdp = this.description();
    const beside = this.place.besideSdp?.(this.telltale);
    if (beside === undefined) return sdp;
    this.placed += 1;
    const parts = [
      ['application/sdp', sdp.body],
      ['application/pidf+xml', beside],
    ].map(([type, content]) => `--${BOUNDARY}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`);
    return {
      body: `${parts.join('')}--${BOUNDARY}--\r\n`,
      contentType: `multipart/mixed;boundary=${BOUNDARY}`,
    };
  }

  /** Requests that are the place, to be sent while the call is there. */
  requests(): readonly OwnRequest[] {
    return this.place.requests?.(this.telltale) ?? [];
  }

  /** Datagrams that are the place, to be sent among the voice. */
  packets(): readonly MediaPacket[] {
    const packets = this.place.packets?.(this.telltale) ?? [];
    this.placed += packets.length;
    return packets;
  }

  #headersOf(message: SipMessage): readonly SipHeader[] {
    const { headers, fits = () => true } = this.place;
    return headers === undefined || !fits(message) ? [] : headers(this.telltale, message);
  }
}

interface Description extends SdpPart {
  readonly direction?: string;
  readonly media: HostileSide['media'];
  readonly telephoneEvents: boolean;
}

/** One PCMA stream, with telephone events or without (RFC 8866, RFC 4733). */
function sdpText(part: Description): string {
  const { media, telephoneEvents, lines = [], attributes = [], mediaLines = [] } = part;
  const isEarly = (line: string): boolean => /^[bik]=/.test(line);
  const events = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16'];
  return [
    'v=0',
    `o=${part.user ?? '-'} 1 1 IN IP4 ${media.ip}`,
    `s=${part.session ?? '-'}`,
    ...lines,
    `c=IN IP4 ${media.ip}`,
    ...attributes.filter(isEarly),
    't=0 0',
    ...attributes.filter((line) => !isEarly(line)),
    `m=audio ${media.port} RTP/AVP 8${telephoneEvents ? ' 101' : ''}`,
    ...mediaLines.filter(isEarly),
    'a=rtpmap:8 PCMA/8000',
    ...(telephoneEvents ? events : []),
    'a=ptime:20',
    `a=${part.direction ?? 'sendrecv'}`,
    ...mediaLines.filter((line) => !isEarly(line)),
    '',
  ].join('\r\n');
}
