import { createServer, type Server } from 'node:net';

/** What the event socket needs of a client's connection; `Socket` of node has it. */
export interface ClientSocket {
  readonly writable: boolean;
  write(text: string): unknown;
  /** Closes when all that was written has left. */
  end(): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
  /** RST. */
  resetAndDestroy(): unknown;
  setNoDelay(on: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'close' | 'error', listener: () => void): unknown;
}

/** Where clients connect. */
export interface ClientListener {
  readonly port: number;
  listen(accept: (socket: ClientSocket) => void): Promise<void>;
  /** Whoever connects from now on is refused; those who are connected stay. */
  refuse(): Promise<void>;
}

/** A port of this machine. */
export class TcpListener implements ClientListener {
  #server: Server | null = null;
  #port: number;

  /** @param port 0 for any free one */
  constructor(port: number) {
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  async listen(accept: (socket: ClientSocket) => void): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer(accept);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(this.#port, '127.0.0.1', resolve);
    await promise;
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#server = server;
  }

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
}
