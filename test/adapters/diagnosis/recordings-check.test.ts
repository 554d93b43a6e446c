import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordingsCheck } from '../../../src/adapters/diagnosis/recordings-check.ts';
import type { RecordingEncoder } from '../../../src/ports/recording-vault.ts';
import { uuid } from '../../domain/cdr/given.ts';

describe('the places of recordings, to the doctor', () => {
  let root: string;
  let spool: string;
  let directory: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'axbridge-doctor-'));
    [spool, directory] = [join(root, 'spool'), join(root, 'kept')];
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const look = (wish: { encoder?: RecordingEncoder; minFreeBytes?: number } = {}) =>
    recordingsCheck({ spool, directory, encoder: 'none', minFreeBytes: 0, ...wish }, Date.now).run();

  it('are well when nothing was recorded yet, and when they are nobody else’s', async () => {
    expect(await look()).toMatchObject({ status: 'ok', detail: expect.stringContaining('not there yet') });
    await mkdir(spool, { mode: 0o700 });
    await mkdir(directory, { mode: 0o700 });
    await writeFile(join(spool, `${uuid(1)}.wav`), 'x');
    expect(await look()).toMatchObject({ status: 'ok' });
  });

  it('are a failure when others can listen, or when one is a file', async () => {
    await mkdir(spool);
    await chmod(spool, 0o705);
    expect(await look()).toMatchObject({ status: 'failed', detail: expect.stringContaining('recordings') });
    await rm(spool, { recursive: true });
    await writeFile(spool, '');
    expect(await look()).toMatchObject({ status: 'failed' });
  });

  it('tell of what others may see, of too little room, of an encoder that is not there, and of what waits', async () => {
    await mkdir(directory);
    await chmod(directory, 0o755);
    expect(await look()).toMatchObject({ status: 'warning', advice: `chmod 700 ${directory}` });
    await chmod(directory, 0o700);
    expect(await look({ minFreeBytes: Number.MAX_SAFE_INTEGER })).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('calls are not recorded'),
    });
    await mkdir(spool, { mode: 0o700 });
    const file = join(spool, `${uuid(1)}.wav`);
    await writeFile(file, 'x');
    await utimes(file, 1, 1);
    expect(await look()).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('1 recordings have waited'),
    });
  });

  it('miss the encoder that is not installed', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = root;
    try {
      expect(await look({ encoder: 'opusenc' })).toMatchObject({
        status: 'warning',
        advice: expect.stringContaining('opus-tools'),
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
