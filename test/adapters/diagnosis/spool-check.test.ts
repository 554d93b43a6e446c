import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spoolCheck } from '../../../src/adapters/diagnosis/spool-check.ts';

describe('the spool of call records, to the doctor', () => {
  let root: string;
  let spool: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'axbridge-doctor-'));
    spool = join(root, 'cdr');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const look = () => spoolCheck(spool, Date.now).run();

  it('is well when it is there and nobody else’s', async () => {
    await mkdir(spool, { mode: 0o700 });
    await writeFile(join(spool, 'a.cdr.json'), '{}');
    expect(await look()).toMatchObject({ status: 'ok' });
  });

  it('is missed', async () => {
    expect(await look()).toMatchObject({
      status: 'warning',
      advice: expect.stringContaining('mod_json_cdr'),
    });
  });

  it('is a failure when others can look into it, because numbers stand there in clear', async () => {
    await mkdir(spool);
    await chmod(spool, 0o705);
    expect(await look()).toMatchObject({ status: 'failed', advice: expect.stringContaining('umask') });
  });

  it('is a failure when it is a file', async () => {
    await writeFile(spool, '');
    expect(await look()).toMatchObject({ status: 'failed' });
  });

  it('tells of files that nobody takes, and of files that could not be read', async () => {
    await mkdir(join(spool, 'quarantine'), { recursive: true, mode: 0o700 });
    await chmod(spool, 0o700);
    await writeFile(join(spool, 'a.cdr.json'), '{}');
    await utimes(join(spool, 'a.cdr.json'), 1, 1);
    expect(await look()).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('1 files have waited'),
    });
    await writeFile(join(spool, 'quarantine', 'b.cdr.json'), '{');
    expect(await look()).toMatchObject({ status: 'warning', detail: expect.stringContaining('quarantine') });
  });
});
