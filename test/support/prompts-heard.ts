import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOUNDS = fileURLToPath(new URL('../../freeswitch-conf/sounds/', import.meta.url));
/** Samples that are looked for in one piece: 30 ms. */
const PIECE = 240;
/** A piece with fewer different samples than this is a pause, which any prompt has. */
const LEAST_VARIETY = 24;
const RIFF_HEADER = 12;

interface Prompt {
  /** Such as `en/no-binding`. */
  readonly name: string;
  readonly pieces: readonly Buffer[];
}

/** The prompt that was heard, and how much of it: 1 is all. */
export interface HeardPrompt {
  readonly name: string;
  readonly share: number;
}

/** The share of a prompt that was played to its end: a busy machine loses a packet here and there, and each is part of several pieces. */
export const NEARLY_ALL = 0.8;

let shipped: readonly Prompt[] | null = null;

/**
 * Which of the shipped prompts is in this sound. They are A-law already, and the switch sends A-law on: what is heard is compared
 * sample by sample, so that no prompt can be taken for another.
 */
export function promptIn(sound: Buffer): HeardPrompt | null {
  const best = sharesIn(sound).toSorted((left, right) => right.share - left.share)[0];
  return best === undefined || best.share === 0 ? null : best;
}

/** The names of all prompts of which at least half is in this sound. */
export function promptsHeardIn(sound: Buffer): readonly string[] {
  return sharesIn(sound)
    .filter(({ share }) => share >= 0.5)
    .map(({ name }) => name);
}

function sharesIn(sound: Buffer): readonly HeardPrompt[] {
  shipped ??= ['en', 'zh'].flatMap(promptsIn);
  return shipped.map(({ name, pieces }) => ({
    name,
    share: pieces.filter((piece) => sound.includes(piece)).length / pieces.length,
  }));
}

function promptsIn(language: string): readonly Prompt[] {
  const files = readdirSync(`${SOUNDS}${language}`).filter((name) => name.endsWith('.wav'));
  return files.map((file) => ({
    name: `${language}/${file.slice(0, -'.wav'.length)}`,
    pieces: piecesOf(samplesOf(readFileSync(`${SOUNDS}${language}/${file}`))),
  }));
}

function piecesOf(samples: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + PIECE <= samples.length; at += PIECE) {
    const piece = samples.subarray(at, at + PIECE);
    if (new Set(piece).size >= LEAST_VARIETY) pieces.push(piece);
  }
  return pieces;
}

/** The `data` chunk of a WAV file. */
function samplesOf(wav: Buffer): Buffer {
  let at = RIFF_HEADER;
  while (at + 8 <= wav.length) {
    const length = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === 'data') return wav.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  throw new Error('a WAV file without data');
}
