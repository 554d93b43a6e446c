/**
 * Control characters (C0, DEL, C1), line and paragraph separators, what turns the writing direction, and halves of surrogate pairs:
 * they move the cursor, change titles and colours, or make a text look like another.
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** The text with everything that could steer a terminal written out, such as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** JSON in one line that is safe to print: still the same value to whoever parses it. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) => unicodeEscape(character));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
