import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type MediaAddress, TELEPHONE_EVENT } from './session-description.ts';
import { toneSamples } from './sound.ts';
import { keyReleased, packetsOfKey, type TelephoneEventPacket } from './telephone-events.ts';

const PACKET_MS = 20;
const SAMPLES = 160;
const PCMA = 8;
/** A-law silence. */
const SILENCE = 0xd5;

const MARKER = 0x80;
/**
 * Silence before a key: 100 ms. FreeSWITCH does not hear a key that is down in the very first packets after the answer; nobody is so
 * quick.
 */
const PAUSE = [null, null, null, null, null] as const;

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
  /** In hertz: what every packet sent is full of instead of `voice`. */
  tone: number | null = null;
  /** Keys that the other side pressed, told by telephone events (RFC 4733). */
  readonly keysHeard: string[] = [];
  readonly #keying: (TelephoneEventPacket | null)[] = [];
  #released = Promise.withResolvers<void>();
  #lastKeyAt: number | null = null;
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

  /**
   * Presses keys (`0-9*#A-D`) one after the other as telephone events, which take the place of silence. Resolves a moment after the
   * last one is released, or when this endpoint is closed.
   */
  key(digits: string): Promise<void> {
    for (const digit of digits) this.#keying.push(...PAUSE, ...packetsOfKey(digit));
    this.#keying.push(...PAUSE);
    return this.#released.promise;
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
    this.#release();
  }

  #release(): void {
    this.#released.resolve();
    this.#released = Promise.withResolvers<void>();
  }

  #packet(): Buffer {
    const event = this.#keying.shift();
    if (this.#keying.length === 0) this.#release();
    return event == null ? this.#voicePacket() : this.#eventPacket(event);
  }

  #eventPacket({ marker, sinceBegin, payload }: TelephoneEventPacket): Buffer {
    const packet = Buffer.concat([Buffer.alloc(12), payload]);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8((marker ? MARKER : 0) | TELEPHONE_EVENT, 1);
    this.#number(packet, sinceBegin);
    return packet;
  }

  #voicePacket(): Buffer {
    const packet = Buffer.alloc(12 + SAMPLES, this.voice);
    if (this.tone !== null) toneSamples(this.tone, this.#sequence * SAMPLES, SAMPLES).copy(packet, 12);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(PCMA, 1);
    this.#number(packet, 0);
    return packet;
  }

  #number(packet: Buffer, sinceBegin: number): void {
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE((this.#sequence * SAMPLES - sinceBegin) >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequence += 1;
  }

  #count(packet: Buffer): void {
    this.packetsReceived += 1;
    const payload = packet.subarray(12);
    if ((packet.readUInt8(1) & ~MARKER) === TELEPHONE_EVENT) {
      this.#noteKey(packet.readUInt32BE(4), payload);
      return;
    }
    this.#sound.push(payload);
    // A-law codes of the smallest amplitudes, both signs: silence as FreeSWITCH sends it.
    if (payload.some((code) => (code | 0x80) !== 0xd5)) this.packetsWithSound += 1;
    const first = payload[0];
    if (first !== undefined && (first | 0x80) !== 0xd5 && payload.every((code) => code === first))
      this.heard.add(first);
  }

  /** The end of a key is told several times, with one timestamp. */
  #noteKey(beganAt: number, payload: Buffer): void {
    const key = keyReleased(payload);
    if (key === null || beganAt === this.#lastKeyAt) return;
    this.#lastKeyAt = beganAt;
    this.keysHeard.push(key);
  }
}
