import { AxbridgeNoAnswer, type AxbridgeProblem } from './problem.ts';

/** How often a request is sent, the first time included. */
export const ATTEMPTS = 5;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
/** Whoever is told to come back later than this is told so, instead of waiting; in milliseconds. */
const PATIENCE_MS = 30_000;
/** Of proxies whose axbridge does not answer just now. */
const PASSING_STATUS: readonly (number | null)[] = [502, 503, 504];

export interface Failure {
  readonly error: AxbridgeProblem | AxbridgeNoAnswer;
  /** How often it was sent by now. */
  readonly attempt: number;
  /** Sent twice, it does no more than sent once. */
  readonly isRepeatable: boolean;
  /** From 0 to 1. */
  readonly random: number;
}

/** @returns how long to wait before the request is sent again, in milliseconds, or `null` when it is not to be */
export function pauseBefore({ error, attempt, isRepeatable, random }: Failure): number | null {
  if (attempt >= ATTEMPTS) return null;
  const spread = (0.5 + random / 2) * Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  if (error instanceof AxbridgeNoAnswer) return isRepeatable && mayPass(error) ? spread : null;
  if (!error.retrySafe) return null;
  const told = error.retryAfterMs ?? 0;
  return told > PATIENCE_MS ? null : told + spread;
}

function mayPass({ reason, status }: AxbridgeNoAnswer): boolean {
  return reason !== 'foreign' || PASSING_STATUS.includes(status);
}
