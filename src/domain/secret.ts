/**
 * A password or key in memory. Whatever prints it (string conversion, JSON, `util.inspect`) gets `[secret]`;
 * `reveal()` is the only way to the text.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  /** Takes as long wherever the two differ, so that the time tells nobody how much of a guess was right. */
  equals(other: Secret): boolean {
    const length = Math.max(this.#text.length, other.#text.length);
    let differences = this.#text.length ^ other.#text.length;
    for (let at = 0; at < length; at += 1)
      differences |= this.#text.charCodeAt(at) ^ other.#text.charCodeAt(at);
    return differences === 0;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
