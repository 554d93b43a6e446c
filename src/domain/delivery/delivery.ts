import type { EpochMs } from '../instant.ts';
import { type DeliveryResult, resultWord } from './delivery-result.ts';
import { nextAttemptAt, type RetrySchedule } from './retry-schedule.ts';

/** An event that an endpoint has not accepted yet. */
export interface Delivery {
  /** Of the event, within its tenant. */
  readonly number: number;
  /** Deliveries of one lane never overtake one another. */
  readonly lane: string;
  /** When the event happened. */
  readonly happenedAt: EpochMs;
  /** When it was first to be delivered. */
  readonly firstAt: EpochMs;
  /** Those that are over. */
  readonly attempts: number;
  /** When it is to be tried next. */
  readonly dueAt: EpochMs;
  /** The latest result; `null` before the first. */
  readonly because: string | null;
}

/** A delivery that was given up. */
export interface DeadLetter extends Omit<Delivery, 'dueAt'> {
  readonly deadAt: EpochMs;
}

/**
 * What a result means.
 * - `settled`: accepted; nothing is left to do
 * - `again`: to be tried again
 * - `dead`: given up
 * - `endpoint-gone`: the endpoint wants no more; the delivery waits until somebody enables it again
 */
export type Verdict =
  | { readonly kind: 'settled' }
  | { readonly kind: 'again'; readonly delivery: Delivery }
  | { readonly kind: 'dead'; readonly letter: DeadLetter }
  | { readonly kind: 'endpoint-gone'; readonly delivery: Delivery };

/** @param now.random 0 to less than 1 */
export function judge(
  delivery: Delivery,
  result: DeliveryResult,
  schedule: RetrySchedule,
  now: { readonly at: EpochMs; readonly random: number },
): Verdict {
  if (result.kind === 'accepted') return { kind: 'settled' };
  const { dueAt: _, ...rest } = delivery;
  const attempted = { ...rest, attempts: delivery.attempts + 1, because: resultWord(result) };
  if (result.kind === 'gone') return { kind: 'endpoint-gone', delivery: { ...attempted, dueAt: now.at } };
  const askedMs = result.kind === 'refused' ? result.retryAfterMs : null;
  const dueAt = canCure(result) ? nextAttemptAt(attempted, schedule, { ...now, askedMs }) : null;
  return dueAt === null
    ? { kind: 'dead', letter: { ...attempted, deadAt: now.at } }
    : { kind: 'again', delivery: { ...attempted, dueAt } };
}

/** An event that the log has forgotten will not come back. */
function canCure(result: DeliveryResult): boolean {
  return !(result.kind === 'failed' && result.because === 'no-longer-kept');
}
