import type { TenantId } from '../domain/access/tenant.ts';
import type { NewEvent, NumberedEvent } from '../domain/event/event.ts';
import type { EpochMs } from '../domain/instant.ts';

/** Which numbers of a tenant's events can be read. */
export interface EventBounds {
  /** What is older is gone. One more than `last` when nothing is kept. */
  readonly firstKept: number;
  /** The last number that was given; 0 before the first event. */
  readonly last: number;
}

/** How much there is to read. */
export interface KeptEvents {
  readonly count: number;
  /** `null` when there is none. */
  readonly oldestAt: EpochMs | null;
}

/**
 * What happened, in one log for each tenant, numbered 1, 2, 3, … without a gap. An event commits with what it reports, so none is lost
 * or made up by a process that dies. A promise that resolves is a promise kept, as in `BindingStore`. Contract:
 * `test/contract/event-log.contract.ts`.
 */
export interface EventLog {
  /** Events of a tenant with numbers above `after`, in their order; at most `limit`. Synchronous; ask for pages. */
  read(tenant: TenantId, after: number, limit: number): readonly NumberedEvent[];
  bounds(tenant: TenantId): EventBounds;
  /** Who has, or had, events; in the order of their names. */
  tenants(): readonly TenantId[];
  /** Of all tenants, to about as exactly as the store keeps it. */
  kept(): KeptEvents;
  /** In their order, with one commit. What was seen of a call that has its record is left out: `call.ended` is the last of a call. */
  add(events: readonly NewEvent[]): Promise<void>;
  /**
   * Tells whose events were added after each commit that this process made. What another process adds (the command line, working on the
   * database itself) is seen only by reading: whoever waits for events looks now and then as well. @returns how to stop
   */
  watch(onAdded: (tenants: ReadonlySet<TenantId>) => void): () => void;
  /**
   * Forgets the oldest events of every tenant as long as they are from before this instant; how many there are at once is the store's
   * affair, but about `limit` at most. @returns how many; 0 when nothing is left to forget
   */
  purge(before: EpochMs, limit: number): Promise<number>;
}
