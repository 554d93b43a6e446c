import type { Dialling } from '../app/call-desk.ts';
import type { Settings } from '../config/settings.ts';

/** How calls go out, as the settings say. */
export function diallingOf({ routing, calls }: Settings): Dialling {
  return {
    gateways: routing.gateways,
    maxCalls: calls.maxConcurrent,
    policy: {
      ringTimeoutMs: routing.ringTimeoutSeconds * 1000,
      firstResponseTimeoutMs: routing.firstResponseSeconds * 1000,
      maxCallMs: routing.maxCallSeconds === null ? null : routing.maxCallSeconds * 1000,
      ringback: routing.ringback,
    },
  };
}
