const LINE_FEED = 0x0a;
const SPACE = 0x20;

/**
 * The header lines of an event, searched for a name instead of taken apart: of some 200 headers a dozen are asked for. For ASCII only,
 * where small letters have the places of the capital ones. Finds what `parseHeaderLine` of each line would give, the first of a name.
 */
export class HeaderText {
  readonly #text: string;
  /** With a line feed before each line, the first included. */
  readonly #small: string;

  /** @param text lines of ASCII, without the blank line that ends them */
  constructor(text: string) {
    this.#text = text;
    this.#small = `\n${text}`.toLowerCase();
  }

  /** The value as it came. @param name in small letters, without a line feed */
  raw(name: string): string | undefined {
    const sought = `\n${name}:`;
    for (let at = this.#small.indexOf(sought); at !== -1; at = this.#small.indexOf(sought, at + 1)) {
      const end = at + sought.length;
      const next = this.#small.charCodeAt(end);
      if (next === SPACE) return this.#lineFrom(end);
      // The end of the line or of the text: a header without a value. Anything else is a longer name.
      if (next === LINE_FEED || Number.isNaN(next)) return '';
    }
    return undefined;
  }

  /** To the end of the line. @param at one place before its beginning, and the text has one place less */
  #lineFrom(at: number): string {
    const end = this.#text.indexOf('\n', at);
    return this.#text.slice(at, end === -1 ? undefined : end);
  }
}
