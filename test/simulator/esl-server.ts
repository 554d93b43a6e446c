import { createServer, type Server, type Socket } from 'node:net';
import type { EslHost } from './esl-commands.ts';
import { EslConnection } from './esl-connection.ts';
import type { SwitchEvent } from './switch-event.ts';

/** The event socket of the simulated switch: listens, and hands every event to every client that wants it. */
export class EslServer {
  readonly #host: EslHost;
  readonly #connections = new Set<EslConnection>();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port: number;

  constructor(host: EslHost, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** Clients that are connected now. */
  get connections(): readonly EslConnection[] {
    return [...this.#connections];
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((socket) => this.#accept(socket));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(this.#port, '127.0.0.1', resolve);
    await promise;
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#server = server;
  }

  /** Whoever connects from now on is refused (RST); those who are connected stay. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    // `close` waits for open connections to end; that it no longer listens is true at once.
    server.close();
    setImmediate(resolve);
    await promise;
  }

  deliver(event: SwitchEvent): void {
    for (const delayMs of this.#host.faults.deliveriesOf(event)) {
      if (delayMs === 0) this.#broadcast(event);
      else this.#host.core.clock.after(delayMs, () => this.#broadcast(event));
    }
  }

  /** RST on every connection. */
  cutAll(): void {
    for (const one of this.#connections) one.cut();
    for (const socket of this.#sockets) socket.destroy();
    this.#connections.clear();
  }

  /** The end of the simulator: connections are closed, not reset. */
  async close(): Promise<void> {
    await this.refuse();
    for (const socket of this.#sockets) socket.destroy();
    this.#connections.clear();
  }

  #broadcast(event: SwitchEvent): void {
    for (const one of this.#connections) one.deliver(event);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const { faults } = this.#host;
    if (faults.stalls) {
      socket.on('close', () => this.#sockets.delete(socket));
      return;
    }
    const connection = new EslConnection(socket, this.#host);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(connection);
    });
    if (faults.deniesAccess) {
      connection.rejectRudely();
      return;
    }
    this.#connections.add(connection);
    connection.greet();
  }
}
