import * as http from 'node:http';
import * as https from 'node:https';
import type { DeliveryResult, SendFailure } from '../../domain/delivery/delivery-result.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventMessage, EventSender } from '../../ports/event-sender.ts';
import type { WebhookRules } from '../../ports/route-hook.ts';
import { type Answered, postAgainOnce, postHeaders, TooLarge } from './exchange.ts';
import { AddressRefused, guardedLookup, isRefusedHost, type Resolve } from './guarded-lookup.ts';
import { signatureHeaders } from './signature.ts';

export interface HttpEventSenderOptions {
  readonly secretOf: (id: string) => Secret;
  /** Read anew for every event. */
  readonly rules: () => WebhookRules;
  readonly clock: Clock;
  readonly resolve: Resolve;
  /** For the whole exchange, from the look-up of the name to the last byte of the answer; read anew for every event. */
  readonly timeoutMs: () => number;
}

/** Connections that are kept for the next event, a host. */
const KEPT_SOCKETS = 32;
/** A connection that is kept is let go after this, in milliseconds: receivers change their addresses. */
const KEPT_MS = 20_000;

/** Posts events by HTTPS, over connections that are kept. */
export class HttpEventSender implements EventSender {
  readonly #options: HttpEventSenderOptions;
  readonly #http = new http.Agent({ keepAlive: true, maxFreeSockets: KEPT_SOCKETS, timeout: KEPT_MS });
  readonly #https = new https.Agent({ keepAlive: true, maxFreeSockets: KEPT_SOCKETS, timeout: KEPT_MS });
  readonly #sending = new Set<AbortController>();

  constructor(options: HttpEventSenderOptions) {
    this.#options = options;
  }

  async send(message: EventMessage): Promise<DeliveryResult> {
    const abort = new AbortController();
    this.#sending.add(abort);
    const timer = setTimeout(() => abort.abort(), this.#options.timeoutMs());
    try {
      return await Promise.race([this.#exchange(message, abort.signal), lateFor(abort.signal)]);
    } catch (error) {
      if (abort.signal.aborted) return failed('slow');
      if (error instanceof AddressRefused) return failed('address-refused');
      // Its head said that the event was taken.
      return error instanceof TooLarge ? { kind: 'accepted' } : failed('unreachable');
    } finally {
      clearTimeout(timer);
      this.#sending.delete(abort);
    }
  }

  close(): void {
    for (const abort of this.#sending) abort.abort();
    this.#http.destroy();
    this.#https.destroy();
  }

  async #exchange({ url: text, id, body, secretIds }: EventMessage, signal: AbortSignal) {
    const url = new URL(text);
    const { allowPlainHttp, allowPrivateAddresses } = this.#options.rules();
    const isPlain = url.protocol !== 'https:';
    if (isPlain && !allowPlainHttp) return failed('plain-http');
    if (isRefusedHost(url, allowPrivateAddresses)) return failed('address-refused');
    const secrets = secretIds.map((one) => this.#options.secretOf(one));
    const sentAtSeconds = Math.floor(this.#options.clock.now() / 1000);
    const options = {
      method: 'POST',
      agent: isPlain ? this.#http : this.#https,
      lookup: guardedLookup(this.#options.resolve, allowPrivateAddresses),
      signal,
      headers: { ...postHeaders(body), ...signatureHeaders({ id, sentAtSeconds, body }, secrets) },
    };
    return resultOf(await postAgainOnce({ url, options, body }), this.#options.clock.now());
  }
}

function resultOf({ status, headers }: Answered, at: number): DeliveryResult {
  if (status >= 200 && status <= 299) return { kind: 'accepted' };
  if (status === 410) return { kind: 'gone' };
  return { kind: 'refused', status, retryAfterMs: readRetryAfter(headers['retry-after'], at) };
}

/** Seconds, or a date (RFC 9110, section 10.2.3). @returns `null` when it is neither */
function readRetryAfter(text: string | undefined, at: number): number | null {
  if (text === undefined) return null;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - at);
}

/** Whatever the other side sends, and whatever becomes of the connection: nobody waits any longer. */
function lateFor(signal: AbortSignal): Promise<DeliveryResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(failed('slow')), { once: true });
  });
}

function failed(because: SendFailure): DeliveryResult {
  return { kind: 'failed', because };
}
