import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/repository.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';

/** A stand-in for systemd's end of the socket: prints each datagram as one line. Node has no such sockets. */
const RECEIVER = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True:
    data, fds, flags, address = socket.recv_fds(s, 4096, 4)
    print(data.decode().replace('\\n', ' '), flush=True)
    for fd in fds:
        os.close(fd)
`;

const has = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** 0 where there is none; older ones cannot look at a unit that is not installed. */
function systemdVersion(): number {
  const { stdout } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  return Number(/^systemd (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

describe('the unit for systemd', () => {
  it.skipIf(systemdVersion() < 252)('is exposed by at most 2.0', () => {
    const unit = join(ROOT, 'systemd/axbridge.service');
    const words = ['security', '--offline=yes', '--no-pager', '--threshold=20', unit];
    const { status, stdout, stderr } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    expect(stdout + stderr).toContain('Overall exposure level');
    expect(status, stdout).toBe(0);
  });

  it.skipIf(!has('python3') || !has('systemd-notify'))(
    'is told by the daemon that it is ready, that it works, and that it stops',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'axbridge-notify-'));
      const socket = join(directory, 'notify');
      const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
      const told = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
      /** The barrier is systemd-notify's own: it waits until its notice was read. */
      const next = async (): Promise<string> => {
        const { value } = await told.next();
        const notice = String(value).trim();
        return notice === 'BARRIER=1' ? await next() : notice;
      };
      try {
        expect(await next()).toBe('listening');
        const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
        await using daemon = await DaemonUnderTest.create({ eventSocket });
        daemon.launch({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '200000' });
        const notices: string[] = [];
        const ready = `READY=1 MAINPID=${daemon.pid}`;
        // Each is a process of its own: they come in any order.
        while (!notices.includes(ready) || notices.length < 3) notices.push(await next());
        expect(new Set(notices)).toEqual(new Set([ready, 'WATCHDOG=1']));
        daemon.signal('SIGTERM');
        let last = '';
        while (last !== 'STOPPING=1') last = await next();
        expect(await daemon.exited()).toBe(0);
      } finally {
        receiver.kill();
        await once(receiver, 'exit');
        rmSync(directory, { recursive: true });
      }
    },
  );
});
