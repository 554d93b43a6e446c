import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectControl } from '../../src/adapters/control/control-client.ts';
import { CONTROL_SCHEMAS, MAX_TEXT } from '../../src/adapters/control/control-schema.ts';
import { type ControlServer, serveControl } from '../../src/adapters/control/control-server.ts';
import { MAX_LINE_BYTES } from '../../src/adapters/control/control-wire.ts';
import { LineSplitter } from '../../src/adapters/control/line-splitter.ts';
import type { Operations } from '../../src/app/operations.ts';
import { StoreError } from '../../src/ports/store-error.ts';
import { memoryOperations, type TestOperations } from './support/memory-operations.ts';
import { rawPeer } from './support/raw-control.ts';

let directory: string;
let path: string;
let daemon: TestOperations;
const servers: ControlServer[] = [];
const logged: string[] = [];
const log = {
  warn: (details: object, message: string) => void logged.push(`warn ${message} ${JSON.stringify(details)}`),
  error: (details: object, message: string) =>
    void logged.push(`error ${message} ${JSON.stringify(details)}`),
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axbridge-control-'));
  path = join(directory, 'run', 'control.sock');
  daemon = memoryOperations();
  logged.length = 0;
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(directory, { recursive: true, force: true });
});

async function serve(operations: Operations = daemon.operations): Promise<ControlServer> {
  const server = await serveControl({ path, operations, log, version: '0.1.0' });
  servers.push(server);
  return server;
}

async function client() {
  const connected = await connectControl(path);
  if (connected === null) throw new Error('no daemon');
  return connected;
}

describe('the control socket', () => {
  test('carries every kind of operation there and back', async () => {
    await serve();
    const operations = await client();
    const pool = await operations.addPool({ pool: 'cars', range: '+8617000000000-+8617000000009' });
    expect(pool).toMatchObject({ pool: 'cars', numbers: 10 });
    const bound = await operations
      .bind({
        a: '13800138000',
        b: '13800138001',
        x: undefined,
        reference: '订单 7\n\u001b[31m',
        showNumbers: true,
      })
      .catch((error: unknown) => error);
    expect(bound).toMatchObject({ code: 'input-invalid' });
    const clean = await operations.bind({
      a: '13800138000',
      b: '13800138001',
      reference: '订单 7',
      showNumbers: true,
    });
    expect(clean).toMatchObject({ a: '+8613800138000', reference: '订单 7', existing: false });
    expect(await operations.bindings({ limit: 10, showNumbers: false })).toHaveLength(1);
    expect(await operations.calls({ showNumbers: false })).toHaveLength(1);
    expect(await operations.hangUp({ call: 'c-0001' })).toBeNull();
    expect(daemon.calls.hungUp).toEqual(['c-0001']);
    expect(await operations.rotateKey()).toEqual({ bindings: 3 });
    await operations.close();
  });

  test('brings an error over with its code and detail', async () => {
    await serve();
    const operations = await client();
    await expect(operations.lockPool({ pool: 'nowhere', locked: true })).rejects.toMatchObject({
      name: 'AxbridgeError',
      code: 'pool-unknown',
      detail: 'nowhere',
    });
    await operations.close();
  });

  test('tells nothing of a fault inside, and logs it', async () => {
    await serve({ ...daemon.operations, pools: () => Promise.reject(new Error('+8613800138000 broke it')) });
    const operations = await client();
    await expect(operations.pools()).rejects.toMatchObject({ code: 'internal', detail: null });
    expect(logged.some((line) => line.startsWith('error'))).toBe(true);
    await operations.close();
  });

  test('says what a store could not do, and logs it', async () => {
    const full = new StoreError('store-full', 'SQLITE_FULL: database or disk is full');
    await serve({ ...daemon.operations, pools: () => Promise.reject(full) });
    const operations = await client();
    await expect(operations.pools()).rejects.toMatchObject({ code: 'store-full', detail: full.detail });
    expect(logged.some((line) => line.startsWith('error'))).toBe(true);
    await operations.close();
  });

  test('answers many requests of one connection in the order in which they are done', async () => {
    const gate = Promise.withResolvers<void>();
    await serve({
      ...daemon.operations,
      pools: async () => {
        await gate.promise;
        return [];
      },
    });
    const operations = await client();
    const slow = operations.pools();
    expect(await operations.status()).toMatchObject({ version: '0.1.0' });
    gate.resolve();
    expect(await slow).toEqual([]);
    await operations.close();
  });

  test('serves more requests at once than it works on at once', async () => {
    await serve();
    const operations = await client();
    const answers = await Promise.all(Array.from({ length: 500 }, () => operations.status()));
    expect(answers).toHaveLength(500);
    await operations.close();
  });
});

