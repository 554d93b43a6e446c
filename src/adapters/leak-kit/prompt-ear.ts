import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Half a second of sound: nobody keys before that. */
const PACKETS = 25;

/** Where a caller who is asked for digits hears the prompt. */
export class PromptEar {
  readonly ip: string;
  readonly port: number;
  readonly heard: Promise<void>;
  readonly #socket: Socket;

  private constructor(socket: Socket, ip: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let packets = 0;
    this.#socket = socket;
    this.ip = ip;
    this.port = socket.address().port;
    this.heard = promise;
    socket.on('error', () => {});
    socket.on('message', () => {
      packets += 1;
      if (packets === PACKETS) resolve();
    });
  }

  static async open(ip: string): Promise<PromptEar> {
    const socket = createSocket('udp4');
    socket.bind(0, ip);
    await once(socket, 'listening');
    return new PromptEar(socket, ip);
  }

  close(): void {
    this.#socket.close();
  }
}
