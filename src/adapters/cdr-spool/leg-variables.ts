/** The variables of a channel as a file of mod_json_cdr has them: text from SIP among them, so nothing of them is trusted. */
export class LegVariables {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  /** The same with some of them another way. */
  with(others: Readonly<Record<string, string>>): LegVariables {
    return new LegVariables({ ...this.#values, ...others });
  }

  text(name: string): string | undefined {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    return value === '' ? undefined : value;
  }

  /** At most so many characters of it. */
  bounded(name: string, most: number): string | null {
    return this.text(name)?.slice(0, most) ?? null;
  }

  number(name: string): number | null {
    const text = this.text(name);
    const value = text === undefined ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  }

  /** Microseconds; FreeSWITCH writes 0 for what never happened. */
  instant(name: string): number | null {
    const value = this.number(name);
    return value !== null && Number.isSafeInteger(value) && value > 0 ? value : null;
  }

  /** A variable that was pushed several values: `ARRAY::one|:other`. */
  list(name: string): readonly string[] {
    const text = this.text(name);
    if (text === undefined) return [];
    return text.startsWith('ARRAY::') ? text.slice('ARRAY::'.length).split('|:') : [text];
  }
}
