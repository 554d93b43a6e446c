/** Longer text is no number and is not looked into. */
const MAX_LENGTH = 64;

/** Marks that a phone or a spreadsheet leaves in a copied number: direction marks, zero-width spaces and the like. */
const INVISIBLE = /\p{Cf}/gu;
const SEPARATORS = /[\s\-‐‑‒–—.()/]/gu;
const SCHEME = /^tel:/i;

/**
 * What a person wrote, without its separators: full-width digits become plain ones, and spaces, hyphens, dots, slashes,
 * parentheses and invisible marks go. Anything else stays, for the reader to refuse.
 * @returns `undefined` when it is too long for a number
 */
export function withoutSeparators(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  return text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .trim()
    .replace(SCHEME, '')
    .replaceAll(SEPARATORS, '');
}
