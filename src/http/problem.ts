import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { RateLimitError } from '../app/tenancy/gatekeeper.ts';
import {
  AxbridgeError,
  ERROR_CATALOGUE,
  type ErrorClass,
  type ErrorCode,
} from '../domain/error-catalogue.ts';
import { StoreError } from '../ports/store-error.ts';
import { faultsOf } from './faults.ts';
import type { Problem } from './schema/problem-schema.ts';

/** HTTP status of a class of errors (RFC 9110, section 15). */
const STATUS_OF_CLASS: Readonly<Record<ErrorClass, number>> = {
  data: 400,
  usage: 400,
  refused: 409,
  temporary: 503,
  unavailable: 503,
  config: 500,
  io: 500,
  internal: 500,
};

/** Where the status of the class would say less than HTTP can. */
const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  unauthorised: 401,
  forbidden: 403,
  'display-not-allowed': 403,
  'not-found': 404,
  'number-not-found': 404,
  'binding-not-found': 404,
  'call-not-found': 404,
  'cdr-not-found': 404,
  'recording-not-found': 404,
  'recording-held': 409,
  'range-outside': 416,
  'link-invalid': 403,
  'pool-unknown': 404,
  'group-unknown': 404,
  'tenant-unknown': 404,
  'webhook-unknown': 404,
  'api-key-not-found': 404,
  'endpoint-not-found': 404,
  'events-not-kept': 410,
  'binding-ended': 409,
  'idempotency-running': 409,
  'outcome-unknown': 409,
  'plan-running': 409,
  'too-large': 413,
  'media-type-unsupported': 415,
  'same-party': 422,
  'number-barred': 422,
  'pool-unclear': 422,
  'mode-unfit': 422,
  'rate-limited': 429,
  'too-many-streams': 429,
  'no-gateway': 503,
  'store-full': 503,
};

/** Status of what Fastify and Node refuse before a route is reached. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'input-invalid',
  408: 'input-invalid',
  404: 'not-found',
  413: 'too-large',
  414: 'too-large',
  415: 'media-type-unsupported',
  431: 'too-large',
};

/** Of these a platform has to know which it was; all other errors on our side are `internal` to it. */
const TOLD: ReadonlySet<ErrorCode> = new Set([
  'no-gateway',
  'no-switch',
  'draining',
  'call-order-failed',
  'outcome-unknown',
  'store-full',
  'store-busy',
  'store-closed',
  'store-unknown-outcome',
  'key-rotating',
]);

const RETRY_AFTER_SECONDS = 1;

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** True for what the log should know more of than the platform. */
  readonly isOurs: boolean;
}

/** An error as a problem document (RFC 9457). Tells nothing of the inside, and nothing of what was sent. */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const { code, detail } = knownError(error);
  const status = statusOf(code);
  const isOurs = status >= 500;
  const shown = isOurs && !TOLD.has(code) ? 'internal' : code;
  const { title, retry, advice } = ERROR_CATALOGUE[shown];
  const problem: Problem = {
    type: `urn:axbridge:problem:${shown}`,
    title,
    status: statusOf(shown),
    code: shown,
    retry,
    advice,
    requestId,
    ...(detail === null || isOurs ? {} : { detail }),
    ...faultsOf(error),
  };
  return { problem, headers: headersOf(error, shown), isOurs };
}

export function statusOf(code: ErrorCode): number {
  return STATUS_OF_CODE[code] ?? STATUS_OF_CLASS[ERROR_CATALOGUE[code].class];
}

function knownError(error: unknown): { readonly code: ErrorCode; readonly detail: string | null } {
  if (error instanceof AxbridgeError || error instanceof StoreError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return { code: 'input-invalid', detail: null };
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return { code: CODE_OF_STATUS[Number(status)] ?? 'internal', detail: null };
}

function headersOf(error: unknown, code: ErrorCode): Readonly<Record<string, string>> {
  if (code === 'unauthorised') return { 'www-authenticate': 'Bearer realm="axbridge"' };
  if (error instanceof RateLimitError) return { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) };
  if (ERROR_CATALOGUE[code].retry === 'safe') return { 'retry-after': String(RETRY_AFTER_SECONDS) };
  return {};
}
