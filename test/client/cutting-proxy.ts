import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When the client's connection is cut: as soon as its request was passed on, or when the answer to it is there. */
export type Cut = 'after-request' | 'before-answer';

/** A TCP proxy that cuts a client off whose request was delivered, as often as it is told to. */
export class CuttingProxy {
  /** Requests that were passed on, by their first lines. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #cuts: Cut[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port of the loopback and passes on to `targetPort`. */
  static async listen(targetPort: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server);
    server.on('connection', (client) => proxy.#pass(client, targetPort));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** The next requests are cut, one each. */
  cut(...cuts: readonly Cut[]): void {
    this.#cuts.push(...cuts);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** A client of the tests sends one request at a time, each small enough to come in one piece. */
  #pass(client: Socket, targetPort: number): void {
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    }
    let isCutting = false;
    client.on('data', (bytes) => {
      this.requests.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? '');
      const cut = this.#cuts.shift();
      isCutting = cut === 'before-answer';
      target.write(bytes, () => cut === 'after-request' && client.destroy());
    });
    target.on('data', (bytes) => (isCutting ? client.destroy() : client.writable && client.write(bytes)));
    target.on('end', () => client.end());
  }
}
