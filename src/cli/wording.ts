/** `2026-01-31 08:00:00Z` for an ISO 8601 instant. */
export function shortInstant(instant: string): string {
  return instant.replace('T', ' ').replace(/\.[0-9]+Z$/, 'Z');
}

/** With a comma between thousands. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

/** `1 binding`, `2,000 bindings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
