/*
 * HMAC-SHA256 (RFC 2104, FIPS 180-4) of short texts by a key that is used very often. Node's own costs 2 to 4 µs each time, nearly all
 * of it objects that are made and thrown away, and SHA-256 of the two blocks that depend on the key alone. Here these two are counted
 * once: 0.8 µs are left. Nothing in it depends on secrets but values: no branch, and no place in a table.
 */

/** What one block takes; a text leaves room in it for its length and the mark of its end. */
const BLOCK_WORDS = 16;
const BLOCK_BYTES = 64;
/** The longest text, in characters. */
export const MOST_TEXT = 55;

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** The fraction of a root of each of the first primes, as 32 bits (FIPS 180-4, sections 4.2.2 and 5.3.3). */
const ROUND_CONSTANTS = Int32Array.from(primes(64), (prime) => fractionOf(Math.cbrt(prime)));
const FIRST_STATE = Int32Array.from(primes(8), (prime) => fractionOf(Math.sqrt(prime)));

/** The block that is worked on, filled up to 64 words. Nothing waits between its filling and the end of its use. */
const words = new Int32Array(64);
const state = new Int32Array(8);

/** The key of an HMAC, as the two states that it leads to. */
export class KeyedHash {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;

  /** @param key at most 64 bytes */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError('the key of a keyed hash has at most 64 bytes');
    this.#inner = stateOf(key, INNER_PAD);
    this.#outer = stateOf(key, OUTER_PAD);
  }

  /**
   * The first bytes of the HMAC of a text.
   * @param text at most `MOST_TEXT` ASCII characters
   * @param bytes a multiple of 4, at most 32
   */
  digest(text: string, bytes: number): Buffer {
    if (text.length > MOST_TEXT) throw new RangeError('a text of a keyed hash has at most 55 characters');
    fillWith(text);
    compress(this.#inner);
    words.set(state);
    endBlock(8, 32);
    compress(this.#outer);
    const digest = Buffer.allocUnsafe(bytes);
    for (let at = 0; at < bytes; at += 4) digest.writeInt32BE(state[at / 4] ?? 0, at);
    return digest;
  }
}

function fillWith(text: string): void {
  words.fill(0, 0, BLOCK_WORDS);
  for (let at = 0; at < text.length; at += 1) putByte(at, text.charCodeAt(at));
  putByte(text.length, 0x80);
  words[BLOCK_WORDS - 1] = (BLOCK_BYTES + text.length) * 8;
}

function putByte(at: number, byte: number): void {
  words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - 8 * (at & 3)));
}

/** After so many words that are filled, and one block before this one. */
function endBlock(filled: number, bytes: number): void {
  words.fill(0, filled, BLOCK_WORDS);
  words[filled] = 0x8000_0000 | 0;
  words[BLOCK_WORDS - 1] = (BLOCK_BYTES + bytes) * 8;
}

function stateOf(key: Uint8Array, pad: number): Int32Array {
  words.fill(0, 0, BLOCK_WORDS);
  for (let at = 0; at < BLOCK_BYTES; at += 1) putByte(at, (key[at] ?? 0) ^ pad);
  compress(FIRST_STATE);
  return Int32Array.from(state);
}

/** From the state `from` and the block in `words` to `state` (FIPS 180-4, section 6.2.2, with its names). */
function compress(from: Int32Array): void {
  expand();
  let a = from[0] ?? 0;
  let b = from[1] ?? 0;
  let c = from[2] ?? 0;
  let d = from[3] ?? 0;
  let e = from[4] ?? 0;
  let f = from[5] ?? 0;
  let g = from[6] ?? 0;
  let h = from[7] ?? 0;
  for (let t = 0; t < 64; t += 1) {
    const sum1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + (ROUND_CONSTANTS[t] ?? 0) + (words[t] ?? 0)) | 0;
    const sum0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + sum0 + majority) | 0;
  }
  state[0] = (from[0] ?? 0) + a;
  state[1] = (from[1] ?? 0) + b;
  state[2] = (from[2] ?? 0) + c;
  state[3] = (from[3] ?? 0) + d;
  state[4] = (from[4] ?? 0) + e;
  state[5] = (from[5] ?? 0) + f;
  state[6] = (from[6] ?? 0) + g;
  state[7] = (from[7] ?? 0) + h;
}

/** The message schedule. */
function expand(): void {
  for (let t = BLOCK_WORDS; t < 64; t += 1) {
    const before15 = words[t - 15] ?? 0;
    const before2 = words[t - 2] ?? 0;
    const sigma0 = turned(before15, 7) ^ turned(before15, 18) ^ (before15 >>> 3);
    const sigma1 = turned(before2, 17) ^ turned(before2, 19) ^ (before2 >>> 10);
    words[t] = (words[t - 16] ?? 0) + sigma0 + (words[t - 7] ?? 0) + sigma1;
  }
}

/** To the right, around 32 bits. */
function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fractionOf(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}
