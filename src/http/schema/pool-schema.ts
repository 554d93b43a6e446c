import { z } from 'zod';
import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { policySchema, policyViewSchema } from '../../wire/policy-schema.ts';
import { areaCode, areaFallback, poolName, privacyNumber, seconds } from './common-schema.ts';

const treatment = z.strictObject({
  prompt: z.string().max(64).nullable().describe('Name of a prompt, or null for none.'),
  cause: z.string().max(64).describe('Hangup cause as FreeSWITCH names it, such as `UNALLOCATED_NUMBER`.'),
});

const policy = {
  coolDownSeconds: seconds()
    .optional()
    .describe('A party gets no number again within so long after its binding on it ended. Default: 7 days.'),
  sticky: z
    .boolean()
    .optional()
    .describe('A pair that meets again gets its earlier number back if possible.'),
  language: z.enum(['en', 'zh']).optional().describe('Language of the prompts.'),
  lowWaterPercent: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .optional()
    .describe(
      'The pool is low while its headroom is below so many of a hundred of its unlocked numbers; null never. Default: 10.',
    ),
  areaFallback: areaFallback()
    .optional()
    .describe(
      'Areas that a bind which names an area falls back on when that has no number, in this order. Default: none.',
    ),
  refusals: z
    .record(z.string().regex(/^[a-z-]{1,32}$/), treatment)
    .refine((reasons) => Object.keys(reasons).length <= 32, { error: 'at most 32 reasons' })
    .optional()
    .describe('Own treatment of refused calls by reason, such as `no-binding`.'),
  calls: policySchema.optional(),
};

export const newPoolSchema = z.strictObject({ pool: poolName(), ...policy }).meta({ id: 'NewPool' });

export const poolPolicySchema = z
  .strictObject(policy)
  .refine((input) => Object.keys(input).length > 0, { error: 'name at least one setting' })
  .meta({ id: 'PoolPolicy', description: 'What is left out stays as it is.' });

export type PoolPolicyBody = z.output<typeof poolPolicySchema>;

const number = () =>
  z
    .string()
    .regex(/^\+?[0-9]{3,17}$/, '3 to 17 digits, with + and country code or a service number')
    .meta({ examples: ['+8617000000001'] });

const ends = {
  first: number(),
  last: number().optional().describe('Left out for one number.'),
};

export const newNumbersSchema = z
  .strictObject({
    ...ends,
    areaCode: areaCode().optional(),
  })
  .meta({ id: 'NewNumbers' });

export const lockSchema = z
  .strictObject({
    first: number().optional().describe('Left out for all numbers of the pool.'),
    last: number().optional().describe('Left out for one number.'),
    locked: z.boolean().describe('Locked numbers get no new bindings; old ones live on.'),
  })
  .refine((input) => input.last === undefined || input.first !== undefined, {
    error: 'last needs first',
    path: ['last'],
  })
  .meta({ id: 'NumberLock' });

export const rangeQuery = z.strictObject(ends);

export const poolSchema = z
  .object({
    pool: z.string(),
    ranges: z.array(
      z.object({
        first: z.string(),
        last: z.string(),
        numbers: z.int(),
        areaCode: z.string().nullable(),
        locked: z.boolean(),
      }),
    ),
    numbers: z.int(),
    lockedNumbers: z.int(),
    liveBindings: z.int(),
    busiestPartyPeers: z
      .int()
      .describe('Live bindings of the busiest party: the pool needs about as many numbers.'),
    busiestPartyHolds: z
      .int()
      .describe('Unlocked numbers that one party has bound or is cooling from, of the party with the most.'),
    headroom: z.int().describe('Unlocked numbers that the busiest party can still get.'),
    low: z
      .boolean()
      .describe('The headroom is below `lowWaterPercent` of the unlocked numbers, or all are locked.'),
    lowWaterPercent: z.int().nullable(),
    areaFallback: z.array(z.string()),
    coolDownSeconds: z.int(),
    sticky: z.boolean(),
    language: z.enum(['en', 'zh']),
    calls: policyViewSchema,
    routeWebhook: z
      .object({ url: z.string(), deadlineMilliseconds: z.int() })
      .nullable()
      .describe('Asked for each call where it goes; null nobody.'),
  })
  .meta({ id: 'Pool' });

export type PoolBody = z.output<typeof poolSchema>;

export const numberSchema = z
  .object({
    x: z.string(),
    pool: z.string(),
    areaCode: z.string().nullable(),
    locked: z.boolean().describe('It gets no new bindings; old ones live on.'),
    liveBindings: z
      .int()
      .describe('That have it as X or Y, among its latest 1,000 as the one and as the other.'),
    modes: z.array(z.enum(BINDING_MODES)).describe('Of the live bindings.'),
  })
  .meta({ id: 'Number' });

export const numberParams = z.strictObject({ x: privacyNumber() });

export const poolListSchema = z.object({ pools: z.array(poolSchema) }).meta({ id: 'PoolList' });
export const poolParams = z.strictObject({ pool: poolName() });
