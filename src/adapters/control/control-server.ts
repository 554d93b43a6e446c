import { stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Operations } from '../../app/operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { dispatch } from './control-dispatch.ts';
import { prepareSocketPlace } from './control-place.ts';
import { type Answer, type Greeting, MAX_LINE_BYTES, PROTOCOL, toWireError } from './control-wire.ts';
import { LineSplitter } from './line-splitter.ts';

/** Requests of one connection that are worked on at once; beyond it, and while answers are not read, we do not read either. */
const MAX_IN_FLIGHT = 64;
const MAX_CONNECTIONS = 64;
/** A peer that does not read its answers is not waited for any longer when we stop. */
const LAST_WRITE_MS = 1000;
const OWNER_ONLY = 0o177;

/** What the server tells the log; a pino logger fits. */
export interface ControlLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ControlServerOptions {
  /** Path of the socket. Its directory is made (0700) when it is not there. */
  readonly path: string;
  readonly operations: Operations;
  readonly log: ControlLog;
  readonly version: string;
}

export interface ControlServer {
  readonly path: string;
  /** Takes no more requests, answers those that are worked on, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Offers the operations on a Unix domain socket that only its owner (and root) can connect to: mode 0600 is the password.
 * @throws AxbridgeError `daemon-running` when another daemon answers there; see `prepareSocketPlace`
 */
export async function serveControl(options: ControlServerOptions): Promise<ControlServer> {
  await prepareSocketPlace(options.path);
  const connections = new Set<Connection>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, options);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, options.path);
  server.on('error', (error) => options.log.error({ error }, 'control socket'));
  return {
    path: options.path,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([...connections].map((connection) => connection.finish()));
      await closed;
    },
  };
}

/** The mode is right from the first instant on: between a bind and a chmod anybody could connect. */
async function listen(server: Server, path: string): Promise<void> {
  const listening = new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const before = process.umask(OWNER_ONLY);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening.catch((error: unknown) => {
    throw new AxbridgeError('config-invalid', `control socket: cannot listen on ${path}`, { cause: error });
  });
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  server.close();
  throw new AxbridgeError('config-invalid', `control socket: ${path} cannot be kept from others`);
}

class Connection {
  readonly #socket: Socket;
  readonly #options: ControlServerOptions;
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #waiting: Buffer[] = [];
  #inFlight = 0;
  #ending = false;
  #idle: (() => void) | null = null;

  constructor(socket: Socket, options: ControlServerOptions) {
    this.#socket = socket;
    this.#options = options;
    const greeting: Greeting = { axbridge: options.version, protocol: PROTOCOL };
    socket.write(`${JSON.stringify(greeting)}\n`);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('end', () => this.#finishReading());
    socket.on('drain', () => this.#next());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#idle?.());
  }

  /** Lets what is in flight end, then closes. */
  async finish(): Promise<void> {
    this.#waiting.length = 0;
    this.#ending = true;
    this.#socket.pause();
    if (this.#inFlight > 0 && !this.#socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), LAST_WRITE_MS).unref();
  }

  #read(chunk: Buffer): void {
    if (this.#ending) return;
    try {
      for (const line of this.#splitter.push(chunk)) this.#waiting.push(line);
    } catch {
      this.#refuseStream(`the line is longer than ${MAX_LINE_BYTES} bytes`);
    }
    this.#next();
  }

  /** Takes up what waits, as far as there is room. */
  #next(): void {
    while (this.#hasRoom()) {
      const line = this.#waiting.shift();
      if (line === undefined) break;
      void this.#work(line);
    }
    if (this.#waiting.length > 0 || !this.#hasRoom()) this.#socket.pause();
    else if (!this.#ending) this.#socket.resume();
    if (this.#ending && this.#inFlight === 0 && this.#waiting.length === 0) this.#end();
  }

  #hasRoom(): boolean {
    return this.#inFlight < MAX_IN_FLIGHT && !this.#socket.writableNeedDrain;
  }

  async #work(line: Buffer): Promise<void> {
    this.#inFlight += 1;
    const { answer, hangUp, fault } = await dispatch(this.#options.operations, line);
    this.#inFlight -= 1;
    if (fault !== undefined) this.#options.log.error({ error: fault }, 'control socket: a request failed');
    this.#answer(answer);
    if (hangUp) this.#stopListening('a line is not JSON');
    this.#next();
  }

  #answer(answer: Answer): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(answer)}\n`);
  }

  #refuseStream(detail: string): void {
    this.#answer({ id: null, ok: false, error: toWireError(new AxbridgeError('input-invalid', detail)) });
    this.#stopListening(detail);
  }

  #stopListening(because: string): void {
    this.#options.log.warn({ because }, 'control socket: a connection is closed');
    this.#waiting.length = 0;
    this.#ending = true;
  }

  #finishReading(): void {
    this.#ending = true;
    this.#next();
  }

  #end(): void {
    this.#idle?.();
    this.#socket.destroySoon();
  }
}
