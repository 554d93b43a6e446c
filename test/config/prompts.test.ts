import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROMPTS } from '../../src/domain/call/prompt.ts';

const SOUNDS = 'freeswitch-conf/sounds';
const SAMPLES_PER_SECOND = 8_000;

/** Samples of an 8 kHz mono A-law WAV, from -1 to 1. */
async function samplesOf(path: string): Promise<readonly number[]> {
  const wav = await readFile(path);
  expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect({
    format: wav.readUInt16LE(20),
    channels: wav.readUInt16LE(22),
    rate: wav.readUInt32LE(24),
  }).toEqual({
    format: 6,
    channels: 1,
    rate: SAMPLES_PER_SECOND,
  });
  const data = wav.indexOf('data');
  const length = wav.readUInt32LE(data + 4);
  return [...wav.subarray(data + 8, data + 8 + length)].map(decodeALaw);
}

/** ITU-T G.711, table 1a. */
function decodeALaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return ((code & 0x80) === 0 ? -magnitude : magnitude) / 32_768;
}

describe.each(['en', 'zh'])('Prompts in %s', (language) => {
  test('are there for every case that has one, and for nothing else', async () => {
    const files = await readdir(join(SOUNDS, language));
    expect(files.toSorted()).toEqual(PROMPTS.map((name) => `${name}.wav`).toSorted());
  });

  test.each(PROMPTS)('%s has a few seconds of speech, loud enough and not clipped', async (name) => {
    const samples = await samplesOf(join(SOUNDS, language, `${name}.wav`));
    const peak = Math.max(...samples.map(Math.abs));
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    const seconds = samples.length / SAMPLES_PER_SECOND;
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(9);
    expect(peak).toBeGreaterThan(0.4);
    expect(peak).toBeLessThan(0.9);
    expect(rms).toBeGreaterThan(0.04);
  });
});

test('All prompts have a text in both languages', async () => {
  const texts: Record<string, Record<string, string>> = JSON.parse(
    await readFile(join(SOUNDS, 'prompts.json'), 'utf8'),
  );
  expect(Object.keys(texts).toSorted()).toEqual(PROMPTS.toSorted());
  for (const text of Object.values(texts)) expect(Object.keys(text)).toEqual(['en', 'zh', 'pinyin']);
});

test('All prompts together are small', async () => {
  const files = await readdir(SOUNDS, { recursive: true, withFileTypes: true });
  const wavs = files.filter((file) => file.name.endsWith('.wav'));
  const sizes = await Promise.all(
    wavs.map(async (file) => (await readFile(join(file.parentPath, file.name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_000_000);
});
