import type { TenantId } from '../../domain/access/tenant.ts';
import type { EventBounds } from '../../ports/event-log.ts';
import type { AccessDesk } from '../tenancy/access-desk.ts';
import type { Actor } from '../tenancy/audit-trail.ts';
import { type EndpointDesk, readTypes } from './endpoint-desk.ts';
import type {
  DeadLetterPage,
  EndpointChange,
  EndpointInput,
  EndpointView,
  NewEndpointView,
} from './endpoint-view.ts';
import type { EventInquiry, EventPage, EventWish } from './event-inquiry.ts';

export interface LocalEventsOptions {
  readonly endpoints: EndpointDesk;
  readonly inquiry: EventInquiry;
  readonly access: Pick<AccessDesk, 'tenant'>;
  /** Names what is done in the audit log. */
  readonly request: string;
}

/** Events of tenants and their endpoints for whoever may read the site's files. Tenants go by their names. */
export class LocalEvents {
  readonly #options: LocalEventsOptions;

  constructor(options: LocalEventsOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `tenant-unknown`, `events-not-kept`, `input-invalid` */
  page(tenant: string, wish: EventWish): EventPage {
    return this.#options.inquiry.page(this.#tenant(tenant), { ...wish, types: readTypes(wish.types) });
  }

  /** @throws AxbridgeError `tenant-unknown` */
  bounds(tenant: string): EventBounds {
    return this.#options.inquiry.bounds(this.#tenant(tenant));
  }

  /** @throws AxbridgeError as `EndpointDesk`, and so do the others */
  create(tenant: string, input: EndpointInput): Promise<NewEndpointView> {
    return this.#options.endpoints.create(this.#by(tenant), input);
  }

  all(tenant: string): readonly EndpointView[] {
    return this.#options.endpoints.all(this.#tenant(tenant));
  }

  one(tenant: string, id: string): EndpointView {
    return this.#options.endpoints.one(this.#tenant(tenant), id);
  }

  change(tenant: string, id: string, change: EndpointChange): Promise<EndpointView> {
    return this.#options.endpoints.change(this.#by(tenant), id, change);
  }

  rotateSecret(tenant: string, id: string): Promise<NewEndpointView> {
    return this.#options.endpoints.rotateSecret(this.#by(tenant), id);
  }

  remove(tenant: string, id: string): Promise<null> {
    return this.#options.endpoints.remove(this.#by(tenant), id);
  }

  deadLetters(tenant: string, id: string, after: number, limit: number): DeadLetterPage {
    return this.#options.endpoints.deadLetters(this.#tenant(tenant), id, after, limit);
  }

  redeliver(
    tenant: string,
    id: string,
    wish: { readonly number?: number | undefined; readonly since?: string | undefined },
  ): Promise<number> {
    return this.#options.endpoints.redeliver(this.#by(tenant), id, wish);
  }

  replay(tenant: string, id: string, after: number): Promise<null> {
    return this.#options.endpoints.replay(this.#by(tenant), id, after);
  }

  #tenant(name: string): TenantId {
    return this.#options.access.tenant(name).id;
  }

  #by(tenant: string): Actor {
    return { tenant: this.#tenant(tenant), name: 'command line', request: this.#options.request };
  }
}
