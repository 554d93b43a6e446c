import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  cseqMethod,
  formatSip,
  headerOf,
  parseSip,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './sip-message.ts';

/** A datagram as it crossed the wire. */
export interface SipPacket {
  readonly direction: 'received' | 'sent';
  /** Milliseconds of `performance.now()`. */
  readonly atMs: number;
  readonly peer: SipPeer;
  readonly bytes: Buffer;
  /** `null` for what is no SIP message. */
  readonly message: SipMessage | null;
}

export interface SipPeer {
  readonly ip: string;
  readonly port: number;
}

export interface SipListener {
  /** Each datagram, before anything is made of it, and each that is sent. */
  packet?(packet: SipPacket): void;
  request(request: SipRequest, peer: SipPeer): void;
  /** A final or provisional response to an INVITE that no transaction waits for any more: a repeated 200. */
  strayResponse(response: SipResponse, peer: SipPeer): void;
}

/** RFC 3261, section 17.1.1.1. */
const T1_MS = 500;
const GIVE_UP_MS = 32_000;

/** UDP with the two things of RFC 3261's transactions that a peer notices: requests are repeated, and so are answers to repeats. */
export class SipSocket {
  readonly ip: string;
  readonly port: number;
  /** Everything that was received and sent, in order. */
  readonly packets: SipPacket[] = [];
  readonly #keeps: boolean;
  readonly #socket: Socket;
  #listener: SipListener | null = null;
  readonly #waiting = new Map<string, Waiting>();
  readonly #answers = new Map<string, Buffer | null>();

  private constructor(socket: Socket, ip: string, keeps: boolean) {
    this.#socket = socket;
    this.#keeps = keeps;
    this.ip = ip;
    this.port = socket.address().port;
    socket.on('message', (bytes, from) => this.#receive(bytes, { ip: from.address, port: from.port }));
    socket.on('error', () => {});
  }

  /** @param keep hold every packet in `packets`; yes, unless told otherwise @throws Error where the address is taken or not of this machine */
  static async open(ip: string, port: number, { keep = true } = {}): Promise<SipSocket> {
    const socket = createSocket('udp4');
    socket.bind(port, ip);
    await once(socket, 'listening');
    return new SipSocket(socket, ip, keep);
  }

  listen(listener: SipListener): void {
    this.#listener = listener;
  }

  /** A Via value with a branch of its own: one for each request. */
  newVia(): string {
    return `SIP/2.0/UDP ${this.ip}:${this.port};rport;branch=z9hG4bK${randomBytes(8).toString('hex')}`;
  }

  /** Sends a request and hands over every response; 408 stands for none within 32 s. */
  request(request: SipRequest, peer: SipPeer, onResponse: (response: SipResponse) => void): void {
    const key = clientKey(request);
    const waiting = new Waiting(
      () => this.send(request, peer),
      onResponse,
      () => {
        this.#waiting.delete(key);
        onResponse({
          kind: 'response',
          status: 408,
          reason: 'No response',
          headers: request.headers,
          body: '',
        });
      },
    );
    this.#waiting.set(key, waiting);
    waiting.begin();
  }

  /** Sends the answer to a request, and again whenever the request comes again. */
  respond(request: SipRequest, response: SipResponse, peer: SipPeer): void {
    this.#answers.set(serverKey(request), formatSip(response));
    this.send(response, peer);
  }

  send(message: SipMessage, peer: SipPeer): void {
    this.#sendBytes(formatSip(message), peer);
  }

  close(): void {
    for (const waiting of this.#waiting.values()) waiting.stop();
    this.#waiting.clear();
    this.#socket.close();
  }

  #receive(bytes: Buffer, peer: SipPeer): void {
    const message = parseSip(bytes);
    this.#note({ direction: 'received', atMs: performance.now(), peer, bytes, message });
    if (message?.kind === 'request') this.#receiveRequest(message, peer);
    else if (message?.kind === 'response') this.#receiveResponse(message, peer);
  }

  #receiveRequest(request: SipRequest, peer: SipPeer): void {
    const key = serverKey(request);
    const answered = this.#answers.get(key);
    if (answered !== undefined && request.method !== 'ACK') {
      if (answered !== null) this.#sendBytes(answered, peer);
      return;
    }
    this.#answers.set(key, null);
    this.#listener?.request(request, peer);
  }

  #receiveResponse(response: SipResponse, peer: SipPeer): void {
    const key = clientKey(response);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      this.#listener?.strayResponse(response, peer);
      return;
    }
    waiting.stop();
    if (response.status >= 200) this.#waiting.delete(key);
    waiting.onResponse(response);
  }

  #note(packet: SipPacket): void {
    if (this.#keeps) this.packets.push(packet);
    this.#listener?.packet?.(packet);
  }

  #sendBytes(bytes: Buffer, peer: SipPeer): void {
    this.#note({ direction: 'sent', atMs: performance.now(), peer, bytes, message: parseSip(bytes) });
    this.#socket.send(bytes, peer.port, peer.ip);
  }
}

/** A request whose answer is awaited; repeated at 0.5, 1.5, 3.5, ... s until something comes back. */
class Waiting {
  readonly onResponse: (response: SipResponse) => void;
  readonly #transmit: () => void;
  readonly #giveUp: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(transmit: () => void, onResponse: (response: SipResponse) => void, giveUp: () => void) {
    this.#transmit = transmit;
    this.onResponse = onResponse;
    this.#giveUp = giveUp;
  }

  begin(intervalMs = T1_MS): void {
    if (intervalMs > GIVE_UP_MS) {
      this.#giveUp();
      return;
    }
    this.#transmit();
    this.#timer = setTimeout(() => this.begin(intervalMs * 2), intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}

/** Which response belongs to which request of ours (RFC 3261, section 17.1.3). */
function clientKey(message: SipMessage): string {
  return `${branchOf(message)} ${cseqMethod(message)}`;
}

/** Which requests are one and the same (section 17.2.3). */
function serverKey(request: SipRequest): string {
  return `${branchOf(request)} ${request.method} ${headerOf(request, 'call-id')}`;
}

function branchOf(message: SipMessage): string {
  return /branch=([^;,\s]+)/.exec(headerOf(message, 'via'))?.[1] ?? '';
}
