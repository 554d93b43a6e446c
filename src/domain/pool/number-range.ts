import { privacyNumberOf } from '../number/dialled-reading.ts';
import type { NumberPlan } from '../number/number-plan.ts';
import { digitsOf, type PrivacyNumber, privacyNumber } from '../number/privacy-number.ts';
import type { NumberRange } from './pool.ts';

/** The most numbers that one range may hold: a longer one is more likely a slip of the pen. */
export const MAX_RANGE_NUMBERS = 10_000_000;

interface Ends {
  readonly first: string;
  readonly last: string;
}

/** Why a text is no range. */
export type RangeProblem = 'malformed' | 'different-length' | 'first-after-last' | 'too-many';

export type RangeReading =
  | { readonly ok: true; readonly range: NumberRange }
  | { readonly ok: false; readonly problem: RangeProblem };

/**
 * Reads `+8617000000000-+8617000009999`, `95000001-95000099` or a single number.
 * Both ends are brought into their canonical spelling first; at most `MAX_RANGE_NUMBERS`.
 */
export function parseRange(plan: NumberPlan, text: string): RangeReading {
  const [from, to = from, ...more] = text.split('-');
  if (from === undefined || to === undefined || more.length > 0) return { ok: false, problem: 'malformed' };
  const first = privacyNumberOf(plan, from);
  const last = privacyNumberOf(plan, to);
  if (first === undefined || last === undefined) return { ok: false, problem: 'malformed' };
  return checkRange({ first, last });
}

/** What is wrong with a range, in words for the operator. */
export function describeRangeProblem(problem: RangeProblem): string {
  switch (problem) {
    case 'malformed':
      return 'a range is one number (+8617000000001) or two with a hyphen between them (95000001-95000099)';
    case 'different-length':
      return 'the first and the last number of a range need the same length and the same kind of spelling';
    case 'first-after-last':
      return 'the first number of the range is greater than the last';
    case 'too-many':
      return `a range holds at most ${MAX_RANGE_NUMBERS.toLocaleString('en')} numbers`;
  }
}

function checkRange(range: NumberRange): RangeReading {
  const { first, last } = range;
  if (first.length !== last.length || isInternational(first) !== isInternational(last))
    return { ok: false, problem: 'different-length' };
  if (first > last) return { ok: false, problem: 'first-after-last' };
  if (distance(first, last) >= MAX_RANGE_NUMBERS) return { ok: false, problem: 'too-many' };
  return { ok: true, range };
}

/** How many numbers the range holds: 1 to `MAX_RANGE_NUMBERS`. */
export function countOf(range: NumberRange): number {
  return distance(range.first, range.last) + 1;
}

/** True when `x` is one of the range. Numbers of one length compare as text, so no arithmetic is needed. */
export function contains(range: NumberRange, x: PrivacyNumber): boolean {
  return x.length === range.first.length && x >= range.first && x <= range.last;
}

/**
 * The number at `offset` (0 is the first), exact for numbers of 17 digits.
 * @throws RangeError when the offset is outside the range
 */
export function numberAt(range: NumberRange, offset: number): PrivacyNumber {
  const { first } = range;
  const number = Number.isInteger(offset) && offset >= 0 ? privacyNumber(plus(first, offset)) : undefined;
  if (number === undefined || !contains(range, number)) throw new RangeError('offset outside the range');
  return number;
}

/** The offset of a number of the range; `undefined` when it is not one. */
export function offsetOf(range: NumberRange, x: PrivacyNumber): number | undefined {
  return contains(range, x) ? distance(range.first, x) : undefined;
}

/** True when the ranges share a number. */
export function overlap(one: NumberRange, other: NumberRange): boolean {
  return meet(one, other);
}

/** Ends of one length compare as text, and `+` never compares between digits. */
function meet(one: Ends, other: Ends): boolean {
  return one.first.length === other.first.length && one.first <= other.last && other.first <= one.last;
}

/**
 * True when one dialled number could mean a number of both ranges: they share one, or one holds as service numbers (`95000001`)
 * what the other holds with the home country code (`+8695000001`).
 */
export function readingsOverlap(plan: NumberPlan, one: NumberRange, other: NumberRange): boolean {
  return meet(internationalRange(plan, one), internationalRange(plan, other));
}

function internationalRange(plan: NumberPlan, range: NumberRange): Ends {
  return { first: internationalDigits(plan, range.first), last: internationalDigits(plan, range.last) };
}

function internationalDigits(plan: NumberPlan, x: PrivacyNumber): string {
  return isInternational(x) ? digitsOf(x) : plan.countryCode + x;
}

function isInternational(x: PrivacyNumber): boolean {
  return x.startsWith('+');
}

/** Numbers of so many digits are exact as such; only the longest ones are not. */
const EXACT_DIGITS = 15;

function distance(first: PrivacyNumber, last: PrivacyNumber): number {
  if (Math.max(first.length, last.length) <= EXACT_DIGITS) return Number(last) - Number(first);
  return Number(BigInt(digitsOf(last)) - BigInt(digitsOf(first)));
}

function plus(first: PrivacyNumber, offset: number): string {
  const digits = digitsOf(first);
  const sum = sumOf(digits, offset).padStart(digits.length, '0');
  return isInternational(first) ? `+${sum}` : sum;
}

function sumOf(digits: string, offset: number): string {
  if (digits.length <= EXACT_DIGITS) return String(Number(digits) + offset);
  return (BigInt(digits) + BigInt(offset)).toString();
}
