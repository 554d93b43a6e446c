import type { OrderFailure } from '../../domain/call/call-input.ts';
import { EslNotSentError, EslUnknownOutcomeError } from '../../esl/codec/errors.ts';
import { OrderError } from '../../ports/switch-port.ts';

/** Why the switch did not take an order, from its reply; `null` when it did. */
export function refusalOf(reply: {
  readonly ok: boolean;
  readonly text: string;
  readonly body?: string | undefined;
}): OrderFailure | null {
  const text = reply.body ?? reply.text;
  if (reply.ok && !text.startsWith('-ERR') && !text.startsWith('-USAGE')) return null;
  return /invalid session id|no such channel/i.test(text) ? 'leg-gone' : 'refused-by-switch';
}

/** A failed command as a failed order. Whatever is not known to be unsent may have been carried out. */
export function orderErrorOf(error: unknown): OrderError {
  if (error instanceof OrderError) return error;
  if (error instanceof EslNotSentError) {
    if (error.reason === 'channel-gone') return new OrderError('leg-gone', { cause: error });
    const hasNoLink = error.reason === 'connection-closed' || error.reason === 'not-ready';
    return new OrderError(hasNoLink ? 'link-lost' : 'not-sent', { cause: error });
  }
  if (error instanceof EslUnknownOutcomeError) return new OrderError('unknown-outcome', { cause: error });
  // Building the order failed: nothing was written.
  return new OrderError('not-sent', { cause: error });
}

/** The connection went away, as connections do. */
export function isLinkLoss(error: unknown): boolean {
  return error instanceof EslNotSentError || error instanceof EslUnknownOutcomeError;
}
