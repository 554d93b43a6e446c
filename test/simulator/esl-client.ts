import { connect, type Socket } from 'node:net';

export type ReceivedEvent = Readonly<Record<string, string | readonly string[]>>;

/** What came with one frame. */
export interface Frame {
  readonly headers: string;
  readonly body: string;
}

/** The plainest possible client, for the simulator's own tests: raw bytes out, frames in, JSON events kept in their order. */
export class EslClient {
  readonly events: ReceivedEvent[] = [];
  readonly raw: Frame[] = [];
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #replies: ((frame: Frame) => void)[] = [];
  readonly #watchers = new Set<() => void>();
  #pending: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => {});
  }

  static async open(port: number): Promise<EslClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new EslClient(socket);
  }

  /** Connected, authenticated and subscribed to everything. */
  static async attached(port: number, password = 'ClueCon'): Promise<EslClient> {
    const client = await EslClient.open(port);
    await client.send(`auth ${password}`);
    await client.send('event json ALL');
    return client;
  }

  write(bytes: string): void {
    this.#socket.write(bytes);
  }

  /** Sends one command and resolves with its reply. */
  send(command: string): Promise<Frame> {
    const { promise, resolve } = Promise.withResolvers<Frame>();
    this.#replies.push(resolve);
    this.write(`${command}\n\n`);
    return promise;
  }

  async api(command: string): Promise<string> {
    return (await this.send(`api ${command}`)).body;
  }

  /** The first event, received or to come, that is so. */
  async event(name: string, where: (event: ReceivedEvent) => boolean = () => true): Promise<ReceivedEvent> {
    for (;;) {
      const found = this.events.find((event) => event['Event-Name'] === name && where(event));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (let end = this.#pending.indexOf('\n\n'); end >= 0; end = this.#pending.indexOf('\n\n')) {
      const headers = this.#pending.subarray(0, end).toString('utf8');
      const length = Number(/^Content-Length: (\d+)$/m.exec(headers)?.[1] ?? 0);
      if (this.#pending.length < end + 2 + length) return;
      const body = this.#pending.subarray(end + 2, end + 2 + length).toString('utf8');
      this.#pending = this.#pending.subarray(end + 2 + length);
      this.#take({ headers, body });
    }
  }

  #take(frame: Frame): void {
    this.raw.push(frame);
    if (frame.headers.includes('text/event-json')) {
      const event: ReceivedEvent = JSON.parse(frame.body);
      this.events.push(event);
    } else if (/command\/reply|api\/response/.test(frame.headers)) this.#replies.shift()?.(frame);
    for (const wake of this.#watchers) wake();
    this.#watchers.clear();
  }
}
