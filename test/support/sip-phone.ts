import { headerOf, type SipRequest, type SipResponse } from '../../src/adapters/leak-kit/sip-message.ts';
import { type SipPacket, type SipPeer, SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import { IncomingCall } from './incoming-call.ts';
import { type CallOptions, OutgoingCall } from './outgoing-call.ts';
import { RtpSilence } from './rtp-silence.ts';
import type { SipCall } from './sip-call.ts';

/** A SIP user agent over UDP that plays a carrier, or the phones behind one. It records every byte of both directions. */
export class SipPhone implements AsyncDisposable {
  readonly #socket: SipSocket;
  readonly #calls = new Map<string, SipCall>();
  readonly #arrived: IncomingCall[] = [];
  readonly #awaiting: ((call: IncomingCall) => void)[] = [];
  readonly #media: boolean;

  private constructor(socket: SipSocket, media: boolean) {
    this.#socket = socket;
    this.#media = media;
    socket.listen({
      request: (request, peer) => void this.#receive(request, peer),
      strayResponse: (response) => this.#receiveStray(response),
    });
  }

  /** `port` 0 takes a free one. With `media`, calls that arrive send silence and count what they hear. */
  static async open(options: {
    readonly ip: string;
    readonly port?: number;
    readonly media?: boolean;
  }): Promise<SipPhone> {
    return new SipPhone(await SipSocket.open(options.ip, options.port ?? 0), options.media ?? false);
  }

  get ip(): string {
    return this.#socket.ip;
  }

  get port(): number {
    return this.#socket.port;
  }

  /** Everything that crossed the wire here, in order. */
  get packets(): readonly SipPacket[] {
    return this.#socket.packets;
  }

  /** Raw bytes of everything received: what a leak would be in. */
  get receivedBytes(): readonly Buffer[] {
    return this.packets.filter((packet) => packet.direction === 'received').map((packet) => packet.bytes);
  }

  /** The oldest call that arrived and was not handed out yet, or the next one. */
  nextCall(): Promise<IncomingCall> {
    const waiting = this.#arrived.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => this.#awaiting.push(resolve));
  }

  /** Calls that arrived and nobody asked for. */
  get unclaimedCalls(): number {
    return this.#arrived.length;
  }

  /** Places a call. @returns it when its INVITE is on the wire. */
  async call(options: CallOptions): Promise<OutgoingCall> {
    const media = options.media === true ? await RtpSilence.open(this.ip) : null;
    const call = new OutgoingCall(this.#socket, options, media);
    this.#calls.set(call.dialog.callId, call);
    call.place();
    return call;
  }

  /** Closes the socket; calls that are still up end without a word. */
  async close(): Promise<void> {
    for (const call of this.#calls.values()) call.finish({ by: 'local' });
    this.#socket.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #receive(request: SipRequest, peer: SipPeer): Promise<void> {
    const known = this.#calls.get(headerOf(request, 'call-id'));
    if (known !== undefined) return known.receive(request, peer);
    if (request.method === 'INVITE') return this.#receiveInvite(request, peer);
    if (request.method === 'ACK') return;
    this.#socket.respond(request, responseOutsideCalls(request), peer);
  }

  async #receiveInvite(request: SipRequest, peer: SipPeer): Promise<void> {
    const media = this.#media ? await RtpSilence.open(this.ip) : null;
    const call = new IncomingCall(this.#socket, peer, request, media);
    this.#calls.set(call.dialog.callId, call);
    const next = this.#awaiting.shift();
    if (next === undefined) this.#arrived.push(call);
    else next(call);
  }

  #receiveStray(response: SipResponse): void {
    const call = this.#calls.get(headerOf(response, 'call-id'));
    if (call instanceof OutgoingCall && headerOf(response, 'cseq').endsWith('INVITE'))
      call.hearAgain(response);
  }
}

/** OPTIONS is how a gateway is pinged. */
function responseOutsideCalls(request: SipRequest): SipResponse {
  const pinged = request.method === 'OPTIONS';
  const copied = request.headers.filter(([name]) => /^(via|from|to|call-id|cseq)$/i.test(name));
  const status = pinged ? 200 : 481;
  return { kind: 'response', status, reason: pinged ? 'OK' : 'No Such Call', headers: copied, body: '' };
}
