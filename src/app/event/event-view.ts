import type { NumberedEvent } from '../../domain/event/event.ts';
import { isPartyField } from '../../domain/event/event-data.ts';
import type { EventType } from '../../domain/event/event-type.ts';
import { printInstant } from '../../domain/instant-text.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { shownNumber } from '../views.ts';

type Shown = string | number | boolean | null;

/** An event as it is shown: instants as text, numbers masked unless real ones were asked for. */
export interface EventView {
  readonly id: string;
  readonly number: number;
  readonly type: EventType;
  readonly at: string;
  readonly call: string | null;
  readonly binding: number | null;
  readonly reference: string | null;
  /** The platform's own JSON text. */
  readonly userData: string | null;
  readonly data: Readonly<Record<string, Shown>>;
}

export function eventView(event: NumberedEvent, showNumbers: boolean): EventView {
  const { id, number, type, at, call, binding, reference, userData, data } = event;
  const fields = Object.entries(data).map(([field, value]) => [field, shown(field, value, showNumbers)]);
  const head = { id, number, type, at: printInstant(at), call, binding, reference, userData };
  return { ...head, data: Object.fromEntries(fields) };
}

/** Fields that end in `At` hold instants. */
function shown(field: string, value: unknown, showNumbers: boolean): Shown {
  if (value instanceof RealNumber && isPartyField(field)) return shownNumber(value, showNumbers);
  if (typeof value === 'number' && field.endsWith('At')) return printInstant(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
