import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';

/** How many people there are, and how many privacy numbers. Few, so that everything gets in the way of everything. */
export const PEOPLE = 9;
export const NUMBERS = 6;

const FIRST_PERSON = 8_613_800_138_000;
const FIRST_NUMBER = 8_617_000_000_000;

/** The n-th person's number, as carriers write it. */
export function personDigits(n: number): string {
  return String(FIRST_PERSON + n);
}

/** The n-th privacy number, as carriers write it. */
export function numberDigits(n: number): string {
  return String(FIRST_NUMBER + n);
}

export function personOf(number: RealNumber | string): number {
  return Number(typeof number === 'string' ? number.replace(/^\+/, '') : number.reveal()) - FIRST_PERSON;
}

export function numberOf(number: PrivacyNumber | string): number {
  return Number(number.replace(/^\+/, '')) - FIRST_NUMBER;
}
