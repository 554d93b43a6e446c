import * as http from 'node:http';
import * as https from 'node:https';
import type { RouteWebhook } from '../../domain/pool/route-webhook.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  HookFailure,
  HookReply,
  RouteHook,
  RouteQuestion,
  WebhookRules,
} from '../../ports/route-hook.ts';
import { AddressRefused, guardedLookup, isRefusedHost, type Resolve } from './guarded-lookup.ts';
import { printQuestion, questionId, readAnswer } from './route-exchange.ts';
import { signatureHeaders } from './signature.ts';

export interface HttpRouteHookOptions {
  readonly secretOf: (id: string) => Secret;
  /** Read anew for every question. */
  readonly rules: () => WebhookRules;
  readonly clock: Clock;
  readonly resolve: Resolve;
}

/** Questions of one pool that may be open at once: a URL that answers in 300 ms takes 200 calls a second so. */
export const MOST_OPEN = 64;
const MOST_BYTES = 16_384;
/** Connections that are kept for the next question, a host. */
const KEPT_SOCKETS = 16;

class TooLarge extends Error {}

interface Exchange {
  readonly url: URL;
  readonly options: https.RequestOptions;
  readonly body: string;
}

/** Asks by HTTPS, over connections that are kept. */
export class HttpRouteHook implements RouteHook {
  readonly #options: HttpRouteHookOptions;
  readonly #http = new http.Agent({ keepAlive: true, maxFreeSockets: KEPT_SOCKETS });
  readonly #https = new https.Agent({ keepAlive: true, maxFreeSockets: KEPT_SOCKETS });
  readonly #open = new Map<string, number>();
  readonly #asking = new Set<AbortController>();

  constructor(options: HttpRouteHookOptions) {
    this.#options = options;
  }

  async ask(question: RouteQuestion): Promise<HookReply> {
    const { poolKey, webhook } = question;
    const open = this.#open.get(poolKey) ?? 0;
    if (open >= MOST_OPEN) return failed('too-many');
    this.#open.set(poolKey, open + 1);
    const abort = new AbortController();
    this.#asking.add(abort);
    const deadline = setTimeout(() => abort.abort(), webhook.deadlineMs);
    try {
      return await Promise.race([this.#exchange(question, abort.signal), lateFor(abort.signal)]);
    } catch (error) {
      if (abort.signal.aborted) return failed('slow');
      if (error instanceof AddressRefused) return failed('address-refused');
      return failed(error instanceof TooLarge ? 'too-large' : 'unreachable', codeOf(error));
    } finally {
      clearTimeout(deadline);
      this.#asking.delete(abort);
      this.#done(poolKey);
    }
  }

  close(): void {
    for (const abort of this.#asking) abort.abort();
    this.#http.destroy();
    this.#https.destroy();
  }

  async #exchange(question: RouteQuestion, signal: AbortSignal): Promise<HookReply> {
    const url = new URL(question.webhook.url);
    const { allowPlainHttp, allowPrivateAddresses } = this.#options.rules();
    const isPlain = url.protocol !== 'https:';
    if (isPlain && !allowPlainHttp) return failed('plain-http');
    if (isRefusedHost(url, allowPrivateAddresses)) return failed('address-refused');
    const body = printQuestion(question);
    const options = {
      method: 'POST',
      agent: isPlain ? this.#http : this.#https,
      lookup: guardedLookup(this.#options.resolve, allowPrivateAddresses),
      signal,
      headers: this.#headers(question, body),
    };
    const { status, text } = await postAgainOnce({ url, options, body });
    return text === null ? failed('bad-status', String(status)) : readAnswer(text);
  }

  #headers(question: RouteQuestion, body: string): http.OutgoingHttpHeaders {
    const now = this.#options.clock.now();
    const message = { id: questionId(question), sentAtSeconds: Math.floor(now / 1000), body };
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'axbridge',
      'content-length': Buffer.byteLength(body),
      ...signatureHeaders(message, this.#secretsOf(question.webhook, now)),
    };
  }

  #secretsOf({ secretId, formerSecret }: RouteWebhook, at: number): readonly Secret[] {
    const ids = formerSecret !== null && at < formerSecret.until ? [secretId, formerSecret.id] : [secretId];
    return ids.map((id) => this.#options.secretOf(id));
  }

  #done(poolKey: string): void {
    const open = (this.#open.get(poolKey) ?? 1) - 1;
    if (open === 0) this.#open.delete(poolKey);
    else this.#open.set(poolKey, open);
  }
}

interface Answered {
  readonly status: number;
  /** `null` when the status is none of success. */
  readonly text: string | null;
}

/** A kept connection may be closed by the other side in the moment in which it is used: then a new one is made. */
async function postAgainOnce(exchange: Exchange): Promise<Answered> {
  const first = await post(exchange);
  if (first !== 'stale') return first;
  const agent = false;
  const second = await post({ ...exchange, options: { ...exchange.options, agent } });
  if (second === 'stale') throw new Error('the connection broke');
  return second;
}

function post({ url, options, body }: Exchange): Promise<Answered | 'stale'> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered | 'stale'>();
  const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
    readWhole(response).then(resolve, reject);
  });
  request.on('error', (error) => {
    if (request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '')) resolve('stale');
    else reject(error);
  });
  // Without this nothing at all is told of an answer that changes the protocol.
  request.on('upgrade', ({ statusCode = 0 }, socket) => {
    socket.destroy();
    resolve({ status: statusCode, text: null });
  });
  request.end(body);
  return promise;
}

async function readWhole(response: http.IncomingMessage): Promise<Answered> {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) {
    response.destroy();
    return { status, text: null };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new TooLarge();
    chunks.push(chunk);
  }
  return { status, text: Buffer.concat(chunks).toString('utf8') };
}

/** Whatever the other side sends, and whatever becomes of the connection: nobody waits any longer. */
function lateFor(signal: AbortSignal): Promise<HookReply> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(failed('slow')), { once: true });
  });
}

function failed(because: HookFailure, detail: string | null = null): HookReply {
  return { ok: false, because, detail };
}

/** `ECONNREFUSED` and the like. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
