import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { commandReply, GREETING } from './wire.ts';

/** The switch's end of one connection. */
export class SwitchPeer {
  readonly socket: Socket;
  /** Every complete command that came, without its blank line. */
  readonly commands: string[] = [];
  /** How many line feeds came where a command could have begun. */
  lineFeeds = 0;
  #text = '';
  #read = 0;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#take(chunk.toString('utf8')));
    socket.on('close', () => this.#wake());
  }

  /** The next command; throws when the client closes before it. */
  async command(): Promise<string> {
    while (this.commands.length === this.#read) {
      if (this.socket.destroyed) throw new Error('the client closed');
      await this.#something();
    }
    this.#read += 1;
    return this.commands[this.#read - 1] ?? '';
  }

  async waitForLineFeeds(count: number): Promise<void> {
    while (this.lineFeeds < count) await this.#something();
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Greets, takes any password, any filters and any subscription. */
  async logIn(): Promise<void> {
    this.send(GREETING);
    await this.command();
    this.send(commandReply('+OK accepted'));
    while ((await this.command()).startsWith('filter ')) this.send(commandReply('+OK filter added.'));
    this.send(commandReply('+OK event listener enabled plain'));
  }

  /** Ends the connection as a crash would. */
  drop(): void {
    this.socket.resetAndDestroy();
  }

  async closed(): Promise<void> {
    while (!this.socket.destroyed) await this.#something();
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(text: string): void {
    this.#text += text;
    for (;;) {
      const begun = this.#text.replace(/^\n+/, '');
      this.lineFeeds += this.#text.length - begun.length;
      const end = begun.indexOf('\n\n');
      this.#text = begun;
      if (end === -1) break;
      this.commands.push(begun.slice(0, end));
      this.#text = begun.slice(end + 2);
    }
    this.#wake();
  }
}

/** What a connection meets; `number` counts connections from 1. */
export type Script = (peer: SwitchPeer, number: number) => Promise<void> | void;

/** A TCP server on a free port that plays a script to every connection. What a script throws, `close` throws. */
export class ScriptedSwitch {
  readonly #server: Server;
  readonly peers: SwitchPeer[] = [];
  readonly #errors: unknown[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(script: Script): Promise<ScriptedSwitch> {
    const server = createServer({ noDelay: true });
    const scripted = new ScriptedSwitch(server);
    server.on('connection', (socket) => {
      const peer = new SwitchPeer(socket);
      scripted.peers.push(peer);
      const run = async (): Promise<void> => script(peer, scripted.peers.length);
      run().catch((error: unknown) => scripted.#errors.push(error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return scripted;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the switch does not listen');
    return address.port;
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
