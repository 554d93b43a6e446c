import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A question as it came over the wire. */
export interface AskedQuestion {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The port of the other side: the same for questions over one connection. */
  readonly from: number;
}

type Answering = (response: ServerResponse, question: AskedQuestion) => void;

/** A tenant's URL: a real HTTP server that answers as a test wants. */
export class WebhookServer implements AsyncDisposable {
  readonly questions: AskedQuestion[] = [];
  readonly #server: Server;
  #answering: Answering = (response) => response.writeHead(500).end();

  private constructor() {
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  static async open(): Promise<WebhookServer> {
    const server = new WebhookServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/route`;
  }

  /** From now on. */
  answers(answering: Answering): void {
    this.#answering = answering;
  }

  /** Each answer in its turn, the last one ever after. */
  says(...answers: readonly unknown[]): void {
    let place = 0;
    this.answers((response) => {
      const answer = answers[Math.min(place, answers.length - 1)];
      place += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  }

  /** Ends connections that nobody uses just now. */
  dropIdle(): void {
    this.#server.closeIdleConnections();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers, socket } = request;
      const body = Buffer.concat(chunks).toString();
      const question = { method, path, headers, body, from: socket.remotePort ?? 0 };
      this.questions.push(question);
      this.#answering(response, question);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
