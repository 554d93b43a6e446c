import type { Header, HeaderValue } from './switch-event.ts';

/** The variables of a channel, in the order of their last setting. A variable may hold a list (`originate_causes`). */
export class Variables {
  readonly #values = new Map<string, HeaderValue>();

  /** Text of the variable; of a list its first entry. */
  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined || typeof value === 'string' ? value : value[0];
  }

  /** Sets it; an empty value removes it, as `switch_channel_set_variable` does. */
  set(name: string, value: string): void {
    this.#values.delete(name);
    if (value !== '') this.#values.set(name, value);
  }

  unset(name: string): void {
    this.#values.delete(name);
  }

  /** Takes the value and removes the variable, as `park` does with `park_timeout`. */
  take(name: string): string | undefined {
    const value = this.get(name);
    this.#values.delete(name);
    return value;
  }

  /** Adds to a list: one value is a text, several are a list. */
  push(name: string, value: string): void {
    const before = this.#values.get(name);
    if (before === undefined) this.#values.set(name, value);
    else this.#values.set(name, typeof before === 'string' ? [before, value] : [...before, value]);
  }

  /** `switch_true`: yes, on, true, t, enabled, active, allow and numbers other than zero. */
  isTrue(name: string): boolean {
    return isTrue(this.get(name));
  }

  /** Names that begin with the prefix, in the order set: `execute_on_answer` finds `execute_on_answer_1`. */
  startingWith(prefix: string): readonly string[] {
    return [...this.#values.keys()].filter((name) => name.startsWith(prefix));
  }

  headers(): readonly Header[] {
    return [...this.#values].map(([name, value]) => [`variable_${name}`, value]);
  }

  /** `${name}` replaced by the variable's text; a function call is refused, as with `api-expansion=false`. */
  expand(text: string): string {
    return text.replaceAll(/\$\{([^}]*)\}/g, (_whole, name: string) =>
      name.includes('(') ? '<API Execute Permission Denied>' : (this.get(name) ?? ''),
    );
  }
}

export function isTrue(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (/^\d+$/.test(text)) return Number(text) !== 0;
  return ['yes', 'on', 'true', 't', 'enabled', 'active', 'allow'].includes(text.toLowerCase());
}
