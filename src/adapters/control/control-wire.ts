import { AxbridgeError, type ErrorCode, isErrorCode } from '../../domain/error-catalogue.ts';

/*
 * The control socket carries one JSON value a line, in UTF-8. The daemon greets; then requests and answers cross, matched by id:
 *
 *   < {"axbridge":"0.1.0","protocol":1}
 *   > {"id":1,"operation":"status","input":null}
 *   < {"id":1,"ok":true,"result":{...}}
 *   < {"id":2,"ok":false,"error":{"code":"pool-unknown","message":"there is no such pool","detail":"cars"}}
 */

/** Raised when requests or answers change so that an older program would misread them. */
export const PROTOCOL = 1;

/** Longest line in either direction: 1,000 rows of the longest texts fit. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Longest path of a Unix domain socket on Linux, in bytes (`sun_path` in unix(7), less its final NUL). */
export const MAX_SOCKET_PATH_BYTES = 107;

export interface Greeting {
  /** Version of the daemon. */
  readonly axbridge: string;
  readonly protocol: number;
}

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: string | null;
}

/** `id` is `null` when the request was not readable enough to have one. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number | null; readonly ok: false; readonly error: WireError };

export function toWireError(error: AxbridgeError): WireError {
  return { code: error.code, message: error.message, detail: error.detail };
}

/** An error as the daemon told it; a code that this program does not know becomes `internal`. */
export function fromWireError(error: Record<string, unknown>): AxbridgeError {
  const { code, detail, message } = error;
  const known = typeof code === 'string' && isErrorCode(code);
  if (known) return new AxbridgeError(code, typeof detail === 'string' ? detail : null);
  return new AxbridgeError('internal', typeof message === 'string' ? message : null);
}

/** Reads one line. @returns `undefined` when it is no JSON in UTF-8 */
export function readLine(line: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws AxbridgeError `config-invalid`: the kernel would refuse the path or cut it short. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_SOCKET_PATH_BYTES)
    throw new AxbridgeError(
      'config-invalid',
      `control socket: the path has ${bytes} bytes, the system takes ${MAX_SOCKET_PATH_BYTES}`,
    );
}
