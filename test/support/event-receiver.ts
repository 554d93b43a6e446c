import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type AskedQuestion, WebhookServer } from './webhook-server.ts';

/** An event as a receiver sees it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly number: number;
  readonly type: string;
  readonly call: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the receiver does with a delivery: takes it, or one of the ways in which receivers fail. */
export type Behaviour = 'accept' | 'fail' | 'gone' | 'stall' | 'cut' | 'cut-mid-answer';

/** Knows nothing of how we sign: the text of Standard Webhooks 1.0, read anew. */
export function isSignedBy(secret: string, { headers, body }: AskedQuestion): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}

/** The receiver of a platform, which keeps what it has accepted, in the order in which it did. */
export class EventReceiver implements AsyncDisposable {
  readonly #server: WebhookServer;
  readonly accepted: ReceivedEvent[] = [];
  /** Asked for each delivery. */
  behaves: (event: ReceivedEvent) => Behaviour = () => 'accept';

  private constructor(server: WebhookServer) {
    this.#server = server;
    server.answers((response, question) => this.#take(response, question));
  }

  static async open(): Promise<EventReceiver> {
    return new EventReceiver(await WebhookServer.open());
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}/events`;
  }

  /** Every attempt, accepted or not. */
  get deliveries(): readonly AskedQuestion[] {
    return this.#server.questions;
  }

  get numbers(): readonly number[] {
    return this.accepted.map(({ number }) => number);
  }

  #take(response: ServerResponse, { body }: AskedQuestion): void {
    const event: ReceivedEvent = JSON.parse(body);
    switch (this.behaves(event)) {
      case 'accept':
        this.accepted.push(event);
        response.writeHead(204).end();
        return;
      case 'fail':
        response.writeHead(500).end('no');
        return;
      case 'gone':
        response.writeHead(410).end();
        return;
      case 'stall':
        return;
      case 'cut':
        response.destroy();
        return;
      case 'cut-mid-answer':
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"half":', () => response.destroy());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
