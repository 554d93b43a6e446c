import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { certificate } from '../support/certificate.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';

interface Served {
  readonly status: number | undefined;
  /** Of the certificate that the connection was made with. */
  readonly fingerprint: string;
  /** The client's own port tells connections apart. */
  readonly from: number | undefined;
}

function ask(port: number, agent: Agent): Promise<Served> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/healthz', agent }, (response) => {
      const { socket, statusCode: status } = response;
      if (!(socket instanceof TLSSocket)) throw new Error('no TLS');
      const { fingerprint256: fingerprint } = socket.getPeerCertificate();
      const from = socket.localPort;
      response.resume().on('end', () => resolve({ status, fingerprint, from }));
    });
    asked.on('error', reject).end();
  });
}

/** One connection that is kept, or a new one for each request. */
function agent(keepAlive: boolean): Agent {
  const made = new Agent({ keepAlive, maxSockets: 1, rejectUnauthorized: false, maxCachedSessions: 0 });
  onTestFinished(() => made.destroy());
  return made;
}

it('takes another certificate at SIGHUP, keeps its connections, and keeps the one before when a pair is broken', async () => {
  const [first, second] = await Promise.all([certificate(), certificate()]);
  const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
  await using daemon = await DaemonUnderTest.create({ eventSocket });
  const [certFile, keyFile] = [join(daemon.directory, 'http.pem'), join(daemon.directory, 'http-key.pem')];
  const http = { port: await freePort(), tls: { certFile, keyFile } };
  await daemon.configure({ eventSocket, settings: { http } });
  const give = async (cert: string, key: string): Promise<void> => {
    await writeFile(certFile, cert);
    await writeFile(keyFile, key);
  };
  const reloadUntil = async (msg: string): Promise<void> => {
    const from = daemon.log.length;
    daemon.signal('SIGHUP');
    await daemon.line((line) => line.msg.startsWith(msg), from);
  };

  await give(first.cert, first.key);
  daemon.launch();
  await daemon.line((line) => line.msg === 'HTTP API is up');
  const [kept, fresh] = [agent(true), agent(false)];
  const before = await ask(http.port, kept);
  expect(before).toMatchObject({ status: 200, fingerprint: new X509Certificate(first.cert).fingerprint256 });

  await give(second.cert, second.key);
  await reloadUntil('HTTP certificate reloaded');
  const renewed = new X509Certificate(second.cert).fingerprint256;
  expect(await ask(http.port, fresh)).toMatchObject({ status: 200, fingerprint: renewed });
  expect(await ask(http.port, kept)).toEqual(before);

  for (const [cert, key] of [
    [first.cert, second.key],
    ['no PEM', second.key],
    [first.cert, ''],
    ['', second.key],
  ] as const) {
    await give(cert, key);
    await reloadUntil('HTTP certificate not reloaded');
    expect(await ask(http.port, fresh)).toMatchObject({ status: 200, fingerprint: renewed });
  }
  expect(await ask(http.port, kept)).toEqual(before);
  expect(daemon.output).not.toContain('PRIVATE KEY');
});
