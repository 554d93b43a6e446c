import type { CallPolicy } from '../policy/call-policy.ts';
import type { LegId } from './leg.ts';

/** One way out to a party: the gateway's name and the UUID that the leg shall have. */
export interface Attempt {
  readonly gateway: string;
  readonly leg: LegId;
}

/** Everything that decides how a party is called. Durations in milliseconds. */
export interface DialPolicy {
  readonly ringTimeoutMs: number;
  /** How long a gateway may say nothing at all before the next one is tried. */
  readonly firstResponseTimeoutMs: number;
  /** From answer; `null` without end. */
  readonly maxCallMs: number | null;
  /** `carrier`: the caller hears the callee's network; `local`: our own tone, so that no network can speak a number. */
  readonly ringback: 'carrier' | 'local';
}

/** How the party of one call is called: what the call's policy says counts, and the settings for the rest. */
export function dialPolicyFor(settings: DialPolicy, policy: CallPolicy): DialPolicy {
  const { ringTimeoutMs = settings.ringTimeoutMs, maxCallMs = settings.maxCallMs } = policy;
  return { ...settings, ringTimeoutMs, maxCallMs };
}
