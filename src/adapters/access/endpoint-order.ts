import type { DisabledBecause, EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AuditNote } from '../../ports/access-store.ts';
import type { DeadLetterChoice, EndpointProgress } from '../../ports/event-endpoint-store.ts';

/** What somebody changes about an endpoint of events; with a line in the audit log. */
export type EndpointChange = (
  | { readonly kind: 'add-endpoint'; readonly endpoint: EventEndpoint; readonly position: number }
  | { readonly kind: 'change-endpoint'; readonly endpoint: EventEndpoint }
  | { readonly kind: 'disable-endpoint'; readonly id: string; readonly because: DisabledBecause }
  | { readonly kind: 'remove-endpoint'; readonly id: string }
  | { readonly kind: 'move-endpoint'; readonly id: string; readonly position: number }
  | {
      readonly kind: 'redeliver';
      readonly id: string;
      readonly choice: DeadLetterChoice;
      readonly at: EpochMs;
    }
) & { readonly note: AuditNote };

/** What the daemon writes down about deliveries. */
export type EndpointRecord =
  | { readonly kind: 'keep-progress'; readonly changes: readonly EndpointProgress[] }
  | { readonly kind: 'endpoint-moved'; readonly id: string; readonly position: number }
  | { readonly kind: 'forget-dead'; readonly id: string; readonly upTo: number };
