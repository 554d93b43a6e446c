const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const PATTERN = /^(?:([0-9]{1,5})d)?(?:([0-9]{1,7})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,10})s)?$/;

/** The longest duration that is taken for meant: 100 years. */
export const MAX_DURATION_MS = 36_500 * UNITS_MS.d;

/**
 * Reads `90s`, `15m`, `24h`, `7d`, `1d12h` (whole numbers, units from the longest to the shortest), or `none`.
 * @returns milliseconds from 0 to `MAX_DURATION_MS`, `null` for `none`, `undefined` when the text is no duration
 */
export function parseDuration(text: string): number | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'none') return null;
  const match = PATTERN.exec(trimmed);
  if (trimmed === '' || match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const durationMs =
    Number(days) * UNITS_MS.d +
    Number(hours) * UNITS_MS.h +
    Number(minutes) * UNITS_MS.m +
    Number(seconds) * UNITS_MS.s;
  return durationMs <= MAX_DURATION_MS ? durationMs : undefined;
}

/** Such as `1d12h`, `0s`, or `none`; parts of a second are dropped. Reads back by `parseDuration`. */
export function printDuration(durationMs: number | null): string {
  if (durationMs === null) return 'none';
  let rest = Math.max(0, Math.trunc(durationMs));
  let text = '';
  for (const [unit, unitMs] of Object.entries(UNITS_MS)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
