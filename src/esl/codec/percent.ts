import { isUtf8 } from 'node:buffer';

const PERCENT = 0x25;

/** What percent-decoding made of a value. */
export interface Decoded {
  /** Bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly text: string;
  /** True when something was replaced. */
  readonly lossy: boolean;
}

/**
 * Decodes a value of a plain event. Never throws: callers choose the bytes that end up here. A percent sign that is not
 * followed by two hexadecimal digits stands for itself, as in `switch_url_decode` (switch_utils.c).
 *
 * `switch_url_encode` leaves `%41` as it is, so a literal `%41` and an `A` look alike in a plain event. JSON does not
 * have this fault.
 */
export function decodePercent(raw: string): Decoded {
  if (!raw.includes('%')) return { text: raw, lossy: raw.includes('\uFFFD') };
  const bytes = Buffer.from(raw, 'utf8');
  let written = 0;
  for (let read = 0; read < bytes.length; read += 1) {
    const byte = bytes[read] ?? 0;
    const escaped = byte === PERCENT ? hexPair(bytes[read + 1], bytes[read + 2]) : -1;
    bytes[written] = escaped === -1 ? byte : escaped;
    written += 1;
    if (escaped !== -1) read += 2;
  }
  const decoded = bytes.subarray(0, written);
  return { text: decoded.toString('utf8'), lossy: raw.includes('\uFFFD') || !isUtf8(decoded) };
}

function hexPair(high: number | undefined, low: number | undefined): number {
  const upper = hexDigit(high);
  const lower = hexDigit(low);
  return upper === -1 || lower === -1 ? -1 : upper * 16 + lower;
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code & 0xdf;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1;
}
