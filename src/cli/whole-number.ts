import { InvalidArgumentError } from 'commander';

/** Reads a whole number of a range from the command line. @throws InvalidArgumentError */
export function wholeNumber(first: number, last: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= first && value <= last) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${first} to ${last}.`);
  };
}
