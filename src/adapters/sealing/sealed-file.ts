import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { StoreError } from '../../ports/store-error.ts';

/*
 * A sealed file: a header of 32 bytes, then chunks of 64 KiB, each sealed by AES-256-GCM with its tag of 16 bytes behind it; the last
 * chunk is shorter, and empty only where the file is. The key is the file's alone and seals it once. As in STREAM (Hoang, Reyhanitabar,
 * Rogaway, Vizár, 2015) the nonce of a chunk is its place and whether it is the last one, so that no chunk opens in another place, and
 * none can be left out, cut off or put behind the last; the header, with the file's name in it, is authenticated with every chunk.
 */

const MAGIC = 'AXBSEAL1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const HEADER_BYTES = 32;
export const CHUNK_BYTES = 64 * 1024;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** The place of a chunk is a number of 32 bits. */
const MOST_CHUNKS = 2 ** 32;
const CIPHER = 'aes-256-gcm';

/** For one file, and for one writing of it only. */
export function freshFileKey(): Uint8Array {
  return new Uint8Array(randomBytes(KEY_BYTES));
}

/** How long a file is when so much is sealed in it. */
export function sealedBytes(plainBytes: number): number {
  return HEADER_BYTES + plainBytes + chunksOf(plainBytes) * TAG_BYTES;
}

/** Where a chunk stands in the sealed file; it may be shorter. */
export function chunkPlace(index: number): { readonly at: number; readonly bytes: number } {
  return { at: HEADER_BYTES + index * SEALED_CHUNK_BYTES, bytes: SEALED_CHUNK_BYTES };
}

/** Seals a stream chunk by chunk, and gives it out beginning with the header. */
export class FileSealer {
  readonly header: Buffer;
  readonly #key: KeyObject;
  readonly #waiting = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  #index = 0;
  /** What was sealed so far, before sealing. */
  plainBytes = 0;

  /** @param name 16 bytes, of this file only */
  constructor(key: Uint8Array, name: Uint8Array) {
    this.#key = createSecretKey(key);
    this.header = headerOf(name);
  }

  /** @returns the chunks that are full now: one is kept back until it is known whether it is the last */
  update(plain: Uint8Array): readonly Buffer[] {
    const sealed: Buffer[] = [];
    for (let at = 0; at < plain.length; ) {
      if (this.#filled === CHUNK_BYTES) sealed.push(this.#seal(false));
      const part = plain.subarray(at, at + CHUNK_BYTES - this.#filled);
      this.#waiting.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
    this.plainBytes += plain.length;
    return sealed;
  }

  /** The last chunk. */
  end(): Buffer {
    return this.#seal(true);
  }

  #seal(isLast: boolean): Buffer {
    const cipher = createCipheriv(CIPHER, this.#key, nonceOf(this.#index, isLast));
    cipher.setAAD(this.header);
    const text = cipher.update(this.#waiting.subarray(0, this.#filled));
    cipher.final();
    this.#index += 1;
    this.#filled = 0;
    if (this.#index >= MOST_CHUNKS) throw new StoreError('store-full', 'a file of more than 256 TiB');
    return Buffer.concat([text, cipher.getAuthTag()]);
  }
}

/** Opens chunks of a sealed file in any order. */
export class FileOpener {
  readonly #key: KeyObject;
  readonly #header: Buffer;
  readonly #last: number;
  readonly #place: string;

  /**
   * @param name as it was sealed for @param plainBytes as it is kept elsewhere: the file does not say how long it should be
   * @param fileBytes how long it is @param place for errors
   * @throws StoreError `store-corrupt`
   */
  constructor(
    key: Uint8Array,
    name: Uint8Array,
    facts: { readonly plainBytes: number; readonly fileBytes: number; readonly place: string },
  ) {
    this.#key = createSecretKey(key);
    this.#header = headerOf(name);
    this.#last = chunksOf(facts.plainBytes) - 1;
    this.#place = facts.place;
    if (facts.fileBytes !== sealedBytes(facts.plainBytes)) throw this.#corrupt('has another length');
  }

  /** @throws StoreError `store-corrupt` when the file is not of this name */
  checkHeader(header: Uint8Array): void {
    if (Buffer.compare(this.#header, header) !== 0) throw this.#corrupt('is not what its name says');
  }

  /** @throws StoreError `store-corrupt` when this is not the chunk that was sealed in this place */
  open(index: number, sealed: Uint8Array): Buffer {
    const textBytes = sealed.length - TAG_BYTES;
    if (textBytes < 0) throw this.#corrupt('is cut');
    const decipher = createDecipheriv(CIPHER, this.#key, nonceOf(index, index === this.#last));
    decipher.setAAD(this.#header);
    decipher.setAuthTag(sealed.subarray(textBytes));
    const plain = decipher.update(sealed.subarray(0, textBytes));
    try {
      decipher.final();
    } catch {
      throw this.#corrupt('does not open');
    }
    return plain;
  }

  #corrupt(what: string): StoreError {
    return new StoreError('store-corrupt', `${this.#place} ${what}`);
  }
}

function chunksOf(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES));
}

function headerOf(name: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.set(name.subarray(0, 16), 8);
  header.writeUInt32BE(CHUNK_BYTES, 24);
  return header;
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, NONCE_BYTES - 5);
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
}
