import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { HttpRouteHook } from '../../../src/adapters/webhook/http-route-hook.ts';
import { readAnswer } from '../../../src/adapters/webhook/route-exchange.ts';
import { webhookSecretText } from '../../../src/adapters/webhook/signature.ts';
import type { CallId } from '../../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { HookReply, RouteQuestion } from '../../../src/ports/route-hook.ts';
import { type FuzzSession, type FuzzTarget, must } from '../fuzz-target.ts';

const CONNECT =
  '{"action":"connect","callee":"+8613800138005","policy":{"maxCallSeconds":600,"callerPrompt":"please-hold"}}';
const COLLECT = '{"action":"collect","prompt":"enter-pin","digits":4,"minDigits":1}';
const REJECT = '{"action":"reject","reason":"caller-blocked"}';

/** What somebody else's server answers to the question whom to connect: bytes of HTTP, and the body alone. */
export const webhookAnswers: FuzzTarget = {
  name: 'webhook-answers',
  what: 'answers of webhooks',
  dictionary: [
    'HTTP/1.1 200 OK\r\n',
    'content-length: ',
    'transfer-encoding: chunked\r\n',
    '\r\n\r\n',
    'connect',
    'callee',
    'policy',
    'digits',
    '101',
  ],
  seeds: () => [
    ...[CONNECT, COLLECT, REJECT].map((body) => answer(`content-length: ${body.length}`, body)),
    answer('transfer-encoding: chunked', `${CONNECT.length.toString(16)}\r\n${CONNECT}\r\n0\r\n\r\n`),
    Buffer.from(CONNECT),
    Buffer.from(COLLECT),
  ],
  open: openHook,
  perSecond: 150,
};

function answer(header: string, body: string): Buffer {
  return Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${header}\r\n\r\n${body}`);
}

async function openHook(): Promise<FuzzSession> {
  let said = Buffer.alloc(0);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(said));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const hook = new HttpRouteHook({
    secretOf: (id) => new Secret(webhookSecretText(Buffer.from(id))),
    rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: true }),
    clock: { now: () => 0, after: () => ({ cancel: () => undefined }) },
    resolve: () => Promise.resolve(['127.0.0.1']),
  });
  return {
    take: async (input) => {
      expectSound(readAnswer(input.toString('utf8')));
      said = Buffer.from(input);
      expectSound(await hook.ask(question(url)));
    },
    [Symbol.asyncDispose]: async () => {
      hook.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function question(url: string): RouteQuestion {
  return {
    call: '00000000-0000-4000-8000-00000000000a' as CallId,
    webhook: { url, deadlineMs: 10_000, secretId: 'one', formerSecret: null },
    pool: 'main',
    poolKey: 'default/main',
    x: '+8617000000001' as PrivacyNumber,
    caller: null,
    at: 0,
    attempt: 0,
    digits: null,
  };
}

/** An answer of ours, or a refusal; never a text of theirs that goes on. */
function expectSound(reply: HookReply): void {
  if (!reply.ok) {
    must((reply.detail ?? '').length <= 256, 'a detail without bounds');
    return;
  }
  const said = reply.answer;
  if (said.action === 'connect') must(said.callee.length <= 64, 'a callee without bounds');
  if (said.action === 'collect')
    must(said.maxDigits <= 16 && said.minDigits <= said.maxDigits, 'digits without bounds');
}
