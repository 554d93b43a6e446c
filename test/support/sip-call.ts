import { randomBytes } from 'node:crypto';
import {
  cseqNumber,
  headerOf,
  type SipHeader,
  type SipRequest,
  type SipResponse,
  uriOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer, SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import type { RtpSilence } from './rtp-silence.ts';
import { mediaAddressIn, sessionDescription } from './session-description.ts';

/** How a call ended, seen from this phone. */
export type CallEnd =
  /** The other side hung up. `reason` is its Reason header, or empty. */
  | { readonly by: 'remote'; readonly reason: string }
  /** This phone hung up. */
  | { readonly by: 'local' }
  /** The caller gave up before an answer. */
  | { readonly by: 'cancel' }
  /** The callee refused, with this status (also 408 for no response at all). */
  | { readonly by: 'refusal'; readonly status: number; readonly response: SipResponse | null };

export interface SipContentOptions {
  readonly headers?: readonly SipHeader[];
  /** `null` for none; else SDP that this phone makes. */
  readonly body?: string | null;
  readonly contentType?: string;
}

/** What both ends of a call need to know of its dialog (RFC 3261, section 12). */
export interface Dialog {
  readonly callId: string;
  /** From and To as this phone writes them in its own requests. */
  local: string;
  remote: string;
  remoteTarget: string;
  cseq: number;
}

/** The part of a call that caller and callee have in common. */
export abstract class SipCall {
  /** The first 18x, or `null` when the call ended or was answered without one. */
  readonly ringing: Promise<SipResponse | null>;
  /** Whether there was an answer; settles at the answer or at the end. */
  readonly answered: Promise<boolean>;
  readonly ended: Promise<CallEnd>;
  /** Requests that came inside this call: BYE, INFO, UPDATE, re-INVITE, CANCEL, ... */
  readonly requests: SipRequest[] = [];
  readonly dialog: Dialog;
  readonly media: RtpSilence | null;
  end: CallEnd | null = null;
  wasAnswered = false;
  protected readonly socket: SipSocket;
  protected readonly peer: SipPeer;
  readonly #ringing = Promise.withResolvers<SipResponse | null>();
  readonly #answered = Promise.withResolvers<boolean>();
  readonly #ended = Promise.withResolvers<CallEnd>();

  constructor(socket: SipSocket, peer: SipPeer, dialog: Dialog, media: RtpSilence | null) {
    this.socket = socket;
    this.peer = peer;
    this.dialog = dialog;
    this.media = media;
    this.ringing = this.#ringing.promise;
    this.answered = this.#answered.promise;
    this.ended = this.#ended.promise;
  }

  /** Hangs up an answered call with BYE, with any headers. */
  async hangUp(options: { readonly headers?: readonly SipHeader[] } = {}): Promise<void> {
    if (this.end !== null) return;
    this.finish({ by: 'local' });
    await this.sendRequest('BYE', { headers: options.headers ?? [], body: null });
  }

  /** A request inside the call, such as INFO, MESSAGE, UPDATE, REFER or a re-INVITE. @returns its final response. */
  sendRequest(method: string, options: SipContentOptions = {}): Promise<SipResponse> {
    this.dialog.cseq += 1;
    const request: SipRequest = {
      kind: 'request',
      method,
      uri: this.dialog.remoteTarget,
      headers: [
        ['Via', this.socket.newVia()],
        ['Max-Forwards', '70'],
        ['From', this.dialog.local],
        ['To', this.dialog.remote],
        ['Call-ID', this.dialog.callId],
        ['CSeq', `${this.dialog.cseq} ${method}`],
        ['Contact', this.contact()],
        ...this.contentHeaders(options),
      ],
      body: options.body ?? '',
    };
    return new Promise((resolve) => {
      this.socket.request(request, this.peer, (response) => {
        if (response.status >= 200) resolve(response);
        if (method === 'INVITE' && response.status >= 200 && response.status < 300)
          this.acknowledge(response);
      });
    });
  }

  /** A request of the other side inside this call. Answers 200, to a re-INVITE with SDP. */
  receive(request: SipRequest, peer: SipPeer): void {
    this.requests.push(request);
    if (request.method === 'ACK') return;
    const body = request.method === 'INVITE' ? this.sdp() : null;
    this.socket.respond(request, this.response(request, 200, 'OK', { body }), peer);
    if (request.method === 'BYE') this.finish({ by: 'remote', reason: headerOf(request, 'reason') });
  }

  /** Where media goes, as this phone offers it. */
  sdp(options: { readonly telephoneEvents?: boolean } = {}): string {
    const address = this.media?.address ?? { ip: this.socket.ip, port: 9 };
    return sessionDescription({ media: address, ...options });
  }

  protected contact(): string {
    return `<sip:phone@${this.socket.ip}:${this.socket.port}>`;
  }

  protected contentHeaders(options: SipContentOptions): readonly SipHeader[] {
    const type: readonly SipHeader[] =
      options.body == null ? [] : [['Content-Type', options.contentType ?? 'application/sdp']];
    return [...(options.headers ?? []), ...type];
  }

  protected response(
    request: SipRequest,
    status: number,
    reason: string,
    options: SipContentOptions = {},
  ): SipResponse {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq', 'Record-Route'].flatMap((name) =>
      request.headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()),
    );
    return {
      kind: 'response',
      status,
      reason,
      headers: [
        ...copied,
        [
          'To',
          request.method === 'INVITE' || request.method === 'CANCEL'
            ? this.dialog.local
            : headerOf(request, 'to'),
        ],
        ['Contact', this.contact()],
        ...this.contentHeaders(options),
      ],
      body: options.body ?? '',
    };
  }

  protected acknowledge(response: SipResponse): void {
    const ack: SipRequest = {
      kind: 'request',
      method: 'ACK',
      uri: uriOf(headerOf(response, 'contact')) || this.dialog.remoteTarget,
      headers: [
        ['Via', this.socket.newVia()],
        ['Max-Forwards', '70'],
        ['From', headerOf(response, 'from')],
        ['To', headerOf(response, 'to')],
        ['Call-ID', this.dialog.callId],
        ['CSeq', `${cseqNumber(response)} ACK`],
      ],
      body: '',
    };
    this.socket.send(ack, this.peer);
  }

  protected startMedia(body: string): void {
    const address = mediaAddressIn(body);
    if (address !== null && this.end === null) this.media?.sendTo(address);
  }

  protected rang(response: SipResponse): void {
    this.#ringing.resolve(response);
  }

  protected answer(): void {
    this.wasAnswered = true;
    this.#ringing.resolve(null);
    this.#answered.resolve(true);
  }

  /** Settles what is still open; the first end counts. */
  finish(end: CallEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.media?.close();
    this.#ringing.resolve(null);
    this.#answered.resolve(false);
    this.#ended.resolve(end);
  }
}

export function newTag(): string {
  return randomBytes(6).toString('hex');
}
