import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HttpEventSender,
  type HttpEventSenderOptions,
} from '../../../src/adapters/webhook/http-event-sender.ts';
import { webhookSecretText } from '../../../src/adapters/webhook/signature.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { isSignedBy } from '../../support/event-receiver.ts';
import { WebhookServer } from '../../support/webhook-server.ts';

const AT = Date.UTC(2026, 0, 31, 8);
const secretText = (id: string): string => webhookSecretText(Buffer.from(id));

describe('an event that is posted', () => {
  let server: WebhookServer;
  let senders: HttpEventSender[];

  beforeEach(async () => {
    server = await WebhookServer.open();
    senders = [];
  });

  afterEach(async () => {
    for (const sender of senders) sender.close();
    await server[Symbol.asyncDispose]();
  });

  function senderWith(changes: Partial<HttpEventSenderOptions> = {}): HttpEventSender {
    const sender = new HttpEventSender({
      secretOf: (id) => new Secret(secretText(id)),
      rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: true }),
      clock: { now: () => AT, after: () => ({ cancel: () => undefined }) },
      resolve: async () => ['127.0.0.1'],
      timeoutMs: () => 60_000,
      ...changes,
    });
    senders.push(sender);
    return sender;
  }

  const message = (changes = {}) => ({
    url: server.url,
    id: 'default_1',
    body: '{"number":1,"note":"é"}',
    secretIds: ['new', 'former'],
    ...changes,
  });

  const answering = (status: number, headers: Record<string, string> = {}, body = ''): void =>
    server.answers((response) => response.writeHead(status, headers).end(body));

  it('arrives as it is, with the id and a signature by each secret', async () => {
    answering(204);
    expect(await senderWith().send(message())).toEqual({ kind: 'accepted' });
    const [asked] = server.questions;
    expect(asked).toMatchObject({ method: 'POST', body: message().body });
    expect(asked?.headers).toMatchObject({
      'webhook-id': 'default_1',
      'webhook-timestamp': String(AT / 1000),
      'content-type': 'application/json',
    });
    for (const id of ['new', 'former']) expect(isSignedBy(secretText(id), asked ?? expect.fail())).toBe(true);
  });

  it.each([
    [200, {}, { kind: 'accepted' }],
    [410, {}, { kind: 'gone' }],
    [302, { location: 'https://example.com' }, { kind: 'refused', status: 302, retryAfterMs: null }],
    [500, { 'retry-after': 'soon' }, { kind: 'refused', status: 500, retryAfterMs: null }],
    [503, { 'retry-after': '7' }, { kind: 'refused', status: 503, retryAfterMs: 7_000 }],
    [
      429,
      { 'retry-after': new Date(AT + 90_000).toUTCString() },
      { kind: 'refused', status: 429, retryAfterMs: 90_000 },
    ],
    [
      429,
      { 'retry-after': new Date(AT - 90_000).toUTCString() },
      { kind: 'refused', status: 429, retryAfterMs: 0 },
    ],
  ])('that is answered with %i %j is %j', async (status, headers, result) => {
    answering(status, headers);
    expect(await senderWith().send(message())).toEqual(result);
    expect(server.questions).toHaveLength(1);
  });

  it('is taken when the answer says so, however much comes after it', async () => {
    answering(200, {}, 'x'.repeat(100_000));
    expect(await senderWith().send(message())).toEqual({ kind: 'accepted' });
  });

  it('is not taken when the answer breaks off, or nobody is there', async () => {
    server.answers((response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    expect(await senderWith().send(message())).toEqual({ kind: 'failed', because: 'unreachable' });
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const url = `http://127.0.0.1:${port}/`;
    expect(await senderWith().send(message({ url }))).toEqual({ kind: 'failed', because: 'unreachable' });
  });

  it('is given up for now when the time is over: without an answer, and with half of one', async () => {
    const sender = senderWith({ timeoutMs: () => 30 });
    server.answers(() => undefined);
    expect(await sender.send(message())).toEqual({ kind: 'failed', because: 'slow' });
    server.answers((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
    });
    expect(await sender.send(message())).toEqual({ kind: 'failed', because: 'slow' });
  });

  it('does not leave where it must not go, not even by a name that stands for such a place', async () => {
    const strict = senderWith({ rules: () => ({ allowPrivateAddresses: false, allowPlainHttp: true }) });
    const refused = { kind: 'failed', because: 'address-refused' };
    expect(await strict.send(message())).toEqual(refused);
    const url = `http://events.example:${server.port}/`;
    expect(await strict.send(message({ url }))).toEqual(refused);
    const secure = senderWith({ rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: false }) });
    expect(await secure.send(message())).toEqual({ kind: 'failed', because: 'plain-http' });
    expect(server.questions).toEqual([]);
  });

  it('has failed when the sender is closed', async () => {
    server.answers(() => undefined);
    const sender = senderWith();
    const sent = sender.send(message());
    sender.close();
    expect(await sent).toMatchObject({ kind: 'failed' });
  });
});
