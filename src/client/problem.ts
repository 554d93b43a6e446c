import type { Problem } from './openapi-types.ts';

type Places = NonNullable<Problem['errors']>;

const TYPE = 'urn:axbridge:problem:';

/** Digits as many as a number of a party has. */
const LONG_DIGITS = /[0-9]{7,}/g;

/** The API refused (RFC 9457). No text of it holds a number of a party: where seven or more digits stood, there is an ellipsis. */
export class AxbridgeProblem extends Error {
  override readonly name = 'AxbridgeProblem';
  readonly status: number;
  /** One of the codes of docs/errors.md. */
  readonly code: string;
  /** What went wrong; the same for every error of the code. */
  readonly title: string;
  /** What it was about this time. */
  readonly detail: string | null;
  readonly retry: Problem['retry'];
  /** What can be done now. */
  readonly advice: string;
  /** For a look into the log of the daemon. */
  readonly requestId: string;
  /** What is wrong with the input, place by place. */
  readonly errors: Places;
  /** How long to wait before the next request, in milliseconds; `null` where it was not said. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null = null) {
    const detail = problem.detail === undefined ? null : masked(problem.detail);
    const errors = (problem.errors ?? []).map(({ path, message }) => ({
      path: masked(path),
      message: masked(message),
    }));
    super(sentence(problem, detail, errors));
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = detail;
    this.retry = problem.retry;
    this.advice = problem.advice;
    this.requestId = problem.requestId;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same request may be sent again as it is. */
  get retrySafe(): boolean {
    return this.retry === 'safe';
  }
}

/** Why there is no answer of axbridge. */
export type NoAnswerReason = 'unreachable' | 'timeout' | 'foreign';

/**
 * Nothing came back that axbridge said: no connection, a connection that was cut, no answer in time, or the answer of something
 * else, such as a proxy. Only the path of the operation is named, without what was filled in.
 */
export class AxbridgeNoAnswer extends Error {
  override readonly name = 'AxbridgeNoAnswer';
  readonly reason: NoAnswerReason;
  /** Of the foreign answer. */
  readonly status: number | null;

  constructor(reason: NoAnswerReason, operation: string, { status = null, cause }: NoAnswerFacts = {}) {
    super(`${operation}: ${WORDS[reason]}${status === null ? '' : ` (status ${status})`}`, { cause });
    this.reason = reason;
    this.status = status;
  }
}

interface NoAnswerFacts {
  readonly status?: number | null;
  readonly cause?: unknown;
}

const WORDS: Readonly<Record<NoAnswerReason, string>> = {
  unreachable: 'axbridge was not reached, or the connection was cut',
  timeout: 'no answer in time',
  foreign: 'something else than axbridge answered',
};

/** @returns the problem that a body is, or `null` when it is none of ours */
export function readProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null) return null;
  const problem = body as Partial<Problem>;
  const texts = [problem.title, problem.code, problem.retry, problem.advice, problem.requestId];
  const isOurs = typeof problem.type === 'string' && problem.type.startsWith(TYPE);
  return isOurs && typeof problem.status === 'number' && texts.every((text) => typeof text === 'string')
    ? (problem as Problem)
    : null;
}

function sentence({ title, code, requestId }: Problem, detail: string | null, errors: Places): string {
  const places = errors.map(({ path, message }) => `${path}: ${message}`);
  const about = [...(detail === null ? [] : [detail]), ...places].join('; ');
  return `${title}${about === '' ? '' : `: ${about}`} (${code}, request ${requestId})`;
}

function masked(text: string): string {
  return text.replace(LONG_DIGITS, '…');
}
