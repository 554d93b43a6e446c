import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openAccess } from '../../src/composition/access.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import { LOCAL } from './platform.ts';

const UP = 'HTTP API is up';

async function daemonWithApi(port: number): Promise<DaemonUnderTest> {
  const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
  return DaemonUnderTest.create({ eventSocket, settings: { http: { port } } });
}

async function planOf(port: number, key: string) {
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`http://127.0.0.1:${port}/v1/pools/city/plan`, { headers });
  return { status: response.status, body: await response.json() };
}

describe('the daemon with its HTTP API', () => {
  it('takes a key that another process made beside it, and not once that one revoked it', async () => {
    const port = await freePort();
    await using daemon = await daemonWithApi(port);
    daemon.launch();
    await daemon.line(({ msg }) => msg === UP);
    const access = await openAccess(loadSettings(daemon.configFile, {}));
    const wish = { label: 'first', scopes: ['read', 'bind', 'admin'] } as const;
    const { id, key } = await access.desk.createApiKey(LOCAL, 'default', wish);
    const pools = () =>
      fetch(`http://127.0.0.1:${port}/v1/pools`, { headers: { authorization: `Bearer ${key}` } });
    expect((await pools()).status).toBe(200);
    expect((await daemon.cli('pool', 'add', 'city', '+8617000000001-+8617000000009')).code).toBe(0);
    expect(await (await pools()).json()).toMatchObject({ pools: [{ pool: 'city', numbers: 9 }] });
    const { id: tenant } = access.desk.tenant('default');
    await access.desk.revokeApiKey({ ...LOCAL, tenant }, id);
    expect((await pools()).status).toBe(401);
    await access.close();
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, store: true, switch: false, draining: false },
    ]);
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(daemon.output).not.toContain(key);
  });

  it('plans a pool from its database, again and again, while it serves', async () => {
    const port = await freePort();
    await using daemon = await daemonWithApi(port);
    daemon.launch();
    await daemon.line(({ msg }) => msg === UP);
    const access = await openAccess(loadSettings(daemon.configFile, {}));
    const { key } = await access.desk.createApiKey(LOCAL, 'default', { label: 'plan', scopes: ['read'] });
    await access.close();
    expect((await daemon.cli('pool', 'add', 'city', '+8617000000001-+8617000000009')).code).toBe(0);
    for (const b of [1, 2, 3])
      expect((await daemon.cli('bind', '+8613800138000', `+861380013800${b}`)).code).toBe(0);
    for (let plans = 0; plans < 3; plans += 1)
      expect(await planOf(port, key)).toMatchObject({
        status: 200,
        body: { numbers: 3, areas: [{ binds: 3, parties: 4, presentNumbers: 9 }] },
      });
    const beside = await daemon.cli('pool', 'plan', 'city', '--json');
    expect(await daemon.kill('SIGTERM')).toBe(0);
    const alone = await daemon.cli('pool', 'plan', 'city', '--json');
    for (const { code, stdout } of [beside, alone]) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ pool: 'city', numbers: 3, areas: [{ binds: 3 }] });
    }
  });

  it('ends with exit code 78 when its port is taken: without its API it would only look healthy', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using daemon = await daemonWithApi(port);
    daemon.launch();
    expect(await daemon.exited()).toBe(78);
    expect(daemon.output).toContain(`cannot listen on 127.0.0.1, port ${port}`);
    taken.close();
  });

  it('is not served where the settings say so', async () => {
    const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
    await using daemon = await DaemonUnderTest.create({ eventSocket });
    daemon.launch();
    await daemon.line(({ msg }) => msg === 'axbridge is up');
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(daemon.log.some(({ msg }) => msg === UP)).toBe(false);
  });
});
