import type { TenantId } from '../../domain/access/tenant.ts';
import { type NewEvent, type NumberedEvent, numbered } from '../../domain/event/event.ts';
import { PARTY_FIELDS } from '../../domain/event/event-data.ts';
import type { EventType } from '../../domain/event/event-type.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { StoreError } from '../../ports/store-error.ts';

/*
 * Events with real numbers in the clear: as they cross to the writer thread, where objects with private fields would arrive empty, and
 * as the text of many of them, to be sealed and never anything else. The texts were sealed by us, so they are what we wrote.
 */

/** An event, its real numbers as digits. */
export interface EventForm {
  readonly tenant: TenantId;
  readonly type: EventType;
  readonly at: number;
  readonly call: string | null;
  readonly binding: number | null;
  readonly reference: string | null;
  readonly userData: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

type Entry = readonly [
  EventForm['type'],
  EventForm['at'],
  EventForm['call'],
  EventForm['binding'],
  EventForm['reference'],
  EventForm['userData'],
  EventForm['data'],
];

export function eventForm(event: NewEvent): EventForm {
  const { tenant, type, at, call, binding, reference, userData } = event;
  const data: Record<string, unknown> = { ...event.data };
  for (const field of PARTY_FIELDS) {
    const party = data[field];
    if (party instanceof RealNumber) data[field] = party.reveal();
  }
  return { tenant, type, at, call, binding, reference, userData, data };
}

/** Of one tenant, in their order. */
export function printEvents(forms: readonly EventForm[]): string {
  const entries = forms.map(
    ({ type, at, call, binding, reference, userData, data }): Entry => [
      type,
      at,
      call,
      binding,
      reference,
      userData,
      data,
    ],
  );
  return JSON.stringify(entries);
}

/**
 * @param first the number of the first of them
 * @throws StoreError `store-corrupt`
 */
export function readEvents(text: string, tenant: TenantId, first: number): readonly NumberedEvent[] {
  return parsed(text).map((entry, place) => numbered(eventOf(entry, tenant), first + place));
}

function eventOf([type, at, call, binding, reference, userData, form]: Entry, tenant: TenantId): NewEvent {
  const data: Record<string, unknown> = { ...form };
  for (const field of PARTY_FIELDS) {
    const digits = data[field];
    if (typeof digits === 'string') data[field] = RealNumber.of(digits);
  }
  return { tenant, type, at, call, binding, reference, userData, data } as unknown as NewEvent;
}

function parsed(text: string): readonly Entry[] {
  try {
    return JSON.parse(text) as readonly Entry[];
  } catch {
    throw new StoreError('store-corrupt', 'events cannot be read');
  }
}
