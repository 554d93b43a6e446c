import type { EventBounds } from '../../ports/event-log.ts';
import type { EventInquiry, EventPage, EventWish } from '../delivery/event-inquiry.ts';
import type { Fence } from './fence.ts';

export interface TenantEventsOptions {
  readonly eventInquiry: EventInquiry;
}

/** Events of one tenant: each has a log of its own. */
export class TenantEvents {
  readonly #fence: Fence;
  readonly #inquiry: EventInquiry;

  constructor(fence: Fence, { eventInquiry }: TenantEventsOptions) {
    this.#fence = fence;
    this.#inquiry = eventInquiry;
  }

  bounds(): EventBounds {
    return this.#inquiry.bounds(this.#fence.tenant);
  }

  /** @throws AxbridgeError `events-not-kept` */
  page(wish: EventWish): EventPage {
    return this.#inquiry.page(this.#fence.tenant, wish);
  }

  /** @returns how to stop */
  watch(onAdded: () => void): () => void {
    return this.#inquiry.watch(this.#fence.tenant, onAdded);
  }
}
