import { get, type IncomingMessage } from 'node:http';

interface Message {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Reads a stream of events as a browser does (WHATWG HTML, section 9.2), as far as we write it. */
export class StreamReader {
  readonly messages: Message[] = [];
  readonly #response: IncomingMessage;
  #rest = '';
  lastId = '';
  ended = false;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('close', () => {
      this.ended = true;
    });
    response.on('error', () => undefined);
  }

  /** @param key of the API */
  static async open(
    url: string,
    key: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamReader> {
    const asked = { accept: 'text/event-stream', authorization: `Bearer ${key}`, ...headers };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    get(url, { headers: asked, agent: false }, resolve).on('error', reject);
    return new StreamReader(await promise);
  }

  get numbers(): readonly number[] {
    return this.messages.filter(({ event }) => event !== 'reset').map(({ id }) => Number(id));
  }

  get status(): number {
    return this.#response.statusCode ?? 0;
  }

  get headers() {
    return this.#response.headers;
  }

  pause(): void {
    this.#response.pause();
  }

  close(): void {
    this.#response.destroy();
  }

  #take(chunk: string): void {
    const parts = (this.#rest + chunk).split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = part.split('\n').map((line) => line.split(/: ?(.*)/s, 2));
      const message: Message = Object.fromEntries(fields);
      if (message.id !== undefined) this.lastId = message.id;
      if (message.data !== undefined) this.messages.push(message);
    }
  }
}
