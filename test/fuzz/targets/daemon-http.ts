import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DaemonUnderTest } from '../../support/daemon.ts';
import { freePort } from '../../support/free-port.ts';
import { type FuzzSession, type FuzzTarget, must } from '../fuzz-target.ts';

const BODY = '{"a":"+8613800138000","b":"+8613800138001","pool":"main","expiresAt":"2030-01-01T00:00:00Z"}';
/** An answer that has not come by then comes no more: the server waits for the rest of a request. */
const WAITS_MS = 150;

/** Bytes to the HTTP port and to the control socket of the program itself. */
export const daemonHttp: FuzzTarget = {
  name: 'daemon-http',
  what: 'bytes to the HTTP port and the control socket of the daemon',
  dictionary: [
    'POST /v1/bindings HTTP/1.1\r\n',
    'host: x\r\n',
    'content-length: ',
    'transfer-encoding: chunked\r\n',
    'authorization: Bearer KEY\r\n',
    'axbridge-tenant: ',
    'expect: 100-continue\r\n',
    '"a":',
    '{"id":1,"operation":"bind","input":',
  ],
  seeds: () => [
    request('POST', '/v1/bindings', BODY),
    request('GET', '/v1/bindings?limit=5&after=1'),
    request('POST', '/v1/pools', '{"name":"city","ranges":[{"first":"95000001","last":"95000010"}]}'),
    request('GET', '/healthz'),
    request('DELETE', '/v1/bindings/1'),
    Buffer.from(
      '{"id":1,"operation":"status","input":null}\n{"id":2,"operation":"bind","input":{"a":"13800138000","b":"13800138001"}}\n',
    ),
  ],
  open: openDaemon,
  perSecond: 8,
  atOnce: 8,
};

function request(method: string, path: string, body = ''): Buffer {
  const head = [
    'host: x',
    'authorization: Bearer KEY',
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...head, 'connection: close', '', body].join('\r\n'));
}

async function openDaemon(): Promise<FuzzSession> {
  const [eslPort, port] = await Promise.all([freePort(), freePort()]);
  const daemon = await DaemonUnderTest.create({
    eventSocket: { host: '127.0.0.1', port: eslPort, password: 'nobody-listens-there' },
    settings: { http: { enabled: true, listen: '127.0.0.1', port }, log: { level: 'info' } },
  });
  daemon.launch();
  await daemon.line(({ msg }) => msg === 'switch link');
  const { key } = await daemon.ask<{ key: string }>(
    'api-key',
    'create',
    'fuzz',
    '--scope',
    'admin',
    '--scope',
    'bind',
    '--scope',
    'call',
    '--scope',
    'read',
  );
  await daemon.ask('pool', 'add', 'main', '+8617000000001-+8617000000099');
  const control = join(daemon.directory, 'data', 'control.sock');
  return {
    take: async (input) => {
      const said = Buffer.from(input.toString('latin1').replaceAll('KEY', key), 'latin1');
      const [answer, other] = await Promise.all([
        exchange(connect(port, '127.0.0.1'), said),
        exchange(connect(control), said),
      ]);
      must(!/^HTTP\/1\.1 5(?!03)/.test(answer), `a fault of its own: ${answer.slice(0, 500)}`);
      must(
        !/"code":"internal"/.test(answer + other),
        `a fault of its own: ${answer.slice(0, 500)} ${other.slice(0, 500)}`,
      );
      must(await isAlive(port), `the daemon is gone:\n${daemon.output.slice(-2_000)}`);
    },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

/** Everything that came back until the other side hung up, or said nothing more for a while. */
function exchange(socket: Socket, said: Buffer): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  const done = (): void => {
    socket.destroy();
    resolve(heard);
  };
  socket.setTimeout(WAITS_MS, done);
  socket.on('error', done);
  socket.on('close', done);
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  socket.write(said);
  return promise;
}

async function isAlive(port: number): Promise<boolean> {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/healthz`);
    return status === 200;
  } catch {
    return false;
  }
}
