import { hash } from 'node:crypto';

/** What one block of SHA-256 takes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** The longest text, in characters. */
export const MOST_TEXT = 64;

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC-SHA256 (RFC 2104) of short texts by a key that is used very often. `createHmac` makes three objects for each text, which takes
 * twice as long as the hashing: here the two blocks that the key fills are kept, and Node's one-shot `hash` is used twice.
 */
export class KeyedHash {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  /** @param key at most 64 bytes */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError('the key of a keyed hash has at most 64 bytes');
    this.#inner = paddedKey(key, INNER_PAD, MOST_TEXT);
    this.#outer = paddedKey(key, OUTER_PAD, DIGEST_BYTES);
  }

  /**
   * The first bytes of the HMAC of a text.
   * @param text at most `MOST_TEXT` ASCII characters
   * @param bytes at most 32
   */
  digest(text: string, bytes: number): Buffer {
    if (text.length > MOST_TEXT) throw new RangeError('a text of a keyed hash has at most 64 characters');
    const end = BLOCK_BYTES + this.#inner.write(text, BLOCK_BYTES, 'latin1');
    // As text: Node makes one faster than a Buffer.
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'hex'), BLOCK_BYTES, 'hex');
    return Buffer.from(hash('sha256', this.#outer, 'hex').slice(0, 2 * bytes), 'hex');
  }
}

/** The key as a block, with room for what is hashed behind it. */
function paddedKey(key: Uint8Array, pad: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room);
  for (let at = 0; at < BLOCK_BYTES; at += 1) block[at] = (key[at] ?? 0) ^ pad;
  return block;
}
