import type { TenantId } from '../access/tenant.ts';
import type { BindingId } from '../binding/binding.ts';
import type { CallId } from '../call/leg.ts';
import type { EpochMs } from '../instant.ts';
import type { EventData } from './event-data.ts';
import type { EventType } from './event-type.ts';

/** What all events have in common. */
interface EventHead {
  /** Whose it is, and whose only. */
  readonly tenant: TenantId;
  /** When it happened; later numbers may have earlier instants. */
  readonly at: EpochMs;
  readonly call: CallId | null;
  readonly binding: BindingId | null;
  /** The platform's own, of the binding. */
  readonly reference: string | null;
  /** The platform's own data of the binding, as JSON text. */
  readonly userData: string | null;
}

/** Something that happened, before it has its number. */
export type NewEvent<Type extends EventType = EventType> = {
  readonly [Each in Type]: EventHead & { readonly type: Each; readonly data: EventData[Each] };
}[Type];

/** An event in the log of its tenant. */
export type NumberedEvent<Type extends EventType = EventType> = NewEvent<Type> & {
  /** The same whenever and however often the event is told. */
  readonly id: EventId;
  /** 1, 2, 3, … for each tenant, without gaps. */
  readonly number: number;
};

declare const eventId: unique symbol;

/** `TENANT_NUMBER`. Without a full stop: signatures join what they sign by them (Standard Webhooks 1.0). */
export type EventId = string & { readonly [eventId]: true };

export function eventIdOf(tenant: TenantId, number: number): EventId {
  return `${tenant}_${number}` as EventId;
}

export function numbered(event: NewEvent, number: number): NumberedEvent {
  return { ...event, id: eventIdOf(event.tenant, number), number };
}
