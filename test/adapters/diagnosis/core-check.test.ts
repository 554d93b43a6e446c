import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coreCheck } from '../../../src/adapters/diagnosis/core-check.ts';

const limits = (core: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax core file size        ${core.padEnd(20)} unlimited            bytes     \n`;

describe('core dumps, to the doctor', () => {
  let proc: string;

  beforeEach(async () => {
    proc = await mkdtemp(join(tmpdir(), 'axbridge-proc-'));
  });
  afterEach(() => rm(proc, { recursive: true, force: true }));

  async function runs(pid: number, comm: string, core: string): Promise<void> {
    await mkdir(join(proc, String(pid)));
    const isDaemon = comm === 'daemon';
    await writeFile(join(proc, String(pid), 'comm'), `${isDaemon ? 'node' : comm}\n`);
    const words = isDaemon
      ? ['node', '/opt/axbridge/dist/main.js', '-c', 'x.yaml', 'serve']
      : [comm, 'main.js', 'status'];
    await writeFile(join(proc, String(pid), 'cmdline'), words.map((word) => `${word}\0`).join(''));
    await writeFile(join(proc, String(pid), 'limits'), limits(core));
  }

  const look = () => coreCheck(proc).run();

  it('are well when neither daemon nor switch would write one, whatever others do', async () => {
    await runs(10, 'freeswitch', '0');
    await runs(11, 'daemon', '0');
    await runs(12, 'node', 'unlimited');
    expect(await look()).toMatchObject({ status: 'ok', detail: expect.stringContaining('write none') });
  });

  it.each([
    ['freeswitch', 'unlimited', '0', 'freeswitch (process 10)'],
    ['the daemon', '0', '1048576', 'the daemon (process 11)'],
  ])('are warned of when %s would write one', async (_, ofSwitch, ofDaemon, named) => {
    await runs(10, 'freeswitch', ofSwitch);
    await runs(11, 'daemon', ofDaemon);
    expect(await look()).toMatchObject({ status: 'warning', detail: expect.stringContaining(named) });
  });

  it('are nothing to say of where neither is on this machine', async () => {
    await runs(12, 'node', 'unlimited');
    expect(await look()).toMatchObject({ status: 'ok', detail: expect.stringContaining('can be seen') });
  });
});
