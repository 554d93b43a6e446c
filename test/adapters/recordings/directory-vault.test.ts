import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/domain/recording/recording.ts';
import type { SpooledRecording } from '../../../src/ports/recording-spool.ts';
import type { KeptFile, RecordingEncoder } from '../../../src/ports/recording-vault.ts';
import { T0, uuid } from '../../domain/cdr/given.ts';
import { recordingGiven, recordingName, wavFile } from '../../domain/recording/given.ts';
import { findProgram } from '../../support/find-program.ts';
import { channelsOf } from '../../support/sound.ts';
import { bytesAndClose, bytesOf, useVaultBench, type VaultBench } from './vault-bench.ts';

const NAME = uuid(1);
const FOLDER = '2026-01-31';
const CHUNK = 64 * 1024;

describe('the vault of recordings', () => {
  const useBench = useVaultBench();

  async function spooled({ spool }: VaultBench, name = NAME): Promise<SpooledRecording> {
    const file = await spool.look(name);
    if (file === null) throw new Error(`${name} is not there`);
    return file;
  }

  async function keep(bench: VaultBench, encoder: RecordingEncoder = 'none'): Promise<KeptFile> {
    return bench.vault.keep({ id: recordingName(1), at: T0, file: await spooled(bench), encoder });
  }

  const kept = ({ bytes, format }: KeptFile): Recording => recordingGiven(1, { at: T0, bytes, format });

  it('keeps a file as it is, in a folder of its day, for its owner only and sealed', async () => {
    const bench = await useBench();
    const wav = wavFile(80_000, 2);
    await bench.lay(NAME, wav);
    const file = await keep(bench);
    expect(file).toMatchObject({ format: 'wav', bytes: wav.length, encoderFailure: null });
    const folder = join(bench.directory, FOLDER);
    expect(await readdir(folder)).toEqual([`${NAME}.wav.sealed`]);
    const path = join(folder, `${NAME}.wav.sealed`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const sealed = await readFile(path);
    for (let at = 0; at + 32 < wav.length; at += 4096)
      expect(sealed.includes(wav.subarray(at, at + 32))).toBe(false);
    const open = await bench.vault.open(kept(file), file.key);
    expect((await bytesOf(open, 0, wav.length - 1)).equals(wav)).toBe(true);
    await open.close();
    expect(await bench.spool.names(), 'the spool is for whoever keeps the index').toEqual([NAME]);
  });

  it('reads any part right', async () => {
    const bench = await useBench();
    const wav = wavFile(3 * CHUNK - 22);
    await bench.lay(NAME, wav);
    const file = await keep(bench);
    const open = await bench.vault.open(kept(file), file.key);
    const place = fc.oneof(
      fc.constantFrom(0, CHUNK - 1, CHUNK, CHUNK + 1, wav.length - 1),
      fc.nat({ max: wav.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        expect((await bytesOf(open, first, last)).equals(wav.subarray(first, last + 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
    await open.close();
  });

  it('tells of a file that was changed, cut, exchanged or removed', async () => {
    const bench = await useBench();
    const wav = wavFile(2 * CHUNK);
    await bench.lay(NAME, wav);
    const file = await keep(bench);
    const path = join(bench.directory, FOLDER, `${NAME}.wav.sealed`);
    const sealed = await readFile(path);
    const opened = async (): Promise<Buffer> => {
      const open = await bench.vault.open(kept(file), file.key);
      return bytesAndClose(open, wav.length);
    };
    const changed = Buffer.from(sealed);
    changed[40] = (changed[40] ?? 0) ^ 1;
    for (const content of [changed, sealed.subarray(0, -1), Buffer.concat([sealed, randomBytes(1)])]) {
      await writeFile(path, content);
      await expect(opened()).rejects.toMatchObject({ code: 'store-corrupt' });
    }
    await writeFile(path, sealed);
    expect((await opened()).equals(wav)).toBe(true);
    await bench.vault.remove(kept(file));
    await expect(opened()).rejects.toMatchObject({ code: 'store-corrupt' });
    await bench.vault.remove(kept(file));
  });

  it('makes a file whole whose writer died in it', async () => {
    const bench = await useBench();
    const whole = wavFile(40_000, 2);
    const asWritten = Buffer.from(whole);
    asWritten.writeUInt32LE(36, 4);
    asWritten.writeUInt32LE(0, 40);
    // Half a sample at the end, which the switch did not come to finish.
    await bench.lay(NAME, Buffer.concat([asWritten, Buffer.from([7, 7, 7])]));
    const file = await keep(bench);
    const open = await bench.vault.open(kept(file), file.key);
    expect((await bytesOf(open, 0, file.bytes - 1)).equals(whole)).toBe(true);
    await open.close();
  });

  it('keeps what is no sound as it is', async () => {
    const bench = await useBench();
    const noise = randomBytes(1000);
    await bench.lay(NAME, noise);
    const file = await keep(bench, 'opusenc');
    expect(file).toMatchObject({ format: 'unknown', bytes: 1000, encoderFailure: null });
    const open = await bench.vault.open(kept(file), file.key);
    expect((await bytesOf(open, 0, 999)).equals(noise)).toBe(true);
    await open.close();
  });

  it('refuses a file that changed, and leaves nothing behind', async () => {
    const bench = await useBench();
    await bench.lay(NAME, wavFile(4000));
    const file = await spooled(bench);
    await truncate(join(bench.spoolPath, `${NAME}.wav`), 4000);
    const order = { id: recordingName(1), at: T0, file, encoder: 'none' } as const;
    await expect(bench.vault.keep(order)).rejects.toThrow('shorter');
    await bench.lay(NAME, wavFile(4000));
    await expect(bench.vault.keep(order)).rejects.toThrow('changed');
    expect(await readdir(join(bench.directory, FOLDER))).toEqual([]);
  });

  it('takes the place of what an earlier attempt left', async () => {
    const bench = await useBench();
    await mkdir(join(bench.directory, FOLDER), { recursive: true });
    const path = join(bench.directory, FOLDER, `${NAME}.wav.sealed`);
    for (const place of [path, `${path}.tmp`]) await writeFile(place, 'half');
    const wav = wavFile(100);
    await bench.lay(NAME, wav);
    const file = await keep(bench);
    const open = await bench.vault.open(kept(file), file.key);
    expect((await bytesOf(open, 0, wav.length - 1)).equals(wav)).toBe(true);
    await open.close();
    expect(await readdir(join(bench.directory, FOLDER))).toEqual([`${NAME}.wav.sealed`]);
  });

  it('is tidied of what nobody knows of old days', async () => {
    const bench = await useBench();
    await bench.lay(NAME, wavFile(100));
    await keep(bench);
    const folder = join(bench.directory, FOLDER);
    await writeFile(join(folder, `${uuid(2)}.opus.sealed`), 'x');
    await writeFile(join(folder, `${uuid(3)}.wav.sealed.tmp`), 'x');
    const dayUs = 86_400_000_000;
    await bench.vault.tidy(T0, () => false);
    expect(await readdir(folder)).toHaveLength(3);
    await bench.vault.tidy(T0 + dayUs, (id) => id === recordingName(1));
    expect(await readdir(folder)).toEqual([`${NAME}.wav.sealed`]);
    await bench.vault.tidy(T0 + dayUs, () => false);
    expect(await readdir(bench.directory)).toEqual([]);
  });

  it('keeps the WAV when the encoder fails, and says why', async () => {
    const bench = await useBench();
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      await bench.lay(NAME, wavFile(4000));
      const file = await keep(bench, 'lame');
      expect(file).toMatchObject({ format: 'wav', bytes: 8044 });
      expect(file.encoderFailure).toContain('lame');
    } finally {
      process.env['PATH'] = path;
    }
    expect(await readdir(join(bench.directory, FOLDER))).toEqual([`${NAME}.wav.sealed`]);
  });

  it.each([
    ['opusenc', 'opus', ['opusdec', '--quiet', '--rate', '8000']],
    ['lame', 'mp3', ['lame', '--quiet', '--decode']],
  ] as const)(
    'makes a recording smaller by %s where it is installed, A left and B right as before',
    async (encoder, format, [decoder, ...words]) => {
      const bench = await useBench();
      const wav = twoTones(24_000);
      await bench.lay(NAME, wav);
      const file = await keep(bench, encoder);
      if (findProgram(encoder) === null) {
        expect(file).toMatchObject({ format: 'wav', bytes: wav.length });
        return;
      }
      expect(file).toMatchObject({ format, encoderFailure: null });
      expect(file.bytes).toBeLessThan(wav.length / 2);
      const open = await bench.vault.open(kept(file), file.key);
      const [small, large] = ['small', 'large.wav'].map((name) => join(bench.spoolPath, name));
      await writeFile(small ?? '', await bytesAndClose(open, file.bytes));
      if (findProgram(decoder) === null) return;
      await promisify(execFile)(decoder, [...words, small ?? '', large ?? '']);
      const [left, right] = channelsOf(await readFile(large ?? ''));
      for (const [channel, own, other] of [
        [left, LEFT, RIGHT],
        [right, RIGHT, LEFT],
      ] as const) {
        expect(channel?.loudestOf(own)).toBeGreaterThan(4000);
        // In the first packet opusenc has not yet found out that the two differ.
        expect(channel?.loudestOf(other)).toBeLessThan(1000);
      }
    },
  );
});

const [LEFT, RIGHT] = [400, 1000];

function twoTones(samples: number): Buffer {
  const wav = wavFile(samples, 2);
  for (let at = 0; at < samples; at += 1)
    for (const [channel, hertz] of [LEFT, RIGHT].entries())
      wav.writeInt16LE(
        Math.round(8000 * Math.sin((2 * Math.PI * hertz * at) / 8000)),
        44 + 4 * at + 2 * channel,
      );
  return wav;
}

describe('the spool of recordings', () => {
  const useBench = useVaultBench();

  it('shows files that are named by a UUID, and nothing else', async () => {
    const bench = await useBench();
    await bench.lay(NAME, wavFile(10));
    await bench.lay('+8613800138000', wavFile(10));
    await writeFile(join(bench.spoolPath, `${uuid(2)}.mp3`), 'x');
    expect(await bench.spool.names()).toEqual([NAME]);
    expect(await bench.spool.look(NAME)).toMatchObject({ bytes: 64, wav: { kind: 'whole' } });
    expect(await bench.spool.look(uuid(9))).toBeNull();
  });

  it('follows no link, and removes nothing that has changed', async () => {
    const bench = await useBench();
    await symlink('/etc/passwd', join(bench.spoolPath, `${uuid(2)}.wav`));
    await expect(bench.spool.look(uuid(2))).rejects.toThrow('ELOOP');
    await bench.lay(NAME, wavFile(10));
    const file = await bench.spool.look(NAME);
    await bench.lay(NAME, wavFile(11));
    if (file !== null) await bench.spool.remove(file);
    expect(await bench.spool.look(NAME)).not.toBeNull();
  });

  it('that everybody may write into, or that is none, gives nothing and says so once; one that is not there yet says nothing', async () => {
    const bench = await useBench();
    await bench.lay(NAME, wavFile(10));
    await chmod(bench.spoolPath, 0o777);
    expect([await bench.spool.names(), await bench.spool.names()]).toEqual([[], []]);
    expect(bench.oddities).toHaveLength(1);
    await rm(bench.spoolPath, { recursive: true });
    expect(await bench.spool.names()).toEqual([]);
    await writeFile(bench.spoolPath, '');
    expect([await bench.spool.names(), await bench.spool.names()]).toEqual([[], []]);
    expect(bench.oddities).toHaveLength(2);
  });
});
