import { lstat, mkdir, stat, unlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname } from 'node:path';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { checkSocketPath } from './control-wire.ts';

const OTHERS_MAY_WRITE = 0o022;

/**
 * Makes the place of a control socket ready: its directory is there, others cannot put anything into it, and nothing is in the way.
 * A socket that nobody answers on is left over from a daemon that was killed, and is removed.
 * @throws AxbridgeError `daemon-running`, `file-exists`, `config-invalid`
 */
export async function prepareSocketPlace(path: string): Promise<void> {
  checkSocketPath(path);
  await prepareDirectory(dirname(path));
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isSocket()) throw new AxbridgeError('file-exists', `control socket: ${path} is something else`);
  if (await isAnswered(path)) throw new AxbridgeError('daemon-running', path);
  await unlink(path);
}

async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(directory);
  const own = process.getuid?.();
  if ((mode & OTHERS_MAY_WRITE) !== 0)
    throw new AxbridgeError('config-invalid', `control socket: others can write in ${directory}`);
  if (own !== undefined && uid !== own && uid !== 0)
    throw new AxbridgeError('config-invalid', `control socket: ${directory} belongs to somebody else`);
}

/** Whether some process listens. Anything but a refusal counts as yes: better no start than two daemons. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
    socket.once('connect', () => socket.destroy());
  });
}
