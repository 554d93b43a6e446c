import type { OperationId } from './method-names.ts';
import { OPERATIONS } from './operation-table.ts';

/** How one request is asked. */
export interface CallOptions {
  /** Ends the request and the waiting for its repetition. */
  readonly signal?: AbortSignal;
  /** How long to wait for an answer, in milliseconds, each time it is sent. */
  readonly timeoutMs?: number;
}

/** Headers that are given as options. */
export const HEADER_OF_OPTION = {
  /** Chosen by you to repeat a request later, 1 to 255 printable characters; drawn for each request otherwise. */
  idempotencyKey: 'idempotency-key',
  /** The tenant that it is about; for keys of the operator only. */
  tenant: 'axbridge-tenant',
} as const;

const IDEMPOTENCY_KEY = HEADER_OF_OPTION.idempotencyKey;
const HEADER_VALUE = /^[\x21-\x7e]{1,255}$/;
const PARAMETER = /\{[^}]+\}/g;
const CALL_OPTIONS = ['signal', 'timeoutMs'];

/** What is known of an operation. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** Statuses of answers that are what was asked for. */
  readonly answers: readonly number[];
  /** The list in an answer that is a page. */
  readonly pageOf: string | null;
}

/** A request, the same each time it is sent. */
export interface Request {
  readonly operation: Operation;
  /** Method and path as the document has them, for people: nothing is filled in. */
  readonly name: string;
  /** From the path on. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Sent twice, it does no more than sent once. */
  readonly isRepeatable: boolean;
  readonly options: CallOptions;
}

type Options = CallOptions & Readonly<Record<string, unknown>>;

export function operationOf(id: OperationId): Operation {
  return OPERATIONS[id];
}

/**
 * @param args the parameters of the path, the body where there is one, the options
 * @param cursor of the page that is wanted, or `null` for the one that the arguments say
 * @throws TypeError for an argument that is missing, an option that the operation does not have, and a header that is none
 */
export function requestOf(
  operation: Operation,
  args: readonly unknown[],
  cursor: string | null = null,
): Request {
  const { method, path, hasBody } = operation;
  const name = `${method} ${path}`;
  const parameters = path.match(PARAMETER) ?? [];
  const [first, second] = args.slice(parameters.length);
  const options = optionsOf(operation, name, hasBody ? second : first);
  const inQuery = cursor !== null && operation.query.includes('cursor');
  const query = inQuery ? { ...options, cursor } : options;
  const body = cursor === null || inQuery ? first : { ...Object(first), cursor };
  const headers = headersOf(operation, name, options);
  return {
    operation,
    name,
    target: filled(path, args, name) + queryText(operation, query),
    headers,
    body: hasBody ? bodyText(name, body) : null,
    isRepeatable: method === 'GET' || IDEMPOTENCY_KEY in headers,
    options,
  };
}

/** Nobody who misspells an option shall believe that it was heard. */
function optionsOf({ query, headers }: Operation, name: string, given: unknown): Options {
  const options: Options = Object(given ?? {});
  const ofHeaders = Object.entries(HEADER_OF_OPTION).filter(([, header]) => headers.includes(header));
  const known = [...CALL_OPTIONS, ...query, ...ofHeaders.map(([option]) => option)];
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) throw new TypeError(`${name} has no option ${unknown}`);
  return options;
}

function filled(path: string, values: readonly unknown[], name: string): string {
  let at = 0;
  return path.replace(PARAMETER, (place) => {
    const value = values[at++];
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
      throw new TypeError(`${name} needs ${place}`);
    return encodeURIComponent(value);
  });
}

function queryText({ query }: Operation, options: Options): string {
  const given = query.filter((field) => options[field] !== undefined);
  const text = new URLSearchParams(
    Object.fromEntries(given.map((field) => [field, String(options[field])])),
  ).toString();
  return text === '' ? '' : `?${text}`;
}

function bodyText(name: string, body: unknown): string {
  if (typeof body !== 'object' || body === null) throw new TypeError(`${name} needs a body`);
  return JSON.stringify(body);
}

function headersOf({ headers, hasBody }: Operation, name: string, options: Options): Record<string, string> {
  const result: Record<string, string> = hasBody ? { 'content-type': 'application/json' } : {};
  if (headers.includes(IDEMPOTENCY_KEY)) result[IDEMPOTENCY_KEY] = drawnKey();
  for (const [option, header] of Object.entries(HEADER_OF_OPTION)) {
    const value = options[option];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !HEADER_VALUE.test(value))
      throw new TypeError(`${name}: ${option} has 1 to 255 printable ASCII characters`);
    result[header] = value;
  }
  return result;
}

/** 128 random bits. `randomUUID` would be missing in a browser's insecure context. */
function drawnKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
