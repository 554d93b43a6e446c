import type { SipHeader, SipMessage } from './sip-message.ts';
import { type SpellingName, spelledText, spelledToken, type TestNumber } from './spelling.ts';

/** What a hostile side gives away: its number, and where its telephone is. */
export class Telltale {
  readonly number: TestNumber;
  readonly spelling: SpellingName;
  /** The telephone's own address, behind the carrier's. */
  readonly host: string;

  constructor(number: TestNumber, spelling: SpellingName, host: string) {
    this.number = number;
    this.spelling = spelling;
    this.host = host;
  }

  /** Any text but quotation marks and line ends. */
  get text(): string {
    return spelledText(this.number, this.spelling);
  }

  /** One word. */
  get token(): string {
    return spelledToken(this.number, this.spelling);
  }

  get uri(): string {
    return `sip:${this.token}@${this.host}`;
  }

  /** With the number as every switch reads it. */
  get plainUri(): string {
    const { country, national } = this.number;
    return `sip:+${country}${national}@${this.host}`;
  }
}

/** Parts of a dialog that its two ends choose, each with the number in it. */
export interface DialogPart {
  /** Display name of the own From (of the called side: of To in its answers). */
  readonly display?: string;
  /** After its URI, inside and outside the angle brackets, beginning with a semicolon. */
  readonly uriParameters?: string;
  readonly parameters?: string;
  readonly tag?: string;
  /** What the caller writes into To and the request line. */
  readonly otherDisplay?: string;
  readonly otherParameters?: string;
  readonly contactUser?: string;
  readonly contactDisplay?: string;
  readonly contactParameters?: string;
  readonly callId?: string;
  readonly viaParameters?: string;
  readonly branch?: string;
}

/** Text inside a session description (RFC 8866). */
export interface SdpPart {
  readonly user?: string;
  readonly session?: string;
  /** Between `s=` and `c=`. */
  readonly lines?: readonly string[];
  /** Between `c=` and `m=`. */
  readonly attributes?: readonly string[];
  /** After `m=`. */
  readonly mediaLines?: readonly string[];
}

/** A request of its own, inside the dialog or (`outside`) beside it. */
export interface OwnRequest {
  readonly method: string;
  readonly headers?: readonly SipHeader[];
  readonly body?: string;
  readonly contentType?: string;
  /** With a session description of the side. */
  readonly sdp?: SdpPart & { readonly direction?: string };
  readonly outside?: true;
}

/** A datagram from the port of the voice, or from the one above it. */
export interface MediaPacket {
  readonly kind: 'rtp' | 'rtcp';
  readonly bytes: Buffer;
}

/** One place of SIP, SDP or RTP into which a side can put its number. */
export interface Place {
  /** What is printed: `P-Asserted-Identity`, `SDP i=`. */
  readonly name: string;
  /** In every message of the side for which `fits` holds; all, unless told. */
  readonly headers?: (telltale: Telltale, message: SipMessage) => readonly SipHeader[];
  readonly fits?: (message: SipMessage) => boolean;
  readonly dialog?: (telltale: Telltale) => DialogPart;
  readonly sdp?: (telltale: Telltale) => SdpPart;
  /** In a second part of an INVITE's body, beside the session description. */
  readonly besideSdp?: (telltale: Telltale) => string;
  /** In the phrase of every answer. */
  readonly phrase?: (telltale: Telltale) => string;
  readonly requests?: (telltale: Telltale) => readonly OwnRequest[];
  /** Beside the voice, while the call is there. */
  readonly packets?: (telltale: Telltale) => readonly MediaPacket[];
  /** Nothing but the call: the number is there because it calls, or is called. */
  readonly plain?: true;
}
