import { z } from 'zod';
import { integer, numberPatterns } from './setting-types.ts';

const count = (most: number) => integer(1, most).nullable();

/** Which numbers are called at all. */
export const barring = z.strictObject({
  allow: numberPatterns()
    .nullable()
    .default(null)
    .describe(
      'Numbers that are called; others are refused when they are bound and when they would be called. `null`: those of the home country, without premium-rate ones. A list is taken literally.',
    ),
  deny: numberPatterns().default([]).describe('Numbers that are not called, whatever `allow` says.'),
});

/** How many calls are no longer those of people. */
export const limits = z.strictObject({
  callsAMinute: count(1_000_000).default(60).describe('Calls of one caller, to all numbers.'),
  callsAtOnce: count(1_000_000).default(4).describe('Calls of one caller to one number, at once.'),
  strangersAMinute: count(1_000_000)
    .default(120)
    .describe('Calls to one number by callers whom no binding names.'),
  misses: count(1_000_000)
    .default(10)
    .describe(
      'Calls of one caller in ten minutes to numbers on which he has nothing; after that he hears the same of all numbers but his own.',
    ),
  gatewayMisses: count(1_000_000)
    .default(120)
    .describe(
      'The same of all callers of a gateway in a minute, where it is more than half of its calls: then it holds for all of them.',
    ),
});
