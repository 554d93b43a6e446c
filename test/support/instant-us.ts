/** `2026-01-31T08:00:00.123456Z` in epoch microseconds. */
export function instantUs(instant: string): number {
  const [, whole = '', micros = ''] = /^(.*\.[0-9]{3})([0-9]{3})Z$/.exec(instant) ?? [];
  return Date.parse(`${whole}Z`) * 1000 + Number(micros);
}
