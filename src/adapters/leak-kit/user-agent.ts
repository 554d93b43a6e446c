import { CalledLeg } from './called-leg.ts';
import { CallingLeg, type CallTo } from './calling-leg.ts';
import type { HostileLeg } from './hostile-leg.ts';
import type { HostileSide } from './hostile-side.ts';
import { headerOf, type SipRequest, type SipResponse, userOf } from './sip-message.ts';
import { type SipPacket, type SipPeer, SipSocket } from './sip-socket.ts';

/** A call that is to come. */
interface Awaited {
  /** The end of the number that will be dialled. */
  readonly national: string;
  readonly side: HostileSide;
  readonly arrived: (leg: CalledLeg) => void;
}

/** A SIP user agent over UDP that plays the carrier of many hostile telephones. */
export class UserAgent implements AsyncDisposable {
  readonly #socket: SipSocket;
  readonly #legs = new Map<string, HostileLeg>();
  readonly #awaited = new Set<Awaited>();
  /** Requests outside all calls, but for OPTIONS: none should come. The latest ones. */
  readonly strays: Buffer[] = [];
  /** The bytes that are being taken. */
  #arriving: Buffer = Buffer.alloc(0);

  private constructor(socket: SipSocket) {
    this.#socket = socket;
    socket.listen({
      packet: (packet) => this.#keep(packet),
      request: (request, peer) => this.#receive(request, peer),
      strayResponse: (response) => this.#receiveStray(response),
    });
  }

  /** @param port 0 takes a free one @throws Error where the address is taken, or is not of this machine */
  static async open(ip: string, port = 0): Promise<UserAgent> {
    return new UserAgent(await SipSocket.open(ip, port, { keep: false }));
  }

  get ip(): string {
    return this.#socket.ip;
  }

  get port(): number {
    return this.#socket.port;
  }

  call(to: CallTo, side: HostileSide): CallingLeg {
    const leg = new CallingLeg(this.#socket, to, side);
    this.#legs.set(leg.dialog.callId, leg);
    leg.place();
    return leg;
  }

  /** The next call to this number, which the side then answers. `cancel` waits no longer. */
  expect(national: string, side: HostileSide): { readonly leg: Promise<CalledLeg>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<CalledLeg>();
    const awaited = { national, side, arrived: resolve };
    this.#awaited.add(awaited);
    return { leg: promise, cancel: () => void this.#awaited.delete(awaited) };
  }

  /** Nothing of this call is looked at any more. */
  forget(leg: HostileLeg): void {
    this.#legs.delete(leg.dialog.callId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
  }

  /** A packet of a call goes to its leg; the first one of a call that arrives when there is a leg. */
  #keep({ direction, message, bytes }: SipPacket): void {
    if (direction === 'sent' || message === null) return;
    this.#arriving = bytes;
    const leg = this.#legs.get(headerOf(message, 'call-id'));
    if (leg !== undefined) leg.received.push(bytes);
    else if (message.kind === 'request' && !/^(INVITE|OPTIONS|ACK)$/.test(message.method))
      this.strays.push(bytes);
  }

  #receive(request: SipRequest, peer: SipPeer): void {
    const known = this.#legs.get(headerOf(request, 'call-id'));
    if (known !== undefined) known.take(request, peer);
    else if (request.method === 'INVITE') this.#receiveInvite(request, peer);
    else if (request.method !== 'ACK')
      this.#answerOutside(request, request.method === 'OPTIONS' ? 200 : 481, peer);
  }

  #receiveInvite(request: SipRequest, peer: SipPeer): void {
    const user = userOf(request.uri);
    const awaited = [...this.#awaited].find(({ national }) => user.endsWith(national));
    if (awaited === undefined) {
      this.#answerOutside(request, 404, peer);
      return;
    }
    this.#awaited.delete(awaited);
    const leg = new CalledLeg(this.#socket, peer, request, awaited.side);
    leg.received.push(this.#arriving);
    this.#legs.set(leg.dialog.callId, leg);
    awaited.arrived(leg);
  }

  #receiveStray(response: SipResponse): void {
    const leg = this.#legs.get(headerOf(response, 'call-id'));
    if (leg instanceof CallingLeg) leg.hearAgain(response);
  }

  #answerOutside(request: SipRequest, status: number, peer: SipPeer): void {
    const headers = request.headers.filter(([name]) => /^(via|from|to|call-id|cseq)$/i.test(name));
    const reason = status === 200 ? 'OK' : 'Not Here';
    this.#socket.respond(request, { kind: 'response', status, reason, headers, body: '' }, peer);
  }
}
