import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { KeyMaterial } from '../../ports/key-material.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz012345';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;

/** Randomness and hashes from OpenSSL. */
export class NodeKeyMaterial implements KeyMaterial {
  readonly #fingerprintKey: KeyObject;

  constructor(fingerprintKey: Uint8Array) {
    this.#fingerprintKey = createSecretKey(fingerprintKey);
  }

  id(): string {
    // 32 letters: five bits of a byte choose one without bias.
    return Array.from(randomBytes(ID_LENGTH), (byte) => ALPHABET[byte & 31]).join('');
  }

  secret(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  digest(secret: string): string {
    return createHash('sha256').update(secret).digest('hex');
  }

  matches(secret: string, digest: string): boolean {
    const given = createHash('sha256').update(secret).digest();
    const kept = Buffer.from(digest, 'hex');
    return kept.length === given.length && timingSafeEqual(given, kept);
  }

  fingerprint(text: string): string {
    return createHmac('sha256', this.#fingerprintKey).update(text).digest('base64url');
  }
}
