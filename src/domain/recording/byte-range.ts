/** Bytes of a whole, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const RANGE = /^bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))$/i;

/**
 * What a `Range` header asks for (RFC 9110, section 14).
 * @returns `null` for the whole: no header, another unit, several ranges, or one that is no range; `'outside'` when nothing of it is there
 */
export function readByteRange(header: string | undefined, bytes: number): ByteRange | 'outside' | null {
  const [match, from, to, suffix] = RANGE.exec(header ?? '') ?? [];
  if (match === undefined) return null;
  if (suffix !== undefined) {
    const wanted = Math.min(Number(suffix), bytes);
    return wanted === 0 ? 'outside' : { first: bytes - wanted, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' || to === undefined ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= bytes ? 'outside' : { first, last };
}
