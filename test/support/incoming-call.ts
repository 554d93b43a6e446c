import {
  headerOf,
  type SipHeader,
  type SipRequest,
  uriOf,
  userOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer, SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import type { RtpSilence } from './rtp-silence.ts';
import { newTag, SipCall, type SipContentOptions } from './sip-call.ts';

/** A call that rings at this phone. */
export class IncomingCall extends SipCall {
  readonly invite: SipRequest;

  constructor(socket: SipSocket, peer: SipPeer, invite: SipRequest, media: RtpSilence | null) {
    const dialog = {
      callId: headerOf(invite, 'call-id'),
      local: `${headerOf(invite, 'to')};tag=${newTag()}`,
      remote: headerOf(invite, 'from'),
      remoteTarget: uriOf(headerOf(invite, 'contact')),
      cseq: 1,
    };
    super(socket, peer, dialog, media);
    this.invite = invite;
    this.socket.respond(invite, this.response(invite, 100, 'Trying'), peer);
  }

  /** The number that was dialled, from the request line. */
  get dialled(): string {
    return userOf(this.invite.uri);
  }

  /** The number that calls, from From. */
  get shown(): string {
    return userOf(uriOf(headerOf(this.invite, 'from')));
  }

  /** 180 without a body, or 183 with SDP when `early` (or a body) is given. */
  ring(options: SipContentOptions & { readonly early?: boolean; readonly status?: number } = {}): void {
    const body = options.body ?? (options.early === true ? this.sdp() : null);
    const status = options.status ?? (body === null ? 180 : 183);
    const response = this.response(this.invite, status, status === 180 ? 'Ringing' : 'Session Progress', {
      ...options,
      body,
    });
    this.socket.respond(this.invite, response, this.peer);
    if (body !== null) this.startMedia(this.invite.body);
    this.rang(response);
  }

  /** 200 with SDP. `answered` settles with the answer, `acknowledged` tells whether ACK came. */
  pickUp(options: SipContentOptions = {}): void {
    const body = options.body ?? this.sdp();
    this.socket.respond(this.invite, this.response(this.invite, 200, 'OK', { ...options, body }), this.peer);
    this.startMedia(this.invite.body);
    this.answer();
  }

  /** Refuses with any status of 300 to 699; a redirect names its goal by a Contact header. */
  reject(
    status: number,
    options: { readonly reason?: string; readonly headers?: readonly SipHeader[] } = {},
  ): void {
    const response = this.response(this.invite, status, options.reason ?? 'Refused', {
      headers: options.headers ?? [],
    });
    const own = (options.headers ?? []).some(([name]) => name.toLowerCase() === 'contact');
    const headers = own ? response.headers.filter(([, value]) => value !== this.contact()) : response.headers;
    this.socket.respond(this.invite, { ...response, headers }, this.peer);
    this.finish({ by: 'refusal', status, response });
  }

  /** 302 to another number at any address. */
  redirect(contact: string, headers: readonly SipHeader[] = []): void {
    this.reject(302, { reason: 'Moved Temporarily', headers: [['Contact', contact], ...headers] });
  }

  override receive(request: SipRequest, peer: SipPeer): void {
    super.receive(request, peer);
    if (request.method !== 'CANCEL' || this.wasAnswered || this.end !== null) return;
    this.socket.respond(this.invite, this.response(this.invite, 487, 'Request Terminated'), this.peer);
    this.finish({ by: 'cancel' });
  }
}
