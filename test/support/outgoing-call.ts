import { randomUUID } from 'node:crypto';
import {
  headerOf,
  headersNamed,
  type SipHeader,
  type SipRequest,
  type SipResponse,
  uriOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer, SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import type { RtpSilence } from './rtp-silence.ts';
import { newTag, SipCall } from './sip-call.ts';

export interface CallOptions {
  /** The switch. */
  readonly to: SipPeer;
  /** The number that calls and the number dialled, as the carrier writes them. */
  readonly from: string;
  readonly dialled: string;
  readonly displayName?: string;
  /** Whole From value instead of the one made of `from` (without tag). */
  readonly fromHeader?: string;
  /** Whole request URI instead of `sip:DIALLED@SWITCH`. */
  readonly uri?: string;
  readonly callId?: string;
  /** Further headers: P-Asserted-Identity, Privacy, Diversion, ... */
  readonly headers?: readonly SipHeader[];
  /** SDP; `null` for none. */
  readonly body?: string | null;
  readonly contentType?: string;
  /** Offer telephone events; yes, unless told otherwise. */
  readonly telephoneEvents?: boolean;
  /** Send and count media. */
  readonly media?: boolean;
}

/** A call that this phone places. */
export class OutgoingCall extends SipCall {
  readonly provisionals: SipResponse[] = [];
  /** The response that answered or refused the call. */
  finalResponse: SipResponse | null = null;
  readonly #invite: SipRequest;
  #cancelled = false;

  constructor(socket: SipSocket, options: CallOptions, media: RtpSilence | null) {
    const { to } = options;
    const from =
      options.fromHeader ?? `${quoted(options.displayName)}<sip:${options.from}@${socket.ip}:${socket.port}>`;
    const dialog = {
      callId: options.callId ?? randomUUID(),
      local: `${from};tag=${newTag()}`,
      remote: `<sip:${options.dialled}@${to.ip}:${to.port}>`,
      remoteTarget: options.uri ?? `sip:${options.dialled}@${to.ip}:${to.port}`,
      cseq: 1,
    };
    super(socket, to, dialog, media);
    const { telephoneEvents = true } = options;
    const body = options.body === undefined ? this.sdp({ telephoneEvents }) : options.body;
    this.#invite = {
      kind: 'request',
      method: 'INVITE',
      uri: dialog.remoteTarget,
      headers: [
        ['Via', socket.newVia()],
        ['Max-Forwards', '70'],
        ['From', dialog.local],
        ['To', dialog.remote],
        ['Call-ID', dialog.callId],
        ['CSeq', '1 INVITE'],
        ['Contact', this.contact()],
        ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, MESSAGE, REFER, NOTIFY'],
        ...this.contentHeaders({ ...options, body }),
      ],
      body: body ?? '',
    };
  }

  /** Sends the INVITE. */
  place(): void {
    this.socket.request(this.#invite, this.peer, (response) => this.#hear(response));
  }

  /** Gives up before the answer, with any headers (such as Reason). */
  cancel(options: { readonly headers?: readonly SipHeader[] } = {}): void {
    if (this.end !== null || this.wasAnswered) return;
    this.#cancelled = true;
    this.socket.request(this.#sameTransaction('CANCEL', options.headers ?? []), this.peer, () => {});
  }

  #hear(response: SipResponse): void {
    if (response.status < 200) this.#hearProvisional(response);
    else if (response.status < 300) this.#hearAnswer(response);
    else this.#hearRefusal(response);
  }

  #hearAnswer(response: SipResponse): void {
    this.finalResponse = response;
    this.dialog.remote = headerOf(response, 'to');
    this.dialog.remoteTarget = uriOf(headerOf(response, 'contact')) || this.dialog.remoteTarget;
    this.acknowledge(response);
    this.startMedia(response.body);
    this.answer();
  }

  #hearProvisional(response: SipResponse): void {
    this.provisionals.push(response);
    if (response.status === 100) return;
    this.dialog.remote = headerOf(response, 'to');
    this.startMedia(response.body);
    this.rang(response);
  }

  #hearRefusal(response: SipResponse): void {
    this.finalResponse = response;
    if (response.reason !== 'No response') this.#acknowledgeRefusal(response);
    if (this.#cancelled && response.status === 487) this.finish({ by: 'cancel' });
    else this.finish({ by: 'refusal', status: response.status, response });
  }

  /** A repeated 200: its ACK was lost. */
  hearAgain(response: SipResponse): void {
    if (response.status >= 200 && response.status < 300) this.acknowledge(response);
    else if (response.status >= 300) this.#acknowledgeRefusal(response);
  }

  #acknowledgeRefusal(response: SipResponse): void {
    const ack = this.#sameTransaction('ACK', []);
    const headers = ack.headers.map(
      (header): SipHeader => (header[0] === 'To' ? ['To', headerOf(response, 'to')] : header),
    );
    this.socket.send({ ...ack, headers }, this.peer);
  }

  /** CANCEL, and ACK of a refusal, carry the branch of the INVITE (RFC 3261, sections 9.1 and 17.1.1.3). */
  #sameTransaction(method: 'CANCEL' | 'ACK', headers: readonly SipHeader[]): SipRequest {
    const kept = ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID'].map(
      (name): SipHeader => [name, headersNamed(this.#invite, name)[0] ?? ''],
    );
    return {
      kind: 'request',
      method,
      uri: this.#invite.uri,
      headers: [...kept, ['CSeq', `1 ${method}`], ...headers],
      body: '',
    };
  }
}

function quoted(displayName: string | undefined): string {
  return displayName === undefined ? '' : `"${displayName}" `;
}
