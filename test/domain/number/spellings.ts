import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The characters, for `constantFrom`. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

const digits = (count: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...charactersOf('0123456789')), minLength: count, maxLength: count });

/** National numbers of China that libphonenumber, whose tables are not ours, holds for valid: mobiles and landlines. */
export const chineseNational: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(fc.constantFrom('13', '15', '17', '18', '19', '14', '16'), digits(9)),
    fc.tuple(fc.constantFrom('10', '20', '21', '22', '28'), digits(8)),
    fc.tuple(fc.constantFrom('755', '571', '311', '991', '536', '898', '400'), digits(7)),
    fc.tuple(fc.constantFrom('755', '571', '311', '431', '512'), digits(8)),
  )
  .map(([head, tail]) => head + tail)
  .filter((national) => parsePhoneNumberFromString(`+86${national}`)?.isValid() === true);

/** Every way in which a carrier or a client in China writes a national number. */
export function chineseSpellings(national: string): string[] {
  return [
    national,
    `0${national}`,
    `86${national}`,
    `+86${national}`,
    `0086${national}`,
    `860${national}`,
    `+860${national}`,
    `00860${national}`,
  ];
}

/** Text as strangers send it: anything, and things that look like numbers. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(...charactersOf('0123456789+8600;=@:?%-*#() \n\r\0sip')),
    maxLength: 40,
  }),
);
