import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../src/adapters/webhook/signature.ts';
import type { WebhookView } from '../../src/app/webhook-operations.ts';
import { Secret } from '../../src/domain/secret.ts';
import { anyWorld } from '../support/any-world.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import type { SwitchWorld } from '../support/switch-world.ts';
import { WebhookServer } from '../support/webhook-server.ts';

const CALLER = '13800138000';
const CALLEE = '13800138005';
const X = '17000000001';

describe('a pool with a webhook, with the program itself', () => {
  let world: SwitchWorld;
  let daemon: DaemonUnderTest;
  let server: WebhookServer;
  let secret: string;

  beforeAll(async () => {
    world = await anyWorld();
    server = await WebhookServer.open();
    const webhooks = { allowPrivateAddresses: true, allowPlainHttp: true };
    daemon = await DaemonUnderTest.create({ eventSocket: world.eventSocket, settings: { webhooks } });
    await daemon.start();
    await daemon.ask('pool', 'add', 'main', `+86${X}`);
    const set = await daemon.ask<WebhookView>('webhook', 'set', 'main', server.url, '--deadline', '2000');
    secret = set.secret ?? '';
  });

  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  async function reached(): Promise<void> {
    const phone = await world.callIn('west', CALLER, X);
    const other = await world.nextCall('east');
    expect({ called: other.called, shown: other.shown }).toEqual({ called: `86${CALLEE}`, shown: `86${X}` });
    other.pickUp();
    expect(await phone.answered).toBe(true);
    phone.hangUp();
    expect(await other.ended).toEqual({ by: 'there', status: null });
  }

  /** The latest question, by these secrets in this order. */
  function expectSigned(secrets: readonly Secret[]): void {
    const asked = server.questions.at(-1);
    const message = {
      id: String(asked?.headers['webhook-id']),
      sentAtSeconds: Number(asked?.headers['webhook-timestamp']),
      body: asked?.body ?? '',
    };
    expect(asked?.headers).toMatchObject(signatureHeaders(message, secrets));
  }

  it('reaches whom the URL names, which knows us by the secret that was shown', async () => {
    server.says({ action: 'connect', callee: `+86${CALLEE}` });
    await reached();
    expectSigned([new Secret(secret)]);
  });

  it('knows the URL and the secret after a restart, and signs by both secrets after a rotation', async () => {
    await daemon.kill('SIGKILL');
    await daemon.start();
    await reached();
    const { secret: fresh } = await daemon.ask<WebhookView>('webhook', 'rotate', 'main');
    await reached();
    expectSigned([new Secret(fresh ?? ''), new Secret(secret)]);
  });

  it('tells the caller that there is nobody when neither URL nor binding says who', async () => {
    server.answers((response) => response.writeHead(500).end());
    const phone = await world.callIn('west', CALLER, X);
    expect(await phone.ended).toEqual({ by: 'there', status: 404 });
    await daemon.line((line) => line['because'] === 'bad-status' && line['detail'] === '500');
  });

  it('asks nothing of this machine once the settings say no', async () => {
    const before = server.questions.length;
    await daemon.configure({ eventSocket: world.eventSocket });
    const from = daemon.log.length;
    daemon.signal('SIGHUP');
    await daemon.line((line) => line.msg === 'settings reloaded', from);
    const phone = await world.callIn('west', CALLER, X);
    expect(await phone.ended).toEqual({ by: 'there', status: 404 });
    await daemon.line((line) => line['because'] === 'plain-http', from);
    expect(server.questions).toHaveLength(before);
  });

  it('writes no number of a party and no secret into its log or its files', async () => {
    const data = join(daemon.directory, 'data');
    const files = (await readdir(data)).filter((name) => /\.db/.test(name));
    expect(files.length).toBeGreaterThan(0);
    const written = await Promise.all(files.map((name) => readFile(join(data, name), 'latin1')));
    for (const text of [daemon.output, ...written]) {
      expect(text).not.toMatch(/1380013800\d/);
      expect(text).not.toContain(secret.slice('whsec_'.length));
    }
    expect(daemon.output).toContain('webhook asked');
  });
});
