/** Extensions have 1 to this many digits. */
export const MAX_EXTENSION_DIGITS = 6;

const EXTENSION = /^[0-9]{1,6}$/;
/** Has no divisor in common with a power of ten, so that its multiples visit every extension once. */
const STRIDE = 6_700_417;
/** So many tries say for certain whether three digits are used up; of more digits, that next to none is left. */
const MAX_TRIES = 1000;

export function isExtension(text: string): boolean {
  return EXTENSION.test(text);
}

/**
 * A free extension, scattered so that a neighbour's cannot be guessed from one's own.
 * @param spread 32 bits that choose where to begin
 * @param maxTries a number so full that as many fail counts as used up
 */
export function chooseExtension(
  digits: number,
  spread: number,
  isFree: (extension: string) => boolean,
  maxTries = MAX_TRIES,
): string | null {
  const count = 10 ** digits;
  for (let attempt = 0; attempt < Math.min(count, maxTries); attempt += 1) {
    const extension = String((spread + attempt * STRIDE) % count).padStart(digits, '0');
    if (isFree(extension)) return extension;
  }
  return null;
}
