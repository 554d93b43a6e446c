/** Bytes by which a secret is known: enough that chance has none of them. */
const KNOWN_BY = 8;

/**
 * Looks for many secrets in many bytes at once, each by its first eight bytes.
 * @returns the places at which one of them begins
 */
export function placesOf(secrets: readonly Uint8Array[], bytes: Buffer): readonly number[] {
  const heads = new Map<number, Set<number>>();
  for (const secret of secrets) {
    const head = Buffer.from(secret.subarray(0, KNOWN_BY));
    const first = head.readUInt32LE(0);
    heads.set(first, (heads.get(first) ?? new Set()).add(head.readUInt32LE(4)));
  }
  const places: number[] = [];
  for (let at = 0; at + KNOWN_BY <= bytes.length; at += 1) {
    const second = heads.get(bytes.readUInt32LE(at));
    if (second?.has(bytes.readUInt32LE(at + 4)) === true) places.push(at);
  }
  return places;
}
