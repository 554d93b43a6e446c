import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHUNK_BYTES,
  chunkPlace,
  FileOpener,
  FileSealer,
  freshFileKey,
  HEADER_BYTES,
  sealedBytes,
} from '../../../src/adapters/sealing/sealed-file.ts';

const NAME = Buffer.from('00000000000040008000000000000001', 'hex');
const KEY = freshFileKey();
const TAG_BYTES = 16;

function seal(plain: Uint8Array, step = plain.length || 1, key = KEY, name: Uint8Array = NAME): Buffer {
  const sealer = new FileSealer(key, name);
  const parts: Buffer[] = [sealer.header];
  for (let at = 0; at < plain.length; at += step) parts.push(...sealer.update(plain.subarray(at, at + step)));
  parts.push(sealer.end());
  return Buffer.concat(parts);
}

function open(file: Buffer, plainBytes: number, key = KEY, name: Uint8Array = NAME): Buffer {
  const opener = new FileOpener(key, name, { plainBytes, fileBytes: file.length, place: 'the file' });
  opener.checkHeader(file.subarray(0, HEADER_BYTES));
  const plain: Buffer[] = [];
  for (let index = 0; chunkPlace(index).at < file.length; index += 1) {
    const { at, bytes } = chunkPlace(index);
    plain.push(opener.open(index, file.subarray(at, at + bytes)));
  }
  return Buffer.concat(plain);
}

/** Lengths around the borders of chunks, where mistakes live. */
const lengths = fc.oneof(
  fc.constantFrom(0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES - 1),
  fc.integer({ min: 0, max: 3 * CHUNK_BYTES + 10 }),
);
const NUM_RUNS = 60;

describe('a sealed file', () => {
  it('opens as what was sealed, however it was given, and is as long as foretold', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 2 * CHUNK_BYTES }), (bytes, step) => {
        const plain = randomBytes(bytes);
        const file = seal(plain, Math.max(step, Math.ceil(bytes / 64)));
        expect(file.length).toBe(sealedBytes(bytes));
        expect(open(file, bytes).equals(plain)).toBe(true);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('tells of any bit that is not as it was', () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (bytes, where) => {
        const file = seal(randomBytes(bytes));
        const bit = Math.floor(where * file.length * 8);
        file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => open(file, bytes)).toThrow('store-corrupt');
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('tells when it was cut or made longer, and when chunks were left out, even if its length is believed', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 2 * CHUNK_BYTES }), (bytes, change) => {
        const file = seal(randomBytes(bytes));
        const shorter = file.subarray(0, Math.max(0, file.length - change));
        const longer = Buffer.concat([file, randomBytes(change)]);
        for (const other of [shorter, longer]) {
          expect(() => open(other, bytes)).toThrow('store-corrupt');
          const believed = plainOf(other.length);
          if (believed !== null) expect(() => open(other, believed)).toThrow('store-corrupt');
        }
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('tells when whole chunks were cut off, exchanged, repeated, or come from another file of the same key', () => {
    const plain = randomBytes(3 * CHUNK_BYTES);
    const file = seal(plain);
    const [header, chunks] = [file.subarray(0, HEADER_BYTES), chunksIn(file)];
    const [first, second, third] = chunks.map((chunk) => [chunk]);
    const other = chunksIn(seal(plain, plain.length, KEY, randomBytes(16)));
    const forged: readonly (readonly Buffer[])[] = [
      [...(first ?? []), ...(second ?? [])],
      [...(second ?? []), ...(first ?? []), ...(third ?? [])],
      [...(first ?? []), ...(first ?? []), ...(third ?? [])],
      [...(first ?? []), ...other.slice(1)],
      [...chunks, ...(third ?? [])],
      [...(second ?? []), ...(third ?? [])],
    ];
    for (const some of forged) {
      const made = Buffer.concat([header, ...some]);
      expect(() => open(made, plainOf(made.length) ?? 0)).toThrow('does not open');
    }
    expect(open(file, plain.length).equals(plain)).toBe(true);
  });

  it('opens for its own key and name only', () => {
    const file = seal(Buffer.from('sound'));
    expect(() => open(file, 5, freshFileKey())).toThrow('does not open');
    expect(() => open(file, 5, KEY, randomBytes(16))).toThrow('not what its name says');
  });
});

function chunksIn(file: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let index = 0; chunkPlace(index).at < file.length; index += 1) {
    const { at, bytes } = chunkPlace(index);
    chunks.push(file.subarray(at, at + bytes));
  }
  return chunks;
}

/** How much a file of this length could hold. */
function plainOf(fileBytes: number): number | null {
  const body = fileBytes - HEADER_BYTES;
  const chunks = Math.max(1, Math.ceil(body / (CHUNK_BYTES + TAG_BYTES)));
  const plain = body - chunks * TAG_BYTES;
  return plain >= 0 && sealedBytes(plain) === fileBytes ? plain : null;
}
