import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyWorld } from '../support/any-world.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import type { SwitchWorld } from '../support/switch-world.ts';

describe('a key from the command line', () => {
  let world: SwitchWorld;
  let daemon: DaemonUnderTest;
  let base: string;

  beforeAll(async () => {
    world = await anyWorld();
    const settings = { http: { enabled: true, listen: '127.0.0.1', port: await freePort() } };
    daemon = await DaemonUnderTest.create({ eventSocket: world.eventSocket, settings });
    await daemon.start();
    const up = await daemon.line((line) => line.msg === 'HTTP API is up');
    base = `http://127.0.0.1:${String(up['port'])}/v1`;
  });

  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  const ask = (path: string, key: string, body?: object): Promise<Response> =>
    fetch(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('binds over HTTP, and the call that follows reaches the right person', async () => {
    await daemon.ask('pool', 'add', 'main', '+8617000000001-+8617000000009');
    const { key } = await daemon.ask<{ key: string }>('api-key', 'create', 'shop');
    const bound = await ask('/bindings', key, { a: '+8613800138000', b: '+8613800138001', pool: 'main' });
    expect(bound.status).toBe(201);
    const { x } = (await bound.json()) as { x: string };
    await world.callIn('east', '13800138000', x.slice(3));
    const callee = await world.nextCall('east');
    expect({ called: callee.called, shown: callee.shown }).toEqual({
      called: '8613800138001',
      shown: x.slice(1),
    });
  });

  it('opens nothing any more as soon as it, or its tenant, is taken out of force', async () => {
    const { id, key } = await daemon.ask<{ id: string; key: string }>('api-key', 'create', 'short');
    expect((await ask('/pools', key)).status).toBe(200);
    await daemon.ask('api-key', 'revoke', id);
    expect((await ask('/pools', key)).status).toBe(401);
    await daemon.ask('tenant', 'create', 'acme');
    const theirs = await daemon.ask<{ key: string }>('api-key', 'create', 'shop', '--tenant', 'acme');
    expect((await ask('/pools', theirs.key)).status).toBe(200);
    await daemon.ask('tenant', 'disable', 'acme');
    expect((await ask('/pools', theirs.key)).ok).toBe(false);
    await daemon.ask('tenant', 'enable', 'acme');
    expect((await ask('/pools', theirs.key)).status).toBe(200);
  });

  it('opens nothing that its scopes do not name', async () => {
    const { key } = await daemon.ask<{ key: string }>('api-key', 'create', 'reader', '--scope', 'read');
    expect((await ask('/pools', key)).status).toBe(200);
    expect((await ask('/bindings', key, { a: '13800138002', b: '13800138003', pool: 'main' })).status).toBe(
      403,
    );
    expect((await ask('/pools', 'axk_no_key')).status).toBe(401);
    const { code, stderr } = await daemon.cli('api-key', 'create', 'shop', '--scope', 'everything');
    expect({ code, stderr }).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('scope: one of read'),
    });
  });
});
