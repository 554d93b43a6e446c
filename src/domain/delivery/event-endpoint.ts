import type { TenantId } from '../access/tenant.ts';
import type { EpochMs } from '../instant.ts';

/** Why nothing is delivered to an endpoint: its owner wants it so, or it has answered 410. */
export type DisabledBecause = 'owner' | 'gone';

/** A URL of a tenant that gets the tenant's events. Not to be confused with the webhook of a pool, which is asked about calls. */
export interface EventEndpoint {
  /** 12 small letters and digits. */
  readonly id: string;
  readonly tenant: TenantId;
  /** For people; at most 128 characters. */
  readonly label: string;
  readonly url: string;
  /** Types such as `call.ended`, or all of a kind as `call.*`; empty for every event. */
  readonly types: readonly string[];
  /** Real numbers are sent in full. */
  readonly showNumbers: boolean;
  /** `null`: it is enabled. */
  readonly disabledBecause: DisabledBecause | null;
  /** Names the secret that signs the deliveries. The secret itself is derived from a key that is not in the store. */
  readonly secretId: string;
  /** After a rotation: the secret before it, which signs as well until then. */
  readonly formerSecret: { readonly id: string; readonly until: EpochMs } | null;
  readonly createdAt: EpochMs;
}

/** Endpoints of one tenant. */
export const MOST_ENDPOINTS = 20;
/** How long the secret before a rotation signs besides the new one. */
export const FORMER_SECRET_MS = 24 * 3600 * 1000;
/** Types or kinds in one filter. */
export const MOST_TYPES = 50;

/** Whether a filter lets an event of this type pass. */
export function isWanted(type: string, types: readonly string[]): boolean {
  if (types.length === 0) return true;
  return types.some((one) => (one.endsWith('.*') ? type.startsWith(one.slice(0, -1)) : one === type));
}

/** The names of the secrets that sign at this instant, the newest first. */
export function signingSecrets({ secretId, formerSecret }: EventEndpoint, at: EpochMs): readonly string[] {
  return formerSecret !== null && at < formerSecret.until ? [secretId, formerSecret.id] : [secretId];
}
