import { RealNumber } from '../number/real-number.ts';

const PATTERN = /^\+?([1-9][0-9]{0,14})(\*?)$/;
/** So short a beginning leaves thousands of numbers open in most countries: it is nobody's. */
export const MAX_PUBLIC_DIGITS = 7;

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

  /** True for a short beginning, which tells of nobody. */
  get isPublic(): boolean {
    return this.isPrefix && this.#digits.length <= MAX_PUBLIC_DIGITS;
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
    if (this.isPublic) return `+${this.#digits}${star}`;
    return `${RealNumber.parse(this.#digits)?.masked ?? '+****'}${star}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
