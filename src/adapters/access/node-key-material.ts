import {
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Secret } from '../../domain/secret.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';
import { webhookSecretText } from '../webhook/signature.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz012345';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;

/** Randomness and hashes from OpenSSL. */
export class NodeKeyMaterial implements KeyMaterial {
  readonly #key: KeyObject;

  /** @param key 32 bytes that are not in the store */
  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  id(): string {
    // 32 letters: five bits of a byte choose one without bias.
    return Array.from(randomBytes(ID_LENGTH), (byte) => ALPHABET[byte & 31]).join('');
  }

  secret(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  digest(secret: string): string {
    return hash('sha256', secret);
  }

  matches(secret: string, digest: string): boolean {
    const given = hash('sha256', secret, 'buffer');
    const kept = Buffer.from(digest, 'hex');
    return kept.length === given.length && timingSafeEqual(given, kept);
  }

  fingerprint(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }

  webhookSecret(id: string): Secret {
    const bytes = hkdfSync('sha256', this.#key, '', `axbridge webhook secret ${id}`, SECRET_BYTES);
    return new Secret(webhookSecretText(new Uint8Array(bytes)));
  }

  signLink(text: string): string {
    return this.#linkSignature(text).toString('base64url');
  }

  isLinkSigned(text: string, signature: string): boolean {
    const [own, given] = [this.#linkSignature(text), Buffer.from(signature, 'base64url')];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  #linkSignature(text: string): Buffer {
    const key = hkdfSync('sha256', this.#key, '', 'axbridge link key', SECRET_BYTES);
    return createHmac('sha256', new Uint8Array(key)).update(text).digest();
  }
}
