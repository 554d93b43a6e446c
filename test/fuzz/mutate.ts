import type { Random } from './random.ts';

/** Longer inputs prove nothing more, and take long. */
const MOST_BYTES = 256 * 1024;

/** What parsers of any kind stumble over. */
const WORDS: readonly string[] = [
  '\0',
  '\r\n',
  '\n\n',
  '\r\n\r\n',
  '%00',
  '%0a',
  '%0d%0a',
  '%',
  '\u001b[2J',
  '\u009b31m',
  '\u202e',
  '\ufeff',
  '\ud83d\ude00',
  '"',
  "'",
  '\\',
  '${',
  '}',
  '{',
  '[',
  ']',
  '|',
  ',',
  ';',
  ':',
  '&',
  '<',
  '>',
  '..',
  '/',
  '../../etc/passwd',
  '`id`',
  '$(id)',
  '-1',
  '0',
  '65536',
  '2147483648',
  '4294967295',
  '9007199254740993',
  '1e999',
  'NaN',
  '__proto__',
  'constructor',
  'null',
  'true',
  "' OR 1=1 --",
  '{{7*7}}',
  '%s%n',
  '=1+1',
  'ARRAY::',
  '|:',
  '*a: &a [*a,*a]',
  '<<: *a',
  '!!js/function',
  '\u2028',
]; // prettier-ignore

/** Lengths that wrap, overflow or fill a buffer. */
const REPEATS: readonly number[] = [2, 16, 255, 256, 1_024, 4_097, 20_000];

type Mutation = (input: Buffer, random: Random, more: Material) => Buffer;

/** What else an input can be made of. */
export interface Material {
  /** Words that mean something to the target. */
  readonly dictionary: readonly string[];
  /** Other inputs, of which pieces are taken. */
  readonly others: readonly Uint8Array[];
}

const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (input, random) => {
    const at = random.below(input.length);
    const changed = Buffer.from(input);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    return changed;
  },
  // One byte.
  (input, random) => replaced(input, random.below(input.length), 1, Buffer.of(random.below(256))),
  // A piece left out.
  (input, random) => {
    const [at, length] = piece(input, random);
    return replaced(input, at, length, Buffer.alloc(0));
  },
  // A piece twice, or very many times.
  (input, random) => {
    const [at, length] = piece(input, random);
    const count = random.oneOf(REPEATS);
    const repeated = Buffer.alloc(Math.min(length * count, MOST_BYTES), input.subarray(at, at + length));
    return replaced(input, at, length, repeated);
  },
  // A piece somewhere else.
  (input, random) => {
    const [at, length] = piece(input, random);
    const taken = input.subarray(at, at + length);
    return replaced(replaced(input, at, length, Buffer.alloc(0)), random.below(input.length), 0, taken);
  },
  // The end cut off.
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  // A word put in, or in the place of a piece.
  (input, random, { dictionary }) => {
    const word = random.oneIn(2) && dictionary.length > 0 ? random.oneOf(dictionary) : random.oneOf(WORDS);
    const [at, length] = piece(input, random);
    return replaced(input, at, random.oneIn(2) ? 0 : length, Buffer.from(word, 'utf8'));
  },
  // A number changed.
  (input, random) => {
    const text = input.toString('latin1');
    const numbers = [...text.matchAll(/[0-9]+/g)];
    if (numbers.length === 0) return input;
    const { index, 0: digits } = random.oneOf(numbers);
    const other = random.oneOf([
      '0',
      '-1',
      String(Number(digits) + 1),
      `${digits}0`,
      '99999999999999999999',
      '0x10',
      '',
    ]);
    return replaced(input, index, digits.length, Buffer.from(other));
  },
  // A piece of another input.
  (input, random, { others }) => {
    if (others.length === 0) return input;
    const other = Buffer.from(random.oneOf(others));
    const [from, length] = piece(other, random);
    return replaced(input, random.below(input.length + 1), 0, other.subarray(from, from + length));
  },
  // Bytes of chance.
  (input, random) => {
    const bytes = Buffer.from(Array.from({ length: 1 + random.below(16) }, () => random.below(256)));
    return replaced(input, random.below(input.length + 1), 0, bytes);
  },
];

/** The input with one to six changes. */
export function mutated(input: Uint8Array, random: Random, more: Material): Buffer {
  let changed: Buffer = Buffer.from(input);
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    if (changed.length === 0) changed = Buffer.from(random.oneOf(WORDS), 'utf8');
    changed = random.oneOf(MUTATIONS)(changed, random, more);
    if (changed.length > MOST_BYTES) changed = changed.subarray(0, MOST_BYTES);
  }
  return changed;
}

/** Where a piece begins and how long it is: mostly short, sometimes anything. */
function piece(input: Buffer, random: Random): readonly [at: number, length: number] {
  const at = random.below(input.length);
  const most = input.length - at;
  return [at, 1 + random.below(random.oneIn(4) ? most : Math.min(16, most))];
}

function replaced(input: Buffer, at: number, length: number, by: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, at), by, input.subarray(at + length)]);
}
