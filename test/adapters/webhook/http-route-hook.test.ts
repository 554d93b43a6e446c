import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HttpRouteHook,
  type HttpRouteHookOptions,
  MOST_OPEN,
} from '../../../src/adapters/webhook/http-route-hook.ts';
import { signatureHeaders, webhookSecretText } from '../../../src/adapters/webhook/signature.ts';
import type { CallId } from '../../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import type { RouteWebhook } from '../../../src/domain/pool/route-webhook.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { RouteQuestion } from '../../../src/ports/route-hook.ts';
import { WebhookServer } from '../../support/webhook-server.ts';

const CALL = '00000000-0000-4000-8000-00000000000a' as CallId;
const AT = Date.UTC(2026, 0, 31, 8);
const CONNECT = { action: 'connect', callee: '+8613800138005' };
/** Longer than any test: a question that ends by it has had no answer. */
const PATIENT_MS = 60_000;

const secretOf = (id: string): Secret => new Secret(webhookSecretText(Buffer.from(id)));

describe('a webhook that is asked', () => {
  let server: WebhookServer;
  let hooks: HttpRouteHook[];

  beforeEach(async () => {
    server = await WebhookServer.open();
    hooks = [];
  });

  afterEach(async () => {
    for (const hook of hooks) hook.close();
    await server[Symbol.asyncDispose]();
  });

  function hookWith(changes: Partial<HttpRouteHookOptions> = {}): HttpRouteHook {
    const hook = new HttpRouteHook({
      secretOf,
      rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: true }),
      clock: { now: () => AT, after: () => ({ cancel: () => undefined }) },
      resolve: async () => ['127.0.0.1'],
      ...changes,
    });
    hooks.push(hook);
    return hook;
  }

  function question(
    webhook: Partial<RouteWebhook> = {},
    changes: Partial<RouteQuestion> = {},
  ): RouteQuestion {
    return {
      call: CALL,
      webhook: { url: server.url, deadlineMs: PATIENT_MS, secretId: 'one', formerSecret: null, ...webhook },
      pool: 'main',
      poolKey: 'acme/main',
      x: '+8617000000001' as PrivacyNumber,
      caller: RealNumber.of('8613800138000'),
      at: AT,
      attempt: 0,
      digits: null,
      ...changes,
    };
  }

  it('gets one signed POST with what is known of the call', async () => {
    server.says(CONNECT);
    const reply = await hookWith().ask(question({}, { attempt: 1, digits: new Secret('0042') }));
    expect(reply).toEqual({ ok: true, answer: { ...CONNECT, policy: {} } });
    const [asked, ...others] = server.questions;
    expect(others).toEqual([]);
    expect(asked).toMatchObject({ method: 'POST', path: '/route' });
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      type: 'call.route',
      timestamp: '2026-01-31T08:00:00.000Z',
      data: {
        call: CALL,
        pool: 'main',
        x: '+8617000000001',
        caller: '+8613800138000',
        attempt: 1,
        digits: '0042',
      },
    });
    const message = { id: `route_${CALL}_1`, sentAtSeconds: AT / 1000, body: asked?.body ?? '' };
    expect(asked?.headers).toMatchObject(signatureHeaders(message, [secretOf('one')]));
  });

  it('gets null for a caller that is withheld, and for digits that were not asked for', async () => {
    server.says(CONNECT);
    await hookWith().ask(question({}, { caller: null }));
    expect(JSON.parse(server.questions[0]?.body ?? '').data).toMatchObject({ caller: null, digits: null });
  });

  it('is signed to by the earlier secret as well until its day is over', async () => {
    server.says(CONNECT);
    const hook = hookWith();
    await hook.ask(question({ formerSecret: { id: 'old', until: AT + 1 } }));
    await hook.ask(question({ formerSecret: { id: 'old', until: AT } }));
    const signatures = server.questions.map(({ headers }) => String(headers['webhook-signature']).split(' '));
    expect(signatures.map((list) => list.length)).toEqual([2, 1]);
    expect(signatures[0]?.[0]).toBe(signatures[1]?.[0]);
  });

  it('is asked over one connection, and over a new one when the other side has closed it', async () => {
    server.says(CONNECT);
    const hook = hookWith();
    for (let time = 0; time < 3; time += 1) await hook.ask(question());
    server.dropIdle();
    expect(await hook.ask(question())).toMatchObject({ ok: true });
    const ports = server.questions.map(({ from }) => from);
    expect(new Set(ports.slice(0, 3)).size).toBe(1);
    expect(ports[3]).not.toBe(ports[0]);
  });

  it('is asked again over a new connection when a kept one breaks in the question', async () => {
    server.says(CONNECT);
    const hook = hookWith();
    await hook.ask(question());
    let broken = 0;
    server.answers((response, { from }) => {
      if (from === server.questions[0]?.from) {
        broken += 1;
        response.socket?.destroy();
      } else response.writeHead(200).end(JSON.stringify(CONNECT));
    });
    expect(await hook.ask(question())).toMatchObject({ ok: true });
    expect(broken).toBe(1);
    expect(server.questions[2]?.headers['webhook-id']).toBe(server.questions[1]?.headers['webhook-id']);
  });

  it.each([
    ['connect', CONNECT, { ...CONNECT, policy: {} }],
    [
      'connect, and how',
      {
        ...CONNECT,
        policy: {
          maxCallSeconds: 600,
          ringTimeoutSeconds: 25,
          endingSoon: { beforeEndSeconds: 30 },
          callerPrompt: 'please-hold',
          calleePrompt: 'please-hold',
        },
      },
      {
        ...CONNECT,
        policy: {
          maxCallMs: 600_000,
          ringTimeoutMs: 25_000,
          endingSoon: { beforeEndMs: 30_000, to: 'both' },
          callerPrompt: 'please-hold',
          calleePrompt: 'please-hold',
        },
      },
    ],
    [
      'reject',
      { action: 'reject', reason: 'caller-blocked' },
      { action: 'reject', reason: 'caller-blocked' },
    ],
    [
      'collect',
      { action: 'collect', prompt: 'enter-pin', digits: 4 },
      { action: 'collect', prompt: 'enter-pin', minDigits: 4, maxDigits: 4 },
    ],
    [
      'collect some',
      { action: 'collect', prompt: 'enter-pin', digits: 12, minDigits: 1 },
      { action: 'collect', prompt: 'enter-pin', minDigits: 1, maxDigits: 12 },
    ],
  ])('may answer: %s', async (_, said, read) => {
    server.says(said);
    expect(await hookWith().ask(question())).toEqual({ ok: true, answer: read });
  });

  it.each([
    ['no JSON', '<html>', null],
    ['nothing', '', null],
    ['another value', '7', null],
    ['no action', {}, 'action'],
    ['an unknown action', { action: 'transfer' }, 'action'],
    ['no callee', { action: 'connect' }, 'callee'],
    ['a callee that is no text', { action: 'connect', callee: 8613800138005 }, 'callee'],
    ['a callee that is very long', { action: 'connect', callee: '1'.repeat(65) }, 'callee'],
    ['a word more', { ...CONNECT, shown: '+8613800138005' }, null],
    ['a policy that is none', { ...CONNECT, policy: 'none' }, 'policy'],
    ['a policy of null', { ...CONNECT, policy: null }, 'policy'],
    ['a policy that would let callers in', { ...CONNECT, policy: { callers: { allow: null } } }, 'policy'],
    ['a policy with telephones', { ...CONNECT, policy: { alternates: { a: ['13800138006'] } } }, 'policy'],
    ['no time at all', { ...CONNECT, policy: { maxCallSeconds: 0 } }, 'policy.maxCallSeconds'],
    ['more than a day', { ...CONNECT, policy: { maxCallSeconds: 86_401 } }, 'policy.maxCallSeconds'],
    ['half a second', { ...CONNECT, policy: { ringTimeoutSeconds: 0.5 } }, 'policy.ringTimeoutSeconds'],
    ['a time taken back', { ...CONNECT, policy: { maxCallSeconds: null } }, 'policy.maxCallSeconds'],
    ['another file', { ...CONNECT, policy: { callerPrompt: '../../x' } }, 'policy.callerPrompt'],
    [
      'a warning to somebody else',
      { ...CONNECT, policy: { endingSoon: { beforeEndSeconds: 5, to: 'c' } } },
      'policy.endingSoon.to',
    ],
    ['a reason of its own', { action: 'reject', reason: 'because' }, 'reason'],
    ['a reason that is not its to say', { action: 'reject', reason: 'number-unknown' }, 'reason'],
    ['an unknown prompt', { action: 'collect', prompt: '../../x', digits: 4 }, 'prompt'],
    ['too many digits', { action: 'collect', prompt: 'enter-pin', digits: 13 }, 'digits'],
    ['no digits', { action: 'collect', prompt: 'enter-pin', digits: 0 }, 'digits'],
    [
      'more at least than at most',
      { action: 'collect', prompt: 'enter-pin', digits: 2, minDigits: 3 },
      'minDigits',
    ],
  ])('has not answered with %s', async (_, said, detail) => {
    server.says(said);
    expect(await hookWith().ask(question())).toEqual({ ok: false, because: 'malformed', detail });
  });

  it.each([
    ['300', 300],
    ['302', 302],
    ['400', 400],
    ['500', 500],
  ])('has not answered with status %s, and no redirect is followed', async (detail, status) => {
    server.answers((response) => {
      response.writeHead(status, { location: `${server.url}/2` }).end(JSON.stringify(CONNECT));
    });
    expect(await hookWith().ask(question())).toEqual({ ok: false, because: 'bad-status', detail });
    expect(server.questions).toHaveLength(1);
  });

  it.each([
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'bad-status',
    ],
    ['no HTTP', 'SIP/2.0 200 OK\r\n\r\n', 'unreachable'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`, 'unreachable'],
    ['less than it announced', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}', 'unreachable'],
  ])('has not answered with %s', async (_, bytes, because) => {
    server.answers((response) => void response.socket?.end(bytes));
    const hook = hookWith();
    expect(await hook.ask(question())).toMatchObject({ ok: false, because });
    server.says(CONNECT);
    expect(await hook.ask(question())).toMatchObject({ ok: true });
  });

  it('has not answered with a failure whose text has no end', async () => {
    server.answers((response) => {
      response.writeHead(500);
      const more = (): void => void response.write('x'.repeat(4096), (error) => error ?? more());
      more();
    });
    expect(await hookWith().ask(question())).toMatchObject({ because: 'bad-status' });
  });

  it('has not answered with a body without end', async () => {
    server.answers((response) => {
      response.writeHead(200);
      const more = (): void => void response.write('x'.repeat(4096), (error) => error ?? more());
      more();
    });
    expect(await hookWith().ask(question())).toMatchObject({ ok: false, because: 'too-large' });
  });

  it.each([
    ['says nothing', () => undefined],
    ['stops after its first bytes', (write: (text: string) => void) => write('{"action":')],
  ])('is not waited for longer than its deadline when it %s', async (_, begin) => {
    server.answers((response) => {
      begin((text) => void response.writeHead(200).write(text));
    });
    expect(await hookWith().ask(question({ deadlineMs: 50 }))).toEqual({
      ok: false,
      because: 'slow',
      detail: null,
    });
  });

  it('is not waited for longer than its deadline when its name is never looked up', async () => {
    const hook = hookWith({ resolve: () => new Promise(() => undefined) });
    const url = `http://example.com:${server.port}/`;
    expect(await hook.ask(question({ url, deadlineMs: 50 }))).toMatchObject({ because: 'slow' });
  });

  it('is not waited for longer than its deadline when nobody takes the connection', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    expect(await hookWith().ask(question({ url, deadlineMs: 50 }))).toMatchObject({ because: 'slow' });
    silent.close();
  });

  it('is unreachable where nobody listens', async () => {
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const reply = await hookWith().ask(question({ url }));
    expect(reply).toEqual({ ok: false, because: 'unreachable', detail: 'ECONNREFUSED' });
    server = await WebhookServer.open();
  });

  it('is unreachable when it breaks off', async () => {
    server.answers((response) => void response.socket?.destroy());
    expect(await hookWith().ask(question())).toMatchObject({ because: 'unreachable' });
    expect(server.questions).toHaveLength(1);
  });

  it('is not asked over plain HTTP unless that is allowed', async () => {
    const rules = () => ({ allowPrivateAddresses: true, allowPlainHttp: false });
    expect(await hookWith({ rules }).ask(question())).toMatchObject({ because: 'plain-http' });
    expect(server.questions).toEqual([]);
  });

  describe('without private addresses allowed', () => {
    const rules = () => ({ allowPrivateAddresses: false, allowPlainHttp: true });

    it.each(['127.0.0.1', '127.1', '0x7f000001', '[::ffff:127.0.0.1]'])(
      'is not asked at %s',
      async (host) => {
        const url = `http://${host}:${server.port}/`;
        expect(await hookWith({ rules }).ask(question({ url }))).toMatchObject({
          because: 'address-refused',
        });
        expect(server.questions).toEqual([]);
      },
    );

    it('is not asked by a name that stands for such an address, whatever it stood for before', async () => {
      const said = [['192.0.2.1', '10.0.0.1'], ['127.0.0.1']];
      const hook = hookWith({ rules, resolve: async () => said.shift() ?? ['127.0.0.1'] });
      for (let time = 0; time < 3; time += 1) {
        const url = `http://example.com:${server.port}/`;
        expect(await hook.ask(question({ url }))).toMatchObject({ because: 'address-refused' });
      }
      expect(server.questions).toEqual([]);
    });
  });

  it('is asked so many questions at once and no more; other pools are not kept waiting', async () => {
    server.answers(() => undefined);
    const hook = hookWith();
    const open = Array.from({ length: MOST_OPEN }, () => hook.ask(question()));
    expect(await hook.ask(question())).toMatchObject({ because: 'too-many' });
    const other = await WebhookServer.open();
    other.says(CONNECT);
    expect(await hook.ask(question({ url: other.url }, { poolKey: 'other' }))).toMatchObject({ ok: true });
    hook.close();
    expect(new Set((await Promise.all(open)).map((reply) => reply.ok))).toEqual(new Set([false]));
    server.says(CONNECT);
    expect(await hook.ask(question())).toMatchObject({ ok: true });
    await other[Symbol.asyncDispose]();
  });
});
