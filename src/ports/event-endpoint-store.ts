import type { TenantId } from '../domain/access/tenant.ts';
import type { DeadLetter } from '../domain/delivery/delivery.ts';
import type { DeliveryProgress, ProgressChange } from '../domain/delivery/delivery-queue.ts';
import type { DisabledBecause, EventEndpoint } from '../domain/delivery/event-endpoint.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { AuditNote } from './access-store.ts';

/** Which dead letters of an endpoint. */
export type DeadLetterChoice =
  | { readonly number: number }
  /** That were given up at or after this instant. */
  | { readonly since: EpochMs };

/** What became of the deliveries of one endpoint. */
export interface EndpointProgress extends ProgressChange {
  readonly endpoint: string;
}

/**
 * Where endpoints of events live, and how far each has come. Endpoints are changed by whoever administers them, in any process;
 * the progress is written by the one daemon alone. Writes resolve when they are on stable storage and reject with `StoreError`; reads are
 * synchronous. Contract: `test/contract/event-endpoint-store.contract.ts`.
 */
export interface EventEndpointStore {
  /** Another number whenever an endpoint was changed, moved, or got dead letters back, by whatever process. */
  version(): number;
  endpoint(id: string): EventEndpoint | null;
  /** The oldest first; of all tenants, or of one. */
  endpoints(tenant?: TenantId): readonly EventEndpoint[];
  /** `null` for one that is not there. */
  progress(endpoint: string): DeliveryProgress | null;
  /** Where somebody wants the endpoint to go on; `null` when nobody does. */
  wantedPosition(endpoint: string): number | null;
  /** In the order of their numbers, after this one. */
  deadLetters(endpoint: string, after: number, limit: number): readonly DeadLetter[];
  deadLetterCount(endpoint: string): number;

  /** @param position the number of the last event that it is not to get. @returns false when there is one of this id */
  add(endpoint: EventEndpoint, position: number, note: AuditNote): Promise<boolean>;
  /** @returns false when there is none of this id */
  change(endpoint: EventEndpoint, note: AuditNote): Promise<boolean>;
  /** Leaves everything else of it as it is. @returns false when there is none of this id, or it is disabled already */
  disable(endpoint: string, because: DisabledBecause, note: AuditNote): Promise<boolean>;
  /** With all that waits for it. @returns false when there is none of this id */
  remove(endpoint: string, note: AuditNote): Promise<boolean>;
  /** Has the daemon go on after this event; dead letters beyond it are forgotten, since their events come again. */
  moveTo(endpoint: string, position: number, note: AuditNote): Promise<boolean>;
  /** Makes deliveries of dead letters. @returns how many */
  redeliver(endpoint: string, choice: DeadLetterChoice, at: EpochMs, note: AuditNote): Promise<number>;

  /** Of many endpoints in one commit. An endpoint that was removed meanwhile is passed over. */
  keepProgress(changes: readonly EndpointProgress[]): Promise<void>;
  /** The daemon goes on from where somebody wanted it to: the wish is done, if it is still this one. */
  moved(endpoint: string, position: number): Promise<void>;
  /** Forgets dead letters whose events are no longer kept. @returns how many */
  forgetDead(endpoint: string, upTo: number): Promise<number>;
}
