import { randomBytes } from 'node:crypto';
import type { HostileSide, SipBody } from './hostile-side.ts';
import type { OwnRequest } from './place.ts';
import {
  cseqNumber,
  headerOf,
  headersNamed,
  type SipHeader,
  type SipRequest,
  type SipResponse,
  uriOf,
} from './sip-message.ts';
import type { SipPeer, SipSocket } from './sip-socket.ts';

/** How a leg ended: who hung up, or the status that refused it. */
export type LegEnd = 'here' | 'there' | number;

/** What the two ends of a dialog hold (RFC 3261, section 12). */
export interface LegDialog {
  readonly callId: string;
  local: string;
  remote: string;
  target: string;
  cseq: number;
}

/** How long a request inside a call is waited for. Some have no answer, such as a re-INVITE before the call is answered. */
const ANSWER_MS = 4_000;

/** One end of a call that a hostile side plays. */
export abstract class HostileLeg {
  readonly side: HostileSide;
  readonly dialog: LegDialog;
  /** Every datagram of the call that came, byte for byte. */
  readonly received: Buffer[] = [];
  /** Texts that tell this leg from others: they belong to this side alone. */
  readonly tokens = new Set<string>();
  readonly answered: Promise<boolean>;
  readonly ended: Promise<LegEnd>;
  end: LegEnd | null = null;
  protected readonly socket: SipSocket;
  protected readonly peer: SipPeer;
  readonly #answered = Promise.withResolvers<boolean>();
  readonly #ended = Promise.withResolvers<LegEnd>();

  constructor(socket: SipSocket, peer: SipPeer, side: HostileSide, dialog: LegDialog) {
    this.socket = socket;
    this.peer = peer;
    this.side = side;
    this.dialog = dialog;
    this.answered = this.#answered.promise;
    this.ended = this.#ended.promise;
    this.tokens.add(dialog.callId);
  }

  /** Hangs up an answered call. Resolves with the answer. */
  async bye(): Promise<void> {
    if (this.end !== null) return;
    this.finish('here');
    await this.request({ method: 'BYE' });
  }

  /** Ends it in whatever way is left, without waiting. */
  abstract leave(): void;

  /** @returns the final status, or `null` when none came in time */
  request(own: OwnRequest): Promise<number | null> {
    const sdp = own.sdp === undefined ? null : this.side.description(own.sdp);
    const content = sdp ?? bodyOf(own);
    const request = this.side.decorated(
      own.outside === true ? this.#beside(own, content) : this.#inside(own, content),
    );
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const timer = setTimeout(() => resolve(null), ANSWER_MS);
    this.socket.request(request, this.peer, (response) => {
      if (response.status < 200) return;
      if (request.method === 'INVITE') this.acknowledge(request, response);
      clearTimeout(timer);
      resolve(response.status);
    });
    return promise;
  }

  /** A request of the switch inside this call: 200, to a re-INVITE with a description. */
  take(request: SipRequest, peer: SipPeer): void {
    if (request.method === 'ACK') return;
    const content = request.method === 'INVITE' ? this.side.description() : null;
    this.respond(request, 200, 'OK', { content, peer });
    if (request.method === 'BYE') this.finish('there');
  }

  /** Settles what is open; the first end counts. */
  finish(end: LegEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.#answered.resolve(false);
    this.#ended.resolve(end);
  }

  protected wasAnswered(): void {
    this.#answered.resolve(true);
  }

  protected respond(
    request: SipRequest,
    status: number,
    reason: string,
    { content = null, peer = this.peer, contact, headers = [] }: ResponseOptions = {},
  ): void {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq', 'Record-Route'].flatMap((name) =>
      headersNamed(request, name).map((value): SipHeader => [name, value]),
    );
    const to = /^(INVITE|CANCEL)$/.test(request.method) ? this.dialog.local : headerOf(request, 'to');
    const response: SipResponse = {
      kind: 'response',
      status,
      reason,
      headers: [
        ...copied,
        ['To', to],
        ['Contact', contact ?? this.contact()],
        ...headers,
        ...typeOf(content),
      ],
      body: content?.body ?? '',
    };
    this.socket.respond(request, this.side.decorated(response), peer);
  }

  /** ACK of a 2xx, or of a refused request inside the call. */
  protected acknowledge(request: SipRequest, response: SipResponse): void {
    const refused = response.status >= 300;
    const ack: SipRequest = {
      kind: 'request',
      method: 'ACK',
      uri: refused ? request.uri : uriOf(headerOf(response, 'contact')) || this.dialog.target,
      headers: [
        ['Via', refused ? headerOf(request, 'via') : this.via()],
        ['Max-Forwards', '70'],
        ['From', headerOf(request, 'from')],
        ['To', headerOf(response, 'to')],
        ['Call-ID', this.dialog.callId],
        ['CSeq', `${cseqNumber(response)} ACK`],
      ],
      body: '',
    };
    this.socket.send(this.side.decorated(ack), this.peer);
  }

  protected via(): string {
    const branch = `z9hG4bK${this.side.part('branch')}${random()}`;
    this.tokens.add(branch);
    const { ip, port } = this.socket;
    return `SIP/2.0/UDP ${ip}:${port};rport;branch=${branch}${this.side.part('viaParameters')}`;
  }

  protected contact(): string {
    const user = this.side.part('contactUser', 'phone');
    const uri = `<sip:${user}@${this.socket.ip}:${this.socket.port}>`;
    return `${quoted(this.side.part('contactDisplay'))}${uri}${this.side.part('contactParameters')}`;
  }

  #inside({ method, headers = [] }: OwnRequest, content: SipBody | null): SipRequest {
    this.dialog.cseq += 1;
    return {
      kind: 'request',
      method,
      uri: this.dialog.target,
      headers: [
        ['Via', this.via()],
        ['Max-Forwards', '70'],
        ['From', this.dialog.local],
        ['To', this.dialog.remote],
        ['Call-ID', this.dialog.callId],
        ['CSeq', `${this.dialog.cseq} ${method}`],
        ['Contact', this.contact()],
        ...headers,
        ...typeOf(content),
      ],
      body: content?.body ?? '',
    };
  }

  /** A dialog of its own, from and to the same two. */
  #beside({ method, headers = [] }: OwnRequest, content: SipBody | null): SipRequest {
    const withoutTag = (value: string): string => value.replace(/;\s*tag=[^;>\s]+/i, '');
    return {
      kind: 'request',
      method,
      uri: uriOf(this.dialog.remote),
      headers: [
        ['Via', this.via()],
        ['Max-Forwards', '70'],
        ['From', `${withoutTag(this.dialog.local)};tag=${random()}`],
        ['To', withoutTag(this.dialog.remote)],
        ['Call-ID', random()],
        ['CSeq', `1 ${method}`],
        ['Contact', this.contact()],
        ...headers,
        ...typeOf(content),
      ],
      body: content?.body ?? '',
    };
  }
}

export interface ResponseOptions {
  readonly content?: SipBody | null;
  readonly peer?: SipPeer;
  readonly contact?: string;
  readonly headers?: readonly SipHeader[];
}

export function random(): string {
  return randomBytes(8).toString('hex');
}

export function quoted(display: string): string {
  return display === '' ? '' : `"${display}" `;
}

export function typeOf(content: SipBody | null): readonly SipHeader[] {
  return content === null ? [] : [['Content-Type', content.contentType]];
}

function bodyOf({ body, contentType }: OwnRequest): SipBody | null {
  return body === undefined ? null : { body, contentType: contentType ?? 'text/plain' };
}
