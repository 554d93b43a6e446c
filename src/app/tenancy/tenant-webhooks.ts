import type { StoreDesk } from '../store-desk.ts';
import type { WebhookInput, WebhookView } from '../webhook-operations.ts';
import type { Fence } from './fence.ts';

export interface TenantWebhooksOptions {
  readonly bindings: Pick<StoreDesk, 'webhooks'>;
}

/** The webhooks of one tenant's pools. */
export class TenantWebhooks {
  readonly #fence: Fence;
  readonly #options: TenantWebhooksOptions;

  constructor(fence: Fence, options: TenantWebhooksOptions) {
    this.#fence = fence;
    this.#options = options;
  }

  async set(name: string, webhook: Omit<WebhookInput, 'pool'>): Promise<WebhookView> {
    const pool = this.#fence.ownPool(name);
    return this.#fence.own(await this.#options.bindings.webhooks.set(pool, webhook));
  }

  async rotateSecret(name: string): Promise<WebhookView> {
    const pool = this.#fence.ownPool(name);
    return this.#fence.own(await this.#options.bindings.webhooks.rotateSecret(pool));
  }

  async remove(name: string): Promise<null> {
    return this.#options.bindings.webhooks.remove(this.#fence.ownPool(name));
  }
}
