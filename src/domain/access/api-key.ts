import type { EpochMs } from '../instant.ts';
import { isReached } from '../instant.ts';
import type { TenantId } from './tenant.ts';

/**
 * What a key opens:
 * - `read`: pools, bindings, calls, and where a call would go; numbers masked
 * - `bind`: bindings, made, renewed and released
 * - `call`: calls, started and hung up
 * - `admin`: pools, numbers, keys and the audit log of the tenant; with a key of the tenant `default` also tenants
 * - `reveal`: real numbers, where it is asked for besides `read`; each time is audited
 * - `recordings`: what was said in calls: to list, hear, hold and delete it; each time that it is heard is audited
 * - `metrics`: the measurements of the installation and nothing else; with a key of the tenant `default`
 */
export const SCOPES = ['read', 'bind', 'call', 'admin', 'reveal', 'recordings', 'metrics'] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** How often a key may be used. */
export interface RateLimit {
  /** Requests a second, in the long run; a batch counts as many as it has rows. */
  readonly perSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

/** A key of the HTTP API as it is kept: the secret itself is with its owner only. */
export interface ApiKey {
  /** Also the middle of the key's text: 12 small letters and digits. */
  readonly id: string;
  readonly tenant: TenantId;
  /** SHA-256 of the secret, in hexadecimal. The secret has 256 random bits, so it needs no slow hash. */
  readonly digest: string;
  /** For people; at most 128 characters. */
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** CIDR blocks from which the key is taken; empty for any. */
  readonly sourceNetworks: readonly string[];
  readonly rateLimit: RateLimit;
  readonly createdAt: EpochMs;
  /** `null` for a key that lasts until it is revoked. */
  readonly expiresAt: EpochMs | null;
  readonly revokedAt: EpochMs | null;
}

export const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 100, burst: 200 };

const KEY_TEXT = /^axk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** `axk_<id>_<secret>`, as its owner keeps it. */
export function keyText(id: string, secret: string): string {
  return `axk_${id}_${secret}`;
}

/** @returns `undefined` when the text is no key */
export function parseKeyText(text: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = KEY_TEXT.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** True while the key opens anything. */
export function isInForce(key: ApiKey, at: EpochMs): boolean {
  return key.revokedAt === null && !isReached(key.expiresAt, at);
}
