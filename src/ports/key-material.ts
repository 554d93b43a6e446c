import type { Secret } from '../domain/secret.ts';

/** Randomness and hashes for keys of the HTTP API. */
export interface KeyMaterial {
  /** 12 random small letters and digits: a name, no secret. */
  id(): string;
  /** 256 random bits as 43 characters of base64url. */
  secret(): string;
  /** SHA-256 in hexadecimal. */
  digest(secret: string): string;
  /** Takes as long whether the two agree or not. */
  matches(secret: string, digest: string): boolean;
  /** HMAC-SHA-256 under a key that is not in the store: what it is taken of (it holds real numbers) cannot be guessed from it. */
  fingerprint(text: string): string;
  /**
   * The secret that signs webhooks, `whsec_…` (Standard Webhooks), derived from a name (`id()`) and the key that is not in the store:
   * the same for the same name, and nothing of it is kept anywhere.
   */
  webhookSecret(id: string): Secret;
  /** HMAC-SHA-256 under a key of its own, derived from the same: 43 characters of base64url. */
  signLink(text: string): string;
  /** Takes as long whether the two agree or not. */
  isLinkSigned(text: string, signature: string): boolean;
}
