import {
  AxbridgeError,
  ERROR_CATALOGUE,
  type ErrorClass,
  EXIT_CODES,
  type Retry,
} from '../domain/error-catalogue.ts';
import { printable, printableJson } from '../domain/printable.ts';
import { StoreError } from '../ports/store-error.ts';

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ErrorReport {
  /** Of the error catalogue, or `usage`. */
  readonly code: string;
  readonly class: ErrorClass;
  readonly title: string;
  readonly detail: string | null;
  readonly advice: string;
  readonly retry: Retry;
}

const RETRY_WORDS: Readonly<Record<Retry, string>> = {
  safe: 'Trying again is safe.',
  'after-change': 'Try again when that is done.',
  never: 'Do not repeat it blindly.',
};

/** What is told about an error. One that is not of the catalogue is a fault of ours. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof AxbridgeError || error instanceof StoreError) {
    const entry = ERROR_CATALOGUE[error.code];
    return { code: error.code, ...entry, detail: error.detail };
  }
  if (error instanceof UsageError) {
    return {
      code: 'usage',
      class: 'usage',
      title: error.message,
      detail: null,
      advice: 'See `axbridge --help`.',
      retry: 'after-change',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal', ...ERROR_CATALOGUE.internal, detail };
}

export function exitCodeOf(report: ErrorReport): number {
  return EXIT_CODES[report.class];
}

/** For people: what, where, what to do, and whether to try again. */
export function errorText(report: ErrorReport): string {
  const [first = '', ...more] = (report.detail ?? '').split('\n').map(printable);
  const head = `axbridge: ${printable(report.title)}${first === '' ? '' : `: ${first}`}`;
  const details = more.map((line) => `  ${line}`);
  return `${[head, ...details, `  ${report.advice} ${RETRY_WORDS[report.retry]}`].join('\n')}\n`;
}

/** For programs, in one line. */
export function errorJson(report: ErrorReport): string {
  return `${printableJson({ error: { ...report, exitCode: exitCodeOf(report) } })}\n`;
}
