import { describe, expect, it } from 'vitest';
import { DaemonUnderTest } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';

describe('a second daemon in the place of the first', () => {
  it('ends at once with exit code 78, and the first goes on', async () => {
    const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
    await using daemon = await DaemonUnderTest.create({ eventSocket });
    daemon.launch();
    await daemon.line((line) => line.msg === 'axbridge is up');
    const second = await daemon.cli('serve');
    expect(second.stderr).toContain('another daemon answers on the control socket');
    expect(second.code).toBe(78);
    expect((await daemon.cli('status')).code).toBe(0);
    expect(await daemon.kill('SIGTERM')).toBe(0);
  });
});
