import { randomBytes } from 'node:crypto';
import { StoreError } from '../../ports/store-error.ts';

const KEY_BYTES = 32;
const HEX = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;
const BASE64_URL = /^[A-Za-z0-9_-]{43}=?$/;

/** The one secret from which the keys of a database are derived: 32 bytes. Whatever prints it gets `[master key]`. */
export class MasterKey {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  static random(): MasterKey {
    return new MasterKey(randomBytes(KEY_BYTES));
  }

  /**
   * Reads 64 hexadecimal digits or 43 to 44 characters of base64.
   * @param place named in the error, such as the path of the file
   * @throws StoreError `key-malformed`
   */
  static parse(text: string, place: string): MasterKey {
    const trimmed = text.trim();
    if (HEX.test(trimmed)) return new MasterKey(Buffer.from(trimmed, 'hex'));
    if (BASE64.test(trimmed)) return new MasterKey(Buffer.from(trimmed, 'base64'));
    if (BASE64_URL.test(trimmed)) return new MasterKey(Buffer.from(trimmed, 'base64url'));
    throw new StoreError('key-malformed', `${place} does not hold 32 bytes in base64 or hexadecimal`);
  }

  /**
   * One key, or two with a space or a line break between them, the newer first.
   * @throws StoreError `key-malformed`
   */
  static parseAll(text: string, place: string): readonly MasterKey[] {
    const words = text.trim().split(/\s+/);
    if (words.length > 2) throw new StoreError('key-malformed', `${place} holds more than two keys`);
    return words.map((word) => MasterKey.parse(word, place));
  }

  static ofBytes(bytes: Uint8Array): MasterKey {
    if (bytes.length !== KEY_BYTES) throw new StoreError('key-malformed', 'a master key has 32 bytes');
    return new MasterKey(bytes);
  }

  reveal(): Uint8Array {
    return this.#bytes;
  }

  toString(): string {
    return '[master key]';
  }

  toJSON(): string {
    return '[master key]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[master key]';
  }
}
