/** International digits without the plus sign: country code and national number, 5 to 15 of them (ITU-T E.164, section 6). */
const E164_DIGITS = /^[1-9][0-9]{4,14}$/;

/**
 * The number of a party: the thing that must never reach the other side, a log line or an error message.
 *
 * Whatever prints it (string conversion, JSON, `util.inspect`) gets a masked form. `reveal()` is the only way to the digits,
 * so every place where a real number leaves the process can be found by searching for that word.
 */
export class RealNumber {
  readonly #digits: string;

  private constructor(digits: string) {
    this.#digits = digits;
  }

  /** @throws RangeError when `digits` are not 5 to 15 international digits; the message does not repeat them. */
  static of(digits: string): RealNumber {
    const number = RealNumber.parse(digits);
    if (number === undefined) throw new RangeError('not an E.164 number: 5 to 15 digits are needed');
    return number;
  }

  /** @returns `undefined` when `digits` are not 5 to 15 international digits. */
  static parse(digits: string): RealNumber | undefined {
    return E164_DIGITS.test(digits) ? new RealNumber(digits) : undefined;
  }

  /** The international digits, without the plus sign. */
  reveal(): string {
    return this.#digits;
  }

  equals(other: RealNumber): boolean {
    return this.#digits === other.#digits;
  }

  /** Such as `+861****8000`: enough to recognise one's own test number, too little to call it. At least 4 digits are hidden. */
  get masked(): string {
    const { length } = this.#digits;
    const [head, tail] = length >= 11 ? [3, 4] : length >= 8 ? [2, 2] : [1, 0];
    return `+${this.#digits.slice(0, head)}****${this.#digits.slice(length - tail)}`;
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.masked;
  }
}
