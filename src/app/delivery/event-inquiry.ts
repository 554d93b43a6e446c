import type { TenantId } from '../../domain/access/tenant.ts';
import { isWanted } from '../../domain/delivery/event-endpoint.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { EventBounds, EventLog } from '../../ports/event-log.ts';
import { type EventView, eventView } from '../event/event-view.ts';

/** Events are looked through in steps of so many, so that calls need not wait for a long look. */
const STEP = 100;
/** A page looks at so many at most, however few of them its filter lets pass. */
const MOST_LOOKED_AT = 2_000;

export interface EventWish {
  /** Events with higher numbers; `null`: from the oldest that is kept. */
  readonly after: number | null;
  /** Types, or kinds as `call.*`; empty for all. */
  readonly types: readonly string[];
  readonly limit: number;
  readonly showNumbers: boolean;
}

export interface EventPage {
  readonly events: readonly EventView[];
  /** Up to this number the page tells all. Ask for what is after it next. */
  readonly upTo: number;
  /** There are events after that already. */
  readonly more: boolean;
}

/** Reads the log of a tenant by number. */
export class EventInquiry {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  bounds(tenant: TenantId): EventBounds {
    return this.#log.bounds(tenant);
  }

  /** Tells whenever events of the tenant may have come in. @returns how to stop */
  watch(tenant: TenantId, onAdded: () => void): () => void {
    return this.#log.watch((tenants) => {
      if (tenants.has(tenant)) onAdded();
    });
  }

  /** @throws AxbridgeError `events-not-kept` when there are none after this number, or no longer all of them */
  page(tenant: TenantId, { after, types, limit, showNumbers }: EventWish): EventPage {
    const { firstKept, last } = this.#log.bounds(tenant);
    if (!isKept(after, { firstKept, last }))
      throw new AxbridgeError('events-not-kept', `after: ${firstKept - 1} to ${last}`);
    const events: EventView[] = [];
    let upTo = after ?? firstKept - 1;
    for (let looked = 0; looked < MOST_LOOKED_AT && upTo < last; looked += STEP) {
      const step = this.#log.read(tenant, upTo, STEP);
      if (step.length === 0) break;
      for (const event of step) {
        if (events.length === limit) return { events, upTo, more: true };
        upTo = event.number;
        if (isWanted(event.type, types)) events.push(eventView(event, showNumbers));
      }
    }
    return { events, upTo, more: upTo < last };
  }
}

/** Whether every event after this number can still be read. */
export function isKept(after: number | null, { firstKept, last }: EventBounds): boolean {
  return after === null || (after >= firstKept - 1 && after <= last);
}
