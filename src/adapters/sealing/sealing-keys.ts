import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { NO_DETAILS } from '../../domain/binding/binding-details.ts';
import type { SealedPart } from '../../domain/binding/binding-record.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { StoreError } from '../../ports/store-error.ts';
import { printDetails, readDetails } from './details-text.ts';
import { KeyedHash } from './keyed-hash.ts';
import type { MasterKey } from './master-key.ts';

const HASH_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NUMBER_BYTES = 8;
/** Two numbers. */
const PLAIN_BYTES = 2 * NUMBER_BYTES;
const CIPHER = 'aes-256-gcm';
const CHECKED_TEXT = 'axbridge key check';
/** What keys that are wrapped by these open; each opens as what it was wrapped for only. */
const KEY_PURPOSES = {
  'call-record-day': 'call records of a day',
  'recording-day': 'recordings of a day',
  'held-recording': 'a recording that is held',
  'event-day': 'a day of events',
} as const;

export type KeyPurpose = keyof typeof KEY_PURPOSES;

/** A number of up to 15 digits in two 32 bit halves. */
const HALF = 0x1_0000_0000;
/** Random bytes are drawn for so many nonces at once. */
const NONCE_BATCH = 1024;

/**
 * The keys of one generation, derived from a master key and the generation's own salt (HKDF-SHA256, RFC 5869):
 * numbers are looked up by HMAC-SHA256 (first 16 bytes) and sealed in pairs by AES-256-GCM (NIST SP 800-38D).
 */
export class SealingKeys {
  readonly generation: number;
  readonly #indexKey: KeyObject;
  readonly #hash: KeyedHash;
  readonly #sealingKey: KeyObject;
  readonly #wrappingKey: KeyObject | null;
  readonly #nonces = Buffer.alloc(NONCE_BYTES * NONCE_BATCH);
  #nonceAt = this.#nonces.length;
  /** Used at once and never kept. */
  readonly #contextBytes = Buffer.alloc(12);

  private constructor(
    generation: number,
    indexKey: Uint8Array,
    sealingKey: Uint8Array,
    wrappingKey: Uint8Array | null,
  ) {
    this.generation = generation;
    this.#indexKey = createSecretKey(indexKey);
    this.#hash = new KeyedHash(indexKey);
    this.#sealingKey = createSecretKey(sealingKey);
    this.#wrappingKey = wrappingKey === null ? null : createSecretKey(wrappingKey);
  }

  static derive(master: MasterKey, generation: number, salt: Uint8Array): SealingKeys {
    const key = (purpose: string): Uint8Array =>
      new Uint8Array(hkdfSync('sha256', master.reveal(), salt, `axbridge ${purpose} key`, KEY_BYTES));
    return new SealingKeys(generation, key('index'), key('sealing'), key('wrapping'));
  }

  /** The key under which a party is found: the same for the same digits, meaningless without the index key. */
  hash(party: RealNumber): Buffer {
    return this.#hash.digest(party.reveal(), HASH_BYTES);
  }

