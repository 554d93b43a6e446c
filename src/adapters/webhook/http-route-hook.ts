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
import { codeOf, postAgainOnce, postHeaders, TooLarge } from './exchange.ts';
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
/** Connections that are kept for the next question, a host. */
const KEPT_SOCKETS = 16;

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
      ...postHeaders(body),
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

/** Whatever the other side sends, and whatever becomes of the connection: nobody waits any longer. */
function lateFor(signal: AbortSignal): Promise<HookReply> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(failed('slow')), { once: true });
  });
}

function failed(because: HookFailure, detail: string | null = null): HookReply {
  return { ok: false, because, detail };
}
