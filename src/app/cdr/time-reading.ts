import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { parseDuration } from '../../domain/duration.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { parseInstant } from '../../domain/instant-text.ts';

/** An instant as it is written, or so long before now. @throws AxbridgeError `input-invalid` */
export function readTime(field: string, text: string, now: EpochMs): EpochUs {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant * 1000;
  const back = parseDuration(text);
  if (typeof back === 'number') return Math.max(0, now - back) * 1000;
  throw new AxbridgeError(
    'input-invalid',
    `${field}: an instant such as 2026-01-31T08:00:00Z, or a duration back from now such as 24h`,
  );
}

/** A place in an order by time. */
export interface TimePlace {
  readonly at: EpochUs;
  readonly id: number;
}

const PLACE = /^([0-9]{1,16})\.([0-9]{1,16})$/;

export function printPlace({ at, id }: TimePlace): string {
  return `${at}.${id}`;
}

/** @throws AxbridgeError `input-invalid` */
export function readPlace(text: string): TimePlace {
  const [, at, id] = PLACE.exec(text) ?? [];
  if (at === undefined) throw new AxbridgeError('input-invalid', 'after: what the page before this one said');
  return { at: Number(at), id: Number(id) };
}
