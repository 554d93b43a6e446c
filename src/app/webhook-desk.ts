import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { PoolPolicy } from '../domain/pool/pool.ts';
import {
  DEFAULT_DEADLINE_MS,
  FORMER_SECRET_MS,
  LEAST_DEADLINE_MS,
  MOST_DEADLINE_MS,
  type RouteWebhook,
} from '../domain/pool/route-webhook.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyMaterial } from '../ports/key-material.ts';
import type { WebhookRules } from '../ports/route-hook.ts';
import type { PoolKey } from './tenancy/pool-key.ts';
import type { WebhookInput, WebhookView } from './webhook-operations.ts';
import { checkedUrl } from './webhook-url.ts';

export interface WebhookDeskOptions {
  readonly store: BindingStore;
  readonly clock: Clock;
  readonly material: () => Pick<KeyMaterial, 'id' | 'webhookSecret'>;
  readonly webhookRules: () => WebhookRules;
}

/** Which URL is asked about the calls of a pool, and by which secret it knows us. */
export class WebhookDesk {
  readonly #options: WebhookDeskOptions;

  constructor(options: WebhookDeskOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `pool-unknown`, `input-invalid` */
  async set(pool: PoolKey, { url, deadlineMs }: Omit<WebhookInput, 'pool'>): Promise<WebhookView> {
    const before = this.#policy(pool).routeWebhook;
    const webhook: RouteWebhook = {
      url: checkedUrl(url, this.#options.webhookRules()),
      deadlineMs: checkedDeadline(deadlineMs ?? before?.deadlineMs ?? DEFAULT_DEADLINE_MS),
      secretId: before?.secretId ?? this.#options.material().id(),
      formerSecret: before?.formerSecret ?? null,
    };
    return this.#keep(pool, webhook, before === null);
  }

  /** @throws AxbridgeError `pool-unknown`, `webhook-unknown` */
  async rotateSecret(pool: PoolKey): Promise<WebhookView> {
    const { material, clock } = this.#options;
    const before = this.#policy(pool).routeWebhook;
    if (before === null) throw new AxbridgeError('webhook-unknown');
    const formerSecret = { id: before.secretId, until: clock.now() + FORMER_SECRET_MS };
    return this.#keep(pool, { ...before, secretId: material().id(), formerSecret }, true);
  }

  /** @throws AxbridgeError `pool-unknown` */
  async remove(pool: PoolKey): Promise<null> {
    this.#policy(pool);
    await this.#change(pool, null);
    return null;
  }

  async #keep(pool: PoolKey, webhook: RouteWebhook, showsSecret: boolean): Promise<WebhookView> {
    const { url, deadlineMs, secretId } = webhook;
    const secret = showsSecret ? this.#options.material().webhookSecret(secretId).reveal() : null;
    await this.#change(pool, webhook);
    return { pool, url, deadlineMs, secret };
  }

  async #change(pool: PoolKey, routeWebhook: RouteWebhook | null): Promise<void> {
    const policy = { routeWebhook };
    const done = await this.#options.store.addNumbers({ pool, range: null, areaCode: null, policy });
    if (!done.ok) throw new AxbridgeError(done.reason, pool);
  }

  #policy(pool: PoolKey): PoolPolicy {
    const found = this.#options.store.pool(pool);
    if (found === null) throw new AxbridgeError('pool-unknown', pool);
    return found.policy;
  }
}

function checkedDeadline(deadlineMs: number): number {
  if (!(Number.isInteger(deadlineMs) && deadlineMs >= LEAST_DEADLINE_MS && deadlineMs <= MOST_DEADLINE_MS))
    throw new AxbridgeError('input-invalid', `deadline: ${LEAST_DEADLINE_MS} to ${MOST_DEADLINE_MS} ms`);
  return deadlineMs;
}
