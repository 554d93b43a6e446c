import { AxbridgeNoAnswer, AxbridgeProblem, readProblem } from './problem.ts';
import type { Request } from './request.ts';
import { pauseBefore } from './retry.ts';

const TIMEOUT_MS = 15_000;
const KEY = /^[\x21-\x7e]+$/;

export interface ClientOptions {
  /** Where the daemon listens, such as `http://127.0.0.1:8088`; with a path where a proxy adds one. */
  readonly url: string;
  /** `axk_…` */
  readonly key: string;
  /** How long to wait for an answer, in milliseconds, each time a request is sent; 15,000 unless it is said. */
  readonly timeoutMs?: number;
  /** Instead of the global one. */
  readonly fetch?: typeof fetch;
}

/** Sends requests, again where that is safe, and tells answers, problems and silence apart. */
export class Transport {
  readonly #base: string;
  readonly #authorization: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  /** @throws TypeError when the URL or the key is none; it does not repeat the key */
  constructor(options: ClientOptions) {
    const key = options.key?.trim() ?? '';
    if (!URL.canParse(options.url)) throw new TypeError('url: not an address');
    if (!KEY.test(key)) throw new TypeError('key: printable characters without spaces, such as axk_…');
    this.#base = options.url.replace(/\/+$/, '');
    this.#authorization = `Bearer ${key}`;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** @throws AxbridgeProblem, AxbridgeNoAnswer, or the reason of the caller's signal */
  async send(request: Request): Promise<unknown> {
    const { signal } = request.options;
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await this.#once(request);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof AxbridgeProblem || error instanceof AxbridgeNoAnswer)) throw error;
        const { isRepeatable } = request;
        const pauseMs = pauseBefore({ error, attempt, isRepeatable, random: Math.random() });
        if (pauseMs === null) throw error;
        await pause(pauseMs, signal);
      }
    }
  }

  async #once(request: Request): Promise<unknown> {
    const { operation, name, target, body } = request;
    const { signal, timeoutMs = this.#timeoutMs } = request.options;
    const headers = { ...request.headers, authorization: this.#authorization, accept: 'application/json' };
    const end = new AbortController();
    const giveUp = (): void => end.abort();
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp);
    try {
      const init = {
        method: operation.method,
        headers,
        body,
        signal: end.signal,
        redirect: 'manual',
      } as const;
      const response = await this.#fetch(this.#base + target, init);
      return contentOf(request, response, await response.text());
    } catch (cause) {
      if (cause instanceof AxbridgeProblem || cause instanceof AxbridgeNoAnswer) throw cause;
      throw new AxbridgeNoAnswer(end.signal.aborted ? 'timeout' : 'unreachable', name, { cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }
}

function contentOf({ operation, name }: Request, { status, headers }: Response, text: string): unknown {
  const body = read(text);
  const problem = readProblem(body);
  if (problem !== null) throw new AxbridgeProblem(problem, waitOf(headers.get('retry-after')));
  if (!operation.answers.includes(status) || body === UNREADABLE)
    throw new AxbridgeNoAnswer('foreign', name, { status });
  return body;
}

const UNREADABLE = Symbol('no JSON');

function read(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

/** Seconds or a date (RFC 9110, section 10.2.3), as milliseconds from now. */
function waitOf(text: string | null): number | null {
  if (text === null) return null;
  const waitMs = /^[0-9]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? null : Math.max(waitMs, 0);
}

/** Ends early when the signal says so; whoever waited looks at it. */
async function pause(pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pauseMs);
    signal?.addEventListener('abort', end);
  });
}
