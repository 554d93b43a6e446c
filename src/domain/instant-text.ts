import type { EpochMs } from './instant.ts';

const PATTERN =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/**
 * Reads an ISO 8601 instant (RFC 3339): `2026-01-31T08:00:00Z`, `2026-01-31T16:00+08:00`. The offset is needed, since a wall clock
 * without one is a different instant on every machine.
 * @returns `undefined` when the text is no instant, or a day that no month has
 */
export function parseInstant(text: string): EpochMs | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zone = 'Z'] = match;
  const [months, days] = [Number(month), Number(day)];
  const dayMs = Date.UTC(Number(year), months - 1, days);
  const date = new Date(dayMs);
  if (date.getUTCMonth() !== months - 1 || date.getUTCDate() !== days) return undefined;
  const offsetMs = zoneOffsetMs(zone);
  const timeMs = timeOfDayMs(Number(hour), Number(minute), Number(second), fraction);
  return offsetMs === undefined || timeMs === undefined ? undefined : dayMs + timeMs - offsetMs;
}

function timeOfDayMs(hour: number, minute: number, second: number, fraction: string): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.padEnd(3, '0'));
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** `2026-01-31T08:00:00.000Z`. */
export function printInstant(at: EpochMs): string {
  return new Date(at).toISOString();
}
