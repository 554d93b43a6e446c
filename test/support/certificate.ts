import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MADE = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
const SUBJECT = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];

/** A fresh certificate for 127.0.0.1 that signs itself, and its key, PEM. */
export async function certificate(): Promise<{ readonly cert: string; readonly key: string }> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'axbridge-tls-'));
  const [key, cert] = [join(directory.path, 'key.pem'), join(directory.path, 'cert.pem')];
  await promisify(execFile)('openssl', [...MADE, ...SUBJECT, '-keyout', key, '-out', cert]);
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}
