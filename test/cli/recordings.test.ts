import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recording } from '../../src/domain/recording/recording.ts';
import { recordingGiven, recordingName } from '../domain/recording/given.ts';
import { type CommandLine, commandLine } from './support/command-line.ts';

describe('recordings on the command line', () => {
  const sound = randomBytes(2 * 1024 * 1024 + 10);
  let line: CommandLine;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'axbridge-recordings-'));
    line = commandLine();
    await add(1);
    await add(2, { binding: null, format: 'opus' });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function add(n: number, changes: Partial<Recording> = {}): Promise<void> {
    const recording = recordingGiven(n, { bytes: sound.length, ...changes });
    line.vault.sounds.set(recording.id, sound);
    await line.recordings.add({
      recording,
      source: { spooled: recording.id, mark: '' },
      key: new Uint8Array(32),
      event: null,
    });
  }

  test('are listed as a table and as JSON lines, and found by what is known of them', async () => {
    const { code, stdout } = await line.run(['recordings', 'list', '--since', '1h']);
    expect(code).toBe(0);
    expect(stdout.split('\n')[1]).toBe(
      `${recordingName(1)}  2026-01-31 08:00:01Z     10.0  2097162  wav     city        7`,
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    const found = await line.run(['recordings', 'list', '--binding', '7', '--json']);
    expect(JSON.parse(found.stdout)).toMatchObject({ recording: recordingName(1), heldSince: null });
    const none = await line.run(['recordings', 'list', '--held']);
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'There is no such recording.\n' });
  });

  test('are written into a file of one’s own, which was not there before', async () => {
    const file = join(directory, 'call.wav');
    const { code, stdout } = await line.run(['recordings', 'get', recordingName(1), file]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}: 2097162 bytes, wav\n` });
    expect((await readFile(file)).equals(sound)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await line.run(['recordings', 'get', recordingName(2), file]);
    expect(again.code).not.toBe(0);
    expect((await readFile(file)).equals(sound)).toBe(true);
  });

  test('are held, and then not deleted before they are let go', async () => {
    expect((await line.run(['recordings', 'hold', recordingName(1)])).code).toBe(0);
    expect((await line.run(['recordings', 'list', '--held'])).stdout).toContain(recordingName(1));
    const refused = await line.run(['recordings', 'delete', recordingName(1)]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is held') });
    await line.run(['recordings', 'release', recordingName(1)]);
    expect(await line.run(['recordings', 'delete', recordingName(1)])).toMatchObject({
      code: 0,
      stdout: `${recordingName(1)} is deleted\n`,
    });
    expect(line.vault.sounds.has(recordingName(1))).toBe(false);
  });

  test.each([
    ['get', 'x', '/tmp/never-written'],
    ['hold', '00000000-0000-4000-8000-999999999999'],
    ['release', 'x'],
    ['delete', 'x'],
  ])('that are not there are refused by %s', async (...words) => {
    const { code, stderr } = await line.run(['recordings', ...words]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('no such recording') });
  });
});
