import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { StoreError } from '../../ports/store-error.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HASH_BYTES = 8;
const CIPHER = 'aes-256-gcm';
/** For texts of a kilobyte or two: half of the time that the defaults take, for the same bytes. */
const SMALL = { windowBits: 12, memLevel: 5 };
/** No record is larger: what opens beyond it was not written by us. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/**
 * The key of one day's call records, or events (UTC): seals their texts (AES-256-GCM) and hashes the numbers in them (HMAC-SHA256, first 8 bytes).
 * It is random, and kept wrapped by the key of the database: who forgets it has shredded the day.
 */
export class DayKey {
  readonly #key: Uint8Array;
  readonly #sealing: KeyObject;
  readonly #index: KeyObject;
  readonly #wrapping: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = key;
    this.#sealing = derived(key, 'sealing');
    this.#index = derived(key, 'index');
    this.#wrapping = derived(key, 'wrapping');
  }

  static random(): DayKey {
    return new DayKey(randomBytes(KEY_BYTES));
  }

  /** To be wrapped. */
  reveal(): Uint8Array {
    return this.#key;
  }

  hash(number: RealNumber): Buffer {
    return createHmac('sha256', this.#index).update(number.reveal()).digest().subarray(0, HASH_BYTES);
  }

  /** @param owner what it opens for only, such as a call's name */
  seal(owner: string, text: string): Buffer {
    return encrypt(this.#sealing, owner, deflateRawSync(text, SMALL));
  }

  /** @throws StoreError `store-corrupt` when it was not sealed for this owner by this key */
  open(owner: string, sealed: Uint8Array): string {
    try {
      const text = decrypt(this.#sealing, owner, sealed);
      return inflateRawSync(text, { maxOutputLength: MAX_TEXT_BYTES }).toString('utf8');
    } catch {
      throw new StoreError('store-corrupt', `what was sealed for ${owner} does not open`);
    }
  }

  /** The key of a file that is kept under this day. */
  wrap(owner: string, key: Uint8Array): Buffer {
    return encrypt(this.#wrapping, owner, key);
  }

  /** @throws StoreError `store-corrupt` when it was not wrapped for this owner by this key */
  unwrap(owner: string, wrapped: Uint8Array): Uint8Array {
    try {
      return new Uint8Array(decrypt(this.#wrapping, owner, wrapped));
    } catch {
      throw new StoreError('store-corrupt', `the key of recording ${owner} does not open`);
    }
  }
}

function encrypt(key: KeyObject, owner: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function decrypt(key: KeyObject, owner: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

function derived(key: Uint8Array, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', key, '', `axbridge call record ${purpose} key`, KEY_BYTES);
  return createSecretKey(new Uint8Array(bytes));
}