  /** A value that tells whether a key is the right one, and nothing else. */
  check(): Buffer {
    return createHmac('sha256', this.#indexKey).update(CHECKED_TEXT).digest().subarray(0, HASH_BYTES);
  }

  /** Seals the numbers and details of a binding; they open for the same binding and generation only. */
  seal(bindingId: number, { a, b, details }: SealedPart): Buffer {
    const text = Buffer.from(printDetails(details));
    const plain = Buffer.allocUnsafe(PLAIN_BYTES + text.length);
    writeDigits(plain, 0, a);
    writeDigits(plain, NUMBER_BYTES, b);
    text.copy(plain, PLAIN_BYTES);
    return encrypt(this.#sealingKey, this.#nextNonce(), plain, this.#context(bindingId));
  }

  /** @throws StoreError `store-corrupt` when it was not sealed for this binding by this key */
  unseal(bindingId: number, sealed: Uint8Array): SealedPart {
    const plain = decrypt(this.#sealingKey, sealed, this.#context(bindingId));
    const a = plain === null || plain.length < PLAIN_BYTES ? null : readDigits(plain, 0);
    if (plain === null || a === null)
      throw new StoreError('store-corrupt', `the numbers of binding ${bindingId} do not open`);
    const details =
      plain.length === PLAIN_BYTES ? NO_DETAILS : readDetails(plain.toString('utf8', PLAIN_BYTES));
    return { a, b: readDigits(plain, NUMBER_BYTES), details };
  }

  /** Seals a number that belongs to `owner`, which is of one of a few kinds; it opens for both only. */
  sealNumber(kind: number, owner: number, number: RealNumber): Buffer {
    const plain = Buffer.allocUnsafe(NUMBER_BYTES + 1);
    writeDigits(plain, 0, number);
    plain.writeUInt8(kind, NUMBER_BYTES);
    return encrypt(this.#sealingKey, this.#nextNonce(), plain, this.#context(owner));
  }

  /** @throws StoreError `store-corrupt` when it was not sealed for this owner by this key */
  unsealNumber(kind: number, owner: number, sealed: Uint8Array): RealNumber {
    const plain = decrypt(this.#sealingKey, sealed, this.#context(owner));
    const isOurs = plain?.length === NUMBER_BYTES + 1 && plain.readUInt8(NUMBER_BYTES) === kind;
    const number = plain !== null && isOurs ? readDigits(plain, 0) : null;
    if (number === null) throw new StoreError('store-corrupt', `a number kept for ${owner} does not open`);
    return number;
  }

  /** Another key, for one purpose. @param id what it is the key of, such as the day */
  wrapKey(purpose: KeyPurpose, id: number, key: Uint8Array): Buffer {
    return encrypt(this.#sealingKey, this.#nextNonce(), Buffer.from(key), this.#keyContext(purpose, id));
  }

  /** @throws StoreError `store-corrupt` */
  unwrapKey(purpose: KeyPurpose, id: number, wrapped: Uint8Array): Uint8Array {
    const key = decrypt(this.#sealingKey, wrapped, this.#keyContext(purpose, id));
    if (key?.length !== KEY_BYTES)
      throw new StoreError('store-corrupt', `the key of ${KEY_PURPOSES[purpose]} (${id}) does not open`);
    return key;
  }

  /** The keys of an earlier generation, readable with these keys only. */
  wrap(earlier: SealingKeys): Buffer {
    const plain = Buffer.concat([earlier.#indexKey.export(), earlier.#sealingKey.export()]);
    return encrypt(this.#ownWrappingKey(), this.#nextNonce(), plain, this.#context(earlier.generation));
  }

  /** @throws StoreError `store-corrupt` */
  unwrap(generation: number, wrapped: Uint8Array): SealingKeys {
    const plain = decrypt(this.#ownWrappingKey(), wrapped, this.#context(generation));
    if (plain?.length !== 2 * KEY_BYTES)
      throw new StoreError('store-corrupt', `the keys of generation ${generation} do not open`);
    return new SealingKeys(generation, plain.subarray(0, KEY_BYTES), plain.subarray(KEY_BYTES), null);
  }

  #ownWrappingKey(): KeyObject {
    if (this.#wrappingKey === null)
      throw new StoreError('key-rotating', 'the keys of an earlier generation wrap nothing');
    return this.#wrappingKey;
  }

  #context(id: number): Buffer {
    this.#contextBytes.writeUInt32BE(this.generation, 0);
    this.#contextBytes.writeUInt32BE(Math.floor(id / HALF), 4);
    this.#contextBytes.writeUInt32BE(id % HALF, 8);
    return this.#contextBytes;
  }

  #keyContext(purpose: KeyPurpose, id: number): Buffer {
    return Buffer.concat([this.#context(id), Buffer.from(KEY_PURPOSES[purpose])]);
  }

  #nextNonce(): Buffer {
    if (this.#nonceAt === this.#nonces.length) {
      randomFillSync(this.#nonces);
      this.#nonceAt = 0;
    }
    this.#nonceAt += NONCE_BYTES;
    return this.#nonces.subarray(this.#nonceAt - NONCE_BYTES, this.#nonceAt);
  }
}

/** Nonce, tag and cipher text in one piece. */
function encrypt(key: KeyObject, nonce: Buffer, plain: Buffer, context: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(context);
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @returns `null` when it was not encrypted by this key in this context */
function decrypt(key: KeyObject, sealed: Uint8Array, context: Buffer): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

/** Stands for a number that is not there. */
const NOBODY = 0;

/** E.164 digits never begin with 0, so their value says all. */
function writeDigits(target: Buffer, offset: number, party: RealNumber | null): void {
  const value = Number(party?.reveal() ?? NOBODY);
  target.writeUInt32BE(Math.floor(value / HALF), offset);
  target.writeUInt32BE(value % HALF, offset + 4);
}

function readDigits(source: Buffer, offset: number): RealNumber | null {
  const value = source.readUInt32BE(offset) * HALF + source.readUInt32BE(offset + 4);
  return value === NOBODY ? null : RealNumber.of(String(value));
}
