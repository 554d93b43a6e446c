import type { EpochMs } from '../instant.ts';

/**
 * A URL that is asked for each call to a number of the pool where the call goes. The bindings of the pool are the stored rule, which
 * answers when the URL does not.
 */
export interface RouteWebhook {
  readonly url: string;
  /** For the whole question, from the look-up of the name to the last byte of the answer. 50 to 2,000. */
  readonly deadlineMs: number;
  /** Names the secret that signs the questions. The secret itself is derived from a key that is not in the store. */
  readonly secretId: string;
  /** After a rotation: the secret before it, which signs as well until then. */
  readonly formerSecret: { readonly id: string; readonly until: EpochMs } | null;
}

/** A caller hears nothing while the URL is asked, and 300 ms are not noticed. */
export const DEFAULT_DEADLINE_MS = 300;
export const LEAST_DEADLINE_MS = 50;
/** A call that waits for more than 4 s is given up by the dialplan. */
export const MOST_DEADLINE_MS = 2_000;
/** How long the secret before a rotation signs besides the new one. */
export const FORMER_SECRET_MS = 24 * 3600 * 1000;
