/** Recording begins again when there is so much more room than the least. */
const AGAIN = 1.25;

/** @param freeBytes of the fullest place; `null` when it cannot be told @returns whether calls may be recorded from now on */
export function maySpend(before: boolean, freeBytes: number | null, leastBytes: number): boolean {
  if (freeBytes === null) return false;
  return freeBytes >= (before ? leastBytes : leastBytes * AGAIN);
}
