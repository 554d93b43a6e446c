import type { CommandVerb } from './command.ts';
import type { Frame } from './frame.ts';

/** How a stream broke the framing. */
export type DesyncReason =
  | 'header-block-too-long'
  | 'body-too-long'
  | 'empty-header-block'
  | 'malformed-header'
  | 'malformed-content-length'
  | 'missing-content-type'
  | 'unknown-content-type'
  | 'unexpected-frame'
  | 'reply-without-command';

/**
 * The byte stream can no longer be trusted: where one message ends and the next begins is unknown. There is no way to
 * resume; the connection must be closed. The message names the fault and never repeats what was received.
 */
export class EslDesyncError extends Error {
  override readonly name = 'EslDesyncError';
  readonly reason: DesyncReason;
  /** Messages that were complete before the fault, in order: they are good and may hold the reply to a command. */
  readonly decodedBefore: readonly Frame[];

  constructor(reason: DesyncReason, decodedBefore: readonly Frame[] = []) {
    super(`event socket out of step: ${reason.replaceAll('-', ' ')}`);
    this.reason = reason;
    this.decodedBefore = decodedBefore;
  }
}

/** Why a field cannot be put into a command. */
export type EncodingProblem =
  | 'holds a carriage return'
  | 'holds a line feed'
  | 'holds a NUL'
  | 'is empty'
  | 'is too long'
  | 'is not a valid token'
  | 'is reserved';

/** A value cannot be sent without changing what the switch would read. The message names the field, never the value. */
export class EslEncodingError extends Error {
  override readonly name = 'EslEncodingError';
  readonly field: string;
  readonly problem: EncodingProblem;

  constructor(field: string, problem: EncodingProblem) {
    super(`cannot encode ${field}: it ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}

/** A well-framed message does not hold an event. The connection is still good. */
export class EslEventError extends Error {
  override readonly name = 'EslEventError';
}

/** Why a command was never written. */
export type NotSentReason =
  | 'expired-in-queue'
  | 'queue-full'
  | 'channel-gone'
  | 'not-ready'
  | 'draining'
  | 'connection-closed';

/** The command never left this process: the switch has not seen it, and sending it again is safe. */
export class EslNotSentError extends Error {
  override readonly name = 'EslNotSentError';
  readonly reason: NotSentReason;
  readonly verb: CommandVerb;

  constructor(verb: CommandVerb, reason: NotSentReason) {
    super(`${verb} was not sent: ${reason.replaceAll('-', ' ')}`);
    this.verb = verb;
    this.reason = reason;
  }
}

/** Why the reply to a written command is missing. */
export type UnknownOutcomeReason = 'reply-overdue' | 'connection-closed';

/**
 * The command was written and its reply never came: the switch may have run it or not. Never send it again; look at the
 * switch's state instead (`uuid_exists`, `show channels`).
 */
export class EslUnknownOutcomeError extends Error {
  override readonly name = 'EslUnknownOutcomeError';
  readonly reason: UnknownOutcomeReason;
  readonly verb: CommandVerb;

  constructor(verb: CommandVerb, reason: UnknownOutcomeReason) {
    super(`${verb} was sent and its outcome is unknown: ${reason.replaceAll('-', ' ')}`);
    this.verb = verb;
    this.reason = reason;
  }
}
