import type { EpochMs } from '../instant.ts';

/** A time of day at which nobody is called, every day. */
export interface QuietHours {
  /** Minutes after midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** The first minute that is not quiet any more; before `fromMinute` when midnight is in between. Never equal to it. */
  readonly toMinute: number;
  /** An IANA time zone, such as `Asia/Shanghai`. */
  readonly zone: string;
}

const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** True at an instant that is quiet by the clocks of the zone. */
export function isQuiet({ fromMinute, toMinute, zone }: QuietHours, at: EpochMs): boolean {
  const minute = minuteOfDay(zone, at);
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** `22:30` as minutes after midnight; `undefined` for another text. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = TIME.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

export function printTimeOfDay(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

export function isTimeZone(text: string): boolean {
  try {
    clockOf(text);
    return true;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times its use. @throws RangeError for what is no time zone */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const options = { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' } as const;
  const clock = new Intl.DateTimeFormat('en-GB', options);
  clocks.set(zone, clock);
  return clock;
}

function minuteOfDay(zone: string, at: EpochMs): number {
  return parseTimeOfDay(clockOf(zone).format(at)) ?? 0;
}
