import { RealNumber } from '../number/real-number.ts';

const PATTERN = /^\+?([1-9][0-9]{0,14})(\*?)$/;
const SHOWN_DIGITS = 5;

/** A number, or the beginning of numbers: `+8613800138000`, `+86138*`. Prints masked, because most are somebody's. */
export class NumberPattern {
  readonly #digits: string;
  readonly isPrefix: boolean;

  private constructor(digits: string, isPrefix: boolean) {
    this.#digits = digits;
    this.isPrefix = isPrefix;
  }

  /** @returns `undefined` for what is no pattern */
  static parse(text: string): NumberPattern | undefined {
    const match = PATTERN.exec(text);
    return match?.[1] === undefined ? undefined : new NumberPattern(match[1], match[2] === '*');
  }

  static of(number: RealNumber): NumberPattern {
    return new NumberPattern(number.reveal(), false);
  }

  matches(number: RealNumber): boolean {
    const digits = number.reveal();
    return this.isPrefix ? digits.startsWith(this.#digits) : digits === this.#digits;
  }

  /** As `parse` reads it. */
  reveal(): string {
    return `+${this.#digits}${this.isPrefix ? '*' : ''}`;
  }

  toString(): string {
    const star = this.isPrefix ? '*' : '';
    if (this.isPrefix && this.#digits.length <= SHOWN_DIGITS) return `+${this.#digits}${star}`;
    return `${RealNumber.parse(this.#digits)?.masked ?? '+****'}${star}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
