import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  headerOf,
  headersNamed,
  parseSip,
  type SipRequest,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPeer } from '../../src/adapters/leak-kit/sip-socket.ts';
import { sessionDescription } from '../support/session-description.ts';
import { hostileValue } from './hostile-invite.ts';
import { mutated } from './mutate.ts';
import type { Random } from './random.ts';

/** What a carrier that answers may say first. */
const STATUSES: readonly number[] = [
  100, 180, 181, 182, 183, 199, 200, 202, 299, 300, 302, 305, 380, 401, 407, 422, 480, 486, 491, 500, 503,
  580, 603, 699, 700, 42,
]; // prettier-ignore
/** How long after the hostile answers the good one comes that ends the call. */
const ENDS_AFTER_MS = 300;

/** A carrier that answers INVITEs with bytes made to do harm, and then refuses as it should. It answers some numbers well. */
export class HostileCallee {
  /** Everything that it received. */
  readonly received: Buffer[] = [];
  /** Numbers that it was asked for, those apart that it answers well. */
  readonly asked: string[] = [];
  readonly #socket: Socket;
  readonly #random: Random;
  readonly #isGood: (number: string) => boolean;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #known = new Set<string>();

  private constructor(socket: Socket, random: Random, isGood: (number: string) => boolean) {
    this.#socket = socket;
    this.#random = random;
    this.#isGood = isGood;
    socket.on('message', (bytes, { address, port }) => this.#hear(bytes, { ip: address, port }));
    socket.on('error', () => {});
  }

  static async open(
    peer: SipPeer,
    random: Random,
    isGood: (number: string) => boolean,
  ): Promise<HostileCallee> {
    const socket = createSocket('udp4');
    socket.bind(peer.port, peer.ip);
    await once(socket, 'listening');
    return new HostileCallee(socket, random, isGood);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.close();
  }

  #hear(bytes: Buffer, peer: SipPeer): void {
    this.received.push(bytes);
    const message = parseSip(bytes);
    if (message?.kind !== 'request' || message.method === 'ACK') return;
    if (message.method !== 'INVITE') {
      this.#send(this.#answer(message, 200), peer);
      return;
    }
    const call = headerOf(message, 'call-id');
    if (this.#known.has(call)) return;
    this.#known.add(call);
    const number = /^sip:([^@;]*)/.exec(message.uri)?.[1] ?? '';
    if (this.#isGood(number)) this.#send(this.#answer(message, 200), peer);
    else this.#harm(message, number, peer);
  }

  #harm(invite: SipRequest, number: string, peer: SipPeer): void {
    this.asked.push(number);
    for (let more = 1 + this.#random.below(3); more > 0; more -= 1) this.#send(this.#hostile(invite), peer);
    const timer = setTimeout(() => this.#send(this.#answer(invite, 486), peer), ENDS_AFTER_MS);
    this.#timers.add(timer);
  }

  /** An answer with hostile values; one of two is torn at besides. */
  #hostile(invite: SipRequest): Buffer {
    const random = this.#random;
    const number = /^sip:([^@;]*)/.exec(invite.uri)?.[1] ?? '';
    const value = (): string => hostileValue(random, number.replace(/^86/, ''));
    const more = [
      'Contact',
      'Reason',
      'P-Asserted-Identity',
      'Remote-Party-ID',
      'Warning',
      'Server',
      'Diversion',
      'X-Any',
      'Identity',
      'Retry-After',
      'WWW-Authenticate',
      'Require',
    ] // prettier-ignore
      .filter(() => random.oneIn(4))
      .map((name) => (random.oneIn(2) ? `${name}: <sip:${value()}@127.0.0.2>` : `${name}: ${value()}`));
    const answer = this.#answer(invite, random.oneOf(STATUSES), more, random.oneIn(3) ? value() : 'Any');
    if (random.oneIn(2)) return answer;
    return mutated(answer, random, {
      dictionary: ['SIP/2.0 200 OK', 'CSeq: 1 INVITE', ';tag=', 'branch='],
      others: [],
    });
  }

  #answer(request: SipRequest, status: number, more: readonly string[] = [], reason = 'Any'): Buffer {
    const { address: ip, port } = this.#socket.address();
    const offers = request.method === 'INVITE' && status !== 486;
    const body = offers ? sessionDescription({ media: { ip, port: 9 } }) : '';
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].flatMap((name) =>
      headersNamed(request, name).map((value) => `${name}: ${value}`),
    );
    const to = headerOf(request, 'to');
    const lines = [
      `SIP/2.0 ${status} ${reason}`,
      ...copied,
      `To: ${to.includes('tag=') ? to : `${to};tag=callee`}`,
      ...(more.some((line) => line.startsWith('Contact')) ? [] : [`Contact: <sip:callee@${ip}:${port}>`]),
      ...more,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'utf8');
  }

  #send(bytes: Buffer, { ip, port }: SipPeer): void {
    this.#socket.send(bytes.subarray(0, 60_000), port, ip);
  }
}
