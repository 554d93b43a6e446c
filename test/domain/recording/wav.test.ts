import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWav, WAV_HEAD_BYTES, wavDurationMs, wavHeader } from '../../../src/domain/recording/wav.ts';
import { wavFile } from './given.ts';

const read = (file: Buffer) => readWav(file.subarray(0, WAV_HEAD_BYTES), file.length);
const chunk = (name: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
/** With the length in the RIFF header put right. */
const riff = (...parts: readonly Buffer[]): Buffer => {
  const file = Buffer.concat(parts);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
};

describe('a WAV file', () => {
  it('says how long it lasts and how many channels it has', () => {
    const reading = read(wavFile(8000, 2));
    expect(reading).toEqual({
      kind: 'whole',
      sound: { channels: 2, sampleRate: 8000, bitsPerSample: 16, dataAt: 44, dataBytes: 32_000 },
    });
    if (reading.kind === 'whole') expect(wavDurationMs(reading.sound)).toBe(1000);
  });

  it('may have other chunks before and behind its samples', () => {
    const plain = wavFile(100);
    const file = riff(
      plain.subarray(0, 36),
      chunk('LIST', Buffer.from('INFO')),
      plain.subarray(36),
      chunk('LIST', Buffer.from('INFO')),
    );
    expect(read(file)).toMatchObject({ kind: 'whole', sound: { dataAt: 56, dataBytes: 200 } });
  });

  it.each([0, 36, 0x7fff_ffff, 0xffff_ffff])(
    'with lengths of %i that do not fit holds what is there',
    (length) => {
      const file = wavFile(100, 2);
      file.writeUInt32LE(length, 4);
      file.writeUInt32LE(length === 36 ? 0 : length, 40);
      expect(read(file)).toMatchObject({ kind: 'cut', sound: { dataAt: 44, dataBytes: 400 } });
    },
  );

  it('has whole samples only', () => {
    const file = Buffer.concat([wavFile(100, 2), Buffer.from([1, 2, 3])]);
    expect(read(file)).toMatchObject({ kind: 'cut', sound: { dataBytes: 400 } });
  });

  it('without samples is empty, and what is no WAV is told from it', () => {
    expect(read(wavFile(0))).toEqual({ kind: 'empty' });
    expect(read(Buffer.alloc(0))).toEqual({ kind: 'empty' });
    expect(read(wavFile(0).subarray(0, 20))).toEqual({ kind: 'empty' });
    expect(read(Buffer.from('not a sound at all, but some text that is there'))).toEqual({ kind: 'unknown' });
    const compressed = wavFile(10);
    compressed.writeUInt16LE(7, 20);
    expect(read(compressed)).toEqual({ kind: 'unknown' });
  });

  it('gets a header with which it is whole again', () => {
    const file = wavFile(500, 2);
    const reading = read(file);
    if (reading.kind !== 'whole') throw new Error('not whole');
    expect(Buffer.from(wavHeader(reading.sound)).equals(file.subarray(0, 44))).toBe(true);
  });

  it('may hold anything without an error', () => {
    const head = wavFile(0);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 44 }),
        fc.nat({ max: 1000 }),
        (noise, at, more) => {
          const file = Buffer.concat([head.subarray(0, at), noise]);
          const reading = readWav(file, file.length + more);
          if (reading.kind === 'whole' || reading.kind === 'cut')
            expect(reading.sound.dataAt + reading.sound.dataBytes).toBeLessThanOrEqual(file.length + more);
        },
      ),
    );
  });
});
