import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaPacket } from './place.ts';

/** Where a switch takes RTP; RTCP is one port above (RFC 3550, section 11). */
export interface MediaPeer {
  readonly ip: string;
  readonly port: number;
}

const PACKET_MS = 20;
const SAMPLES = 160;
const PCMA = 8;
const HEADER_BYTES = 12;
/** A-law codes that voices are full of: before and among what is hostile, and after it. */
const BEFORE = 0x11;
const AFTER = 0x22;
/** The switch learns by these where we are. */
const FIRST_PACKETS = 5;
const TRIES = 20;

/** Two sockets of a telephone, for RTP and RTCP: sends a voice and hostile packets among it, and keeps every byte that comes. */
export class MediaPort {
  readonly ip: string;
  readonly port: number;
  /** Every datagram that came. */
  readonly received: Buffer[] = [];
  /** The voice that is sent last has come through: what was sent before it is through, or will not come. */
  readonly heardAfter: Promise<void>;
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  /** The source of the voice. */
  readonly ssrc: number;
  #sequence = 0;
  #isClosed = false;

  private constructor(rtp: Socket, rtcp: Socket, ip: string, ssrc: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ip = ip;
    this.port = rtp.address().port;
    this.heardAfter = promise;
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.ssrc = ssrc;
    for (const socket of [rtp, rtcp]) {
      // A switch that has closed its port answers with ICMP.
      socket.on('error', () => {});
      socket.on('message', (bytes) => this.received.push(bytes));
    }
    rtp.on('message', (bytes) => {
      if (bytes.length > HEADER_BYTES && bytes.at(-1) === AFTER) resolve();
    });
  }

  /** @throws Error when no pair of ports is free */
  static async open(ip: string, ssrc: number): Promise<MediaPort> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const rtp = await bound(ip, 0);
      const { port } = rtp?.address() ?? { port: 1 };
      const rtcp = port % 2 === 0 ? await bound(ip, port + 1) : null;
      if (rtp !== null && rtcp !== null) return new MediaPort(rtp, rtcp, ip, ssrc);
      rtp?.close();
      rtcp?.close();
    }
    throw new Error(`no two ports in a row are free at ${ip}`);
  }

  /** A voice, the packets among it, and another voice until `isEnough`, which a silent switch must bring about by itself. */
  async speak(to: MediaPeer, packets: readonly MediaPacket[], isEnough: () => boolean): Promise<void> {
    for (let nth = 0; nth < FIRST_PACKETS; nth += 1) await this.#say(to, BEFORE);
    for (const { kind, bytes } of packets) {
      const isControl = kind === 'rtcp';
      this.#send(isControl ? this.#rtcp : this.#rtp, bytes, to.ip, to.port + (isControl ? 1 : 0));
      await this.#say(to, BEFORE);
    }
    do await this.#say(to, AFTER);
    while (!isEnough() && !this.#isClosed);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rtp.close();
    this.#rtcp.close();
  }

  async #say({ ip, port }: MediaPeer, code: number): Promise<void> {
    const packet = Buffer.alloc(HEADER_BYTES + SAMPLES, code);
    packet.writeUInt16BE(0x8000 | PCMA, 0);
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE((this.#sequence * SAMPLES) >>> 0, 4);
    packet.writeUInt32BE(this.ssrc, 8);
    this.#sequence += 1;
    this.#send(this.#rtp, packet, ip, port);
    await sleep(PACKET_MS);
  }

  #send(socket: Socket, bytes: Buffer, ip: string, port: number): void {
    if (!this.#isClosed) socket.send(bytes, port, ip);
  }
}

/** Where a session description wants its audio; `null` when it says nothing of it. */
export function mediaOf(message: Buffer): MediaPeer | null {
  const text = message.toString('latin1');
  const ip = /^c=IN IP4 ([0-9.]+)/m.exec(text)?.[1];
  const port = Number(/^m=audio ([0-9]+)/m.exec(text)?.[1] ?? 0);
  return ip === undefined || port === 0 ? null : { ip, port };
}

async function bound(ip: string, port: number): Promise<Socket | null> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, ip);
    await once(socket, 'listening');
    return socket;
  } catch {
    socket.close();
    return null;
  }
}
