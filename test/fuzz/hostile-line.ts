import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  cseqMethod,
  cseqNumber,
  headerOf,
  parseSip,
  type SipResponse,
  uriOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer } from '../../src/adapters/leak-kit/sip-socket.ts';

/** A UDP socket that sends bytes as they are, and ends what comes of them: refusals are acknowledged, answers hung up on. */
export class HostileLine {
  /** Everything that came back. */
  readonly received: Buffer[] = [];
  readonly #socket: Socket;
  readonly #switch: SipPeer;
  readonly #ended = new Set<string>();

  private constructor(socket: Socket, to: SipPeer) {
    this.#socket = socket;
    this.#switch = to;
    socket.on('message', (bytes) => this.#hear(bytes));
    socket.on('error', () => {});
  }

  static async open(ip: string, to: SipPeer): Promise<HostileLine> {
    const socket = createSocket('udp4');
    socket.bind(0, ip);
    await once(socket, 'listening');
    return new HostileLine(socket, to);
  }

  /** `ip:port`. */
  get address(): string {
    const { address, port } = this.#socket.address();
    return `${address}:${port}`;
  }

  /** @returns when the bytes are on their way; a datagram takes no more than 65,507 */
  send(bytes: Buffer): Promise<void> {
    const { ip, port } = this.#switch;
    return new Promise((resolve) => this.#socket.send(bytes.subarray(0, 65_507), port, ip, () => resolve()));
  }

  close(): void {
    this.#socket.close();
  }

  #hear(bytes: Buffer): void {
    this.received.push(bytes);
    const message = parseSip(bytes);
    if (message?.kind !== 'response' || message.status < 200 || cseqMethod(message) !== 'INVITE') return;
    void this.send(this.#request('ACK', message, cseqNumber(message)));
    const call = headerOf(message, 'call-id');
    if (message.status >= 300 || this.#ended.has(call)) return;
    this.#ended.add(call);
    void this.send(this.#request('BYE', message, cseqNumber(message) + 1));
  }

  #request(method: 'ACK' | 'BYE', response: SipResponse, cseq: number): Buffer {
    const { ip, port } = this.#switch;
    const via =
      method === 'ACK' && response.status >= 300
        ? headerOf(response, 'via')
        : `SIP/2.0/UDP ${this.address};rport;branch=z9hG4bK${method}${this.received.length}`;
    const lines = [
      `${method} ${uriOf(headerOf(response, 'contact')) || `sip:${ip}:${port}`} SIP/2.0`,
      `Via: ${via}`,
      'Max-Forwards: 70',
      `From: ${headerOf(response, 'from')}`,
      `To: ${headerOf(response, 'to')}`,
      `Call-ID: ${headerOf(response, 'call-id')}`,
      `CSeq: ${cseq} ${method}`,
      'Content-Length: 0',
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  }
}
