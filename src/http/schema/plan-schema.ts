import { z } from 'zod';
import { areaCode, seconds, utc } from './common-schema.ts';

const DECIMAL = /^[0-9]{1,10}(\.[0-9]{1,9})?$/;

/** A number of the query as people write it: nothing else that JavaScript reads as one, least of all nothing as 0. */
function written<Schema extends z.ZodType<number, number>>(schema: Schema) {
  return z.preprocess(
    (text) => (typeof text === 'string' && DECIMAL.test(text) ? Number(text) : text),
    schema,
  );
}

export const planQuery = z.strictObject({
  refusalRate: written(z.number().min(0).max(1))
    .default(0)
    .describe('Share of the binds that may be refused, 0 to 1. Left out: none.'),
  coolDownSeconds: written(seconds()).optional().describe('Left out: as the pool has it.'),
  areaCode: areaCode().optional().describe('Left out: each area of the pool.'),
});

export type PlanQuery = z.output<typeof planQuery>;

const count = () => z.int().min(0);

const busiestParty = z.object({
  party: z.string().describe('A name that stays the same for the same party, and is not its number.'),
  holds: count().describe('Numbers that it had at once.'),
  live: count().describe('Those of them that were bound.'),
  cooling: count().describe('Those of them that were not free for it again yet.'),
  at: utc(),
});

const curvePoint = z.object({ numbers: count(), refused: count(), refusalRate: z.number().min(0).max(1) });

const plannedArea = z.object({
  areaCode: z.string().nullable(),
  numbers: count().describe('So many are needed.'),
  presentNumbers: count().nullable().describe('Unlocked ones that there are.'),
  lowerBound: count().describe('No pool that refuses as few is smaller.'),
  numbersForStrangers: count().describe('Most numbers at once that strangers called (modes ax, axg, axe).'),
  binds: count(),
  parties: count(),
  firstAt: utc().nullable(),
  lastAt: utc().nullable(),
  peakBindings: count().describe('Most live bindings at once.'),
  busiestParty: busiestParty.nullable(),
  curve: z.array(curvePoint).describe('How pools of other sizes would have done.'),
  shorterCoolDowns: z
    .array(z.object({ coolDownSeconds: count(), lowerBound: count() }))
    .describe('The lower bound, were the cool-down shorter.'),
});

export const planSchema = z
  .object({
    coolDownSeconds: count(),
    refusalRate: z.number().min(0).max(1),
    numbers: count().describe('Of all areas together.'),
    areas: z.array(plannedArea).describe('Areas without a binding are left out.'),
  })
  .meta({ id: 'PoolPlan' });

export type PlanBody = z.output<typeof planSchema>;
