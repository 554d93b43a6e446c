import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MediaAddress } from './session-description.ts';

const PACKET_MS = 20;
const SAMPLES = 160;
const PCMA = 8;
/** A-law silence. */
const SILENCE = 0xd5;

/** A media endpoint that sends silence (PCMA, RFC 3551) and counts what it receives. */
export class RtpSilence {
  readonly address: MediaAddress;
  packetsReceived = 0;
  /** Packets that were not silence: a prompt, a tone, or a voice. */
  packetsWithSound = 0;
  /**
   * The A-law code that every packet sent is full of. With one for each phone (0 to 255, not 85 or 213), `heard` tells who reached
   * whom: FreeSWITCH relays the payload unchanged where both legs have the same codec.
   */
  voice = SILENCE;
  readonly heard = new Set<number>();
  readonly #sound: Buffer[] = [];
  readonly #socket: Socket;
  readonly #ssrc = Math.floor(Math.random() * 0xffffffff);
  #sequence = 0;
  #timer: NodeJS.Timeout | null = null;

  private constructor(socket: Socket, address: MediaAddress) {
    this.#socket = socket;
    this.address = address;
    socket.on('message', (packet) => this.#count(packet));
    // A switch that is gone answers with ICMP; that is no fault of this endpoint.
    socket.on('error', () => {});
  }

  static async open(ip: string): Promise<RtpSilence> {
    const socket = createSocket('udp4');
    socket.bind(0, ip);
    await once(socket, 'listening');
    return new RtpSilence(socket, { ip, port: socket.address().port });
  }

  /** All that was received, as G.711 samples in the order of arrival. */
  get sound(): Buffer {
    return Buffer.concat(this.#sound);
  }

  /** Starts, or changes where to send. */
  sendTo(peer: MediaAddress): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#socket.send(this.#packet(), peer.port, peer.ip), PACKET_MS);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#socket.close();
  }

  #packet(): Buffer {
    const packet = Buffer.alloc(12 + SAMPLES, this.voice);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(PCMA, 1);
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE((this.#sequence * SAMPLES) >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequence += 1;
    return packet;
  }

  #count(packet: Buffer): void {
    this.packetsReceived += 1;
    const payload = packet.subarray(12);
    this.#sound.push(payload);
    // A-law codes of the smallest amplitudes, both signs: silence as FreeSWITCH sends it.
    if (payload.some((code) => (code | 0x80) !== 0xd5)) this.packetsWithSound += 1;
    const first = payload[0];
    if (first !== undefined && (first | 0x80) !== 0xd5 && payload.every((code) => code === first))
      this.heard.add(first);
  }
}
