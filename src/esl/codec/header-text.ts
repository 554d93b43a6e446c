/**
 * The header lines of an event, with where each value begins: of some 200 headers two dozen are asked for, so only their values become
 * texts. For ASCII only, where small letters have the places of the capital ones. Finds what `parseHeaderLine` of each line would give,
 * the first of a name.
 */
export class HeaderText {
  readonly #text: string;
  /** Where values begin, by name in small letters. */
  readonly #places = new Map<string, number>();

  /** @param text lines of ASCII, without the blank line that ends them */
  constructor(text: string) {
    this.#text = text;
    const small = text.toLowerCase();
    let split = small.indexOf(': ');
    for (let at = 0, end = 0; at < small.length; at = end + 1) {
      end = small.indexOf('\n', at);
      if (end === -1) end = small.length;
      if (split !== -1 && split < at) split = small.indexOf(': ', at);
      if (split === -1 || split > end) this.#noteBare(small, at, end);
      else if (split > at) this.#note(small.slice(at, split), split + 2);
    }
  }

  /** The value as it came. @param name in small letters */
  raw(name: string): string | undefined {
    const at = this.#places.get(name);
    if (at === undefined) return undefined;
    const end = this.#text.indexOf('\n', at);
    return this.#text.slice(at, end === -1 ? undefined : end);
  }

  /** `Name:` alone has the empty value. */
  #noteBare(small: string, at: number, end: number): void {
    if (end - at > 1 && small.endsWith(':', end)) this.#note(small.slice(at, end - 1), end);
  }

  #note(name: string, at: number): void {
    if (!this.#places.has(name)) this.#places.set(name, at);
  }
}
