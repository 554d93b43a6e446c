import { type CountryCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** Numbers for a test: a beginning for each side, and how many digits follow. */
export interface NumberBlocks {
  readonly a: string;
  readonly b: string;
  readonly serialDigits: number;
}

const LAST = 4;

/** Two blocks of a thousand mobile numbers of the country, beside the one that its number plan gives as an example. */
export function testNumbers(country: string): NumberBlocks {
  const example = getExampleNumber(country as CountryCode, examples)?.nationalNumber;
  if (example === undefined) throw new RangeError(`no example of a number in ${country}`);
  const beginning = example.slice(0, -LAST);
  return { a: `${beginning}0`, b: `${beginning}5`, serialDigits: LAST - 1 };
}