describe('the place of the control socket', () => {
  test('is for its owner only: socket 0600 in a directory 0700', async () => {
    await serve();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'run'))).mode & 0o777).toBe(0o700);
  });

  test('must not be a directory that others can write in', async () => {
    await mkdir(join(directory, 'run'));
    await chmod(join(directory, 'run'), 0o777);
    await expect(serve()).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('is refused when a daemon answers there, and that daemon goes on', async () => {
    await serve();
    await expect(serve()).rejects.toMatchObject({ code: 'daemon-running' });
    const operations = await client();
    expect(await operations.status()).toMatchObject({ liveCalls: 1 });
    await operations.close();
  });

  test('is taken over from a daemon that was killed', async () => {
    await mkdir(join(directory, 'run'), { mode: 0o700 });
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`;
    const dead = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(dead.stdout, 'data');
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    expect((await stat(path)).isSocket()).toBe(true);
    expect(await connectControl(path)).toBeNull();
    await serve();
    const operations = await client();
    expect(await operations.pools()).toEqual([]);
    await operations.close();
  });

  test('is left alone when something else stands there', async () => {
    await mkdir(join(directory, 'run'), { mode: 0o700 });
    await writeFile(path, 'precious');
    await expect(serve()).rejects.toMatchObject({ code: 'file-exists' });
    expect((await stat(path)).size).toBe(8);
  });

  test('is refused when the system would cut its path short', async () => {
    path = join(directory, 'x'.repeat(120));
    await expect(serve()).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('is empty after a clean end', async () => {
    const server = await serve();
    await server.close();
    await expect(stat(path)).rejects.toThrow('ENOENT');
    expect(await connectControl(path)).toBeNull();
  });
});

describe('a hostile peer of the control socket', () => {
  const status = (id: number) => `${JSON.stringify({ id, operation: 'status', input: null })}\n`;

  test.each([
    ['garbage', 'GET / HTTP/1.1\r\n'],
    ['an empty line', '\n'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a])],
  ])('is told and not listened to after %s', async (_name, bytes) => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.send(bytes);
    expect(await peer.line()).toMatchObject({ id: null, ok: false, error: { code: 'input-invalid' } });
    await peer.closed;
  });

  test('is cut off at a line that does not end', async () => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.send(Buffer.alloc(MAX_LINE_BYTES + 1, 'x'));
    expect(await peer.line()).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    await peer.closed;
    const operations = await client();
    expect(await operations.pools()).toEqual([]);
    await operations.close();
  });

  test('does nothing by half a line', async () => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.socket.end(JSON.stringify({ id: 1, operation: 'hangUp', input: { call: 'c-0001' } }));
    await peer.closed;
    expect(daemon.calls.hungUp).toEqual([]);
  });

  test.each([
    ['an operation that is not there', { id: 1, operation: 'shutdown', input: null }],
    ['a name that every object has', { id: 1, operation: 'constructor', input: null }],
    ['no input', { id: 1, operation: 'status' }],
    ['input for an operation that takes none', { id: 1, operation: 'status', input: {} }],
    ['a wrong type', { id: 1, operation: 'hangUp', input: { call: 7 } }],
    ['an unknown key', { id: 1, operation: 'hangUp', input: { call: 'c-0001', force: true } }],
    ['a key of the request that is not known', { id: 1, operation: 'status', input: null, as: 'root' }],
    ['a text that is too long', { id: 1, operation: 'hangUp', input: { call: 'x'.repeat(MAX_TEXT + 1) } }],
    ['a limit beyond the limit', { id: 1, operation: 'bindings', input: { limit: 1001, showNumbers: true } }],
    ['an id that is no whole number', { id: 1.5, operation: 'status', input: null }],
    ['a list', [1, 2]],
    ['a bare word', 'status'],
  ])('is refused with %s, and may go on', async (_name, request) => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.send(`${JSON.stringify(request)}\n${status(2)}`);
    expect(await peer.line()).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(await peer.line()).toMatchObject({ id: 2, ok: true });
    expect(daemon.calls.hungUp).toEqual([]);
    peer.socket.destroy();
  });

  test('is told of no name of a field that may be a number', async () => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    const input = { call: 'c-0001', '+8613800138000': 1, force: true };
    peer.send(`${JSON.stringify({ id: 1, operation: 'hangUp', input })}\n`);
    const { error } = (await peer.line()) as { error: { message: string } };
    expect(JSON.stringify(error)).toContain('there is no such field: …, force');
    expect(JSON.stringify(error)).not.toContain('13800138000');
    peer.socket.destroy();
  });

  test('cannot reach prototypes', async () => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.send('{"id":1,"operation":"hangUp","input":{"call":"c-9","__proto__":{"polluted":true}}}\n');
    expect(await peer.line()).toMatchObject({ ok: false });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    peer.socket.destroy();
  });

  test('is not told the number that it sent', async () => {
    await serve();
    const peer = await rawPeer(path);
    await peer.line();
    peer.send('{"id":1,"operation":"bind","input":{"a":"13800138000","b":13800138001,"showNumbers":true}}\n');
    expect(JSON.stringify(await peer.line())).not.toMatch(/1380013800/);
    peer.socket.destroy();
  });

  test('that asks without end is read no faster than it is answered', async () => {
    const gate = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    let working = 0;
    await serve({
      ...daemon.operations,
      pools: async () => {
        working += 1;
        if (working === 64) full.resolve();
        await gate.promise;
        return [];
      },
    });
    const peer = await rawPeer(path);
    await peer.line();
    const ask = (id: number) => `${JSON.stringify({ id, operation: 'pools', input: null })}\n`;
    peer.send(Array.from({ length: 200_000 }, (_, id) => ask(id)).join(''));
    await full.promise;
    const operations = await client();
    for (let turn = 0; turn < 200; turn += 1) await operations.status();
    expect(working).toBe(64);
    expect(peer.socket.writableLength).toBeGreaterThan(0);
    gate.resolve();
    for (let id = 0; id < 1000; id += 1) expect(await peer.line()).toMatchObject({ ok: true });
    peer.socket.destroy();
    await operations.close();
  });

  test('that hangs up at once after asking still has its order carried out once', async () => {
    await serve();
    const peer = await rawPeer(path);
    peer.socket.end(`${JSON.stringify({ id: 1, operation: 'hangUp', input: { call: 'c-0001' } })}\n`);
    expect(await peer.line()).toMatchObject({ protocol: 1 });
    expect(await peer.line()).toMatchObject({ id: 1, ok: true });
    await peer.closed;
    expect(daemon.calls.hungUp).toEqual(['c-0001']);
  });
});

describe('a daemon that goes away', () => {
  test('leaves orders as unknown and questions as askable again', async () => {
    const asked = Promise.withResolvers<void>();
    const listener = createServer((socket) => {
      socket.write('{"axbridge":"0.1.0","protocol":1}\n');
      let bytes = '';
      socket.on('data', (chunk) => {
        bytes += chunk.toString();
        if (bytes.split('\n').length > 3) asked.resolve();
      });
      void asked.promise.then(() => socket.destroy());
    });
    await mkdir(join(directory, 'run'), { mode: 0o700 });
    await new Promise<void>((resolve) => listener.listen(path, resolve));
    const operations = await client();
    const outcomes = await Promise.allSettled([
      operations.callback({ a: '13800138000', b: '13800138001' }),
      operations.pools(),
      operations.bindMany({ rows: [] }),
    ]);
    expect(outcomes.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual(
      ['daemon-lost', 'daemon-not-running', 'daemon-lost'],
    );
    await expect(operations.rotateKey()).rejects.toMatchObject({ code: 'daemon-not-running' });
    listener.close();
  });

  test('answers what it works on before it closes', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const server = await serve({
      ...daemon.operations,
      rotateKey: async () => {
        reached.resolve();
        await gate.promise;
        return { bindings: 9 };
      },
    });
    const operations = await client();
    const rotated = operations.rotateKey();
    await reached.promise;
    const closed = server.close();
    gate.resolve();
    expect(await rotated).toEqual({ bindings: 9 });
    await closed;
  });

  test.each([
    ['speaks something else', 'HTTP/1.1 400 Bad Request\n'],
    ['is of another version', '{"axbridge":"9.0.0","protocol":99}\n'],
    ['hangs up before it greets', null],
  ])('or %s is not taken for ours, nor for none', async (_name, greeting) => {
    await mkdir(join(directory, 'run'), { mode: 0o700 });
    const listener = createServer((socket) =>
      greeting === null ? socket.destroy() : socket.write(greeting),
    );
    await new Promise<void>((resolve) => listener.listen(path, resolve));
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'daemon-not-running' });
    listener.close();
  });
});

test('every operation has a schema that refuses what nobody asked for', () => {
  for (const schema of Object.values(CONTROL_SCHEMAS)) {
    expect(schema.safeParse({ unasked: 1 }).success).toBe(false);
    expect(schema.safeParse([]).success).toBe(false);
  }
});

test('lines are cut alike wherever the stream is cut', () => {
  const stream = Buffer.from('one\n\ntwo 号\nthree\nrest');
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const splitter = new LineSplitter(64);
    const lines = [stream.subarray(0, cut), stream.subarray(cut)].flatMap((part) => [...splitter.push(part)]);
    expect(lines.map(String)).toEqual(['one', '', 'two 号', 'three']);
  }
});

test('a line may be as long as the limit and not a byte longer', () => {
  expect([...new LineSplitter(4).push(Buffer.from('1234\n'))].map(String)).toEqual(['1234']);
  expect(() => [...new LineSplitter(4).push(Buffer.from('12345'))]).toThrow('4 bytes');
});
