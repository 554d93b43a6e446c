import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The two sockets of one connection through the proxy. */
interface Pipe {
  readonly client: Socket;
  readonly target: Socket;
  isFrozen: boolean;
}

/**
 * A TCP proxy that can turn its connections into half-open ones: from then on nothing passes in either direction and neither side is
 * told, as when a firewall forgets a connection or the cable is pulled. New connections still work.
 */
export class HalfOpenProxy {
  readonly #server: Server;
  readonly #pipes = new Set<Pipe>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port of the loopback and passes on to `targetPort`. */
  static async listen(targetPort: number): Promise<HalfOpenProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new HalfOpenProxy(server);
    server.on('connection', (client) => proxy.#pass(client, targetPort));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  }

  /** Swallows, from now on, whatever the present connections carry, their ends included. */
  freeze(): void {
    for (const pipe of this.#pipes) {
      const { client, target } = pipe;
      pipe.isFrozen = true;
      client.unpipe(target);
      target.unpipe(client);
      client.resume();
      target.resume();
      client.removeAllListeners('end');
      target.removeAllListeners('end');
    }
  }

  /** Ends all connections at once; the next one works. */
  cut(): void {
    for (const { client, target } of this.#pipes) {
      client.destroy();
      target.destroy();
    }
    this.#pipes.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(client: Socket, targetPort: number): void {
    const target = connect({ host: '127.0.0.1', port: targetPort, allowHalfOpen: true });
    const pipe: Pipe = { client, target, isFrozen: false };
    this.#pipes.add(pipe);
    // A refusal or a reset of one side is one of the other, but not once the connection is frozen.
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const)
      socket.on('error', () => void (pipe.isFrozen || other.destroy()));
    client.pipe(target);
    target.pipe(client);
  }
}
