import { z } from 'zod';
import { CALLBACK_DISPLAYS } from '../../app/operations.ts';
import { UNCERTAINTIES } from '../../domain/call/uncertainty.ts';
import { POLICY_LEVELS } from '../../domain/policy/policy-level.ts';
import { bindingSchema, boundSchema } from './binding-schema.ts';
import {
  cursor,
  instant,
  nextCursor,
  pageLimit,
  party,
  poolName,
  privacyNumber,
  revealFlag,
  utc,
} from './common-schema.ts';

export const callbackSchema = z
  .strictObject({
    a: party().describe('Called first.'),
    b: party().describe('Called when A has answered.'),
    x: privacyNumber().optional(),
    pool: poolName().optional(),
    display: z
      .enum(CALLBACK_DISPLAYS)
      .optional()
      .describe(
        'What B sees: `x` (the default), or `real-a` for the real number of A, who has agreed to it; only where the operator has ' +
          'allowed it to the tenant. A sees X in every case.',
      ),
  })
  .meta({ id: 'Callback', description: 'A call to both parties.' });

export const callbackStartedSchema = z
  .object({ call: z.string(), binding: boundSchema })
  .meta({ id: 'CallbackStarted' });

export const callSchema = z
  .object({
    call: z.string(),
    flow: z.enum(['masked', 'callback']),
    stage: z.enum([
      'asking',
      'consulting',
      'calling-party',
      'connecting',
      'ringing',
      'talking',
      'surveying',
      'refusing',
      'releasing',
    ]),
    x: z.string().nullable(),
    binding: z.int().nullable(),
    caller: z.string().nullable().describe('Masked, unless it was asked to be revealed.'),
    callee: z.string().nullable().describe('Masked, unless it was asked to be revealed.'),
    beganAt: utc(),
    answeredAt: utc().nullable(),
  })
  .meta({ id: 'Call', description: 'A live call.' });

export const callPageSchema = z
  .object({ calls: z.array(callSchema), nextCursor: nextCursor() })
  .meta({ id: 'CallPage' });

export const callListQuery = z.strictObject({ cursor: cursor(), limit: pageLimit(), reveal: revealFlag() });

export const callParams = z.strictObject({ call: z.string().min(1).max(64) });

export const explainSchema = z
  .strictObject({
    caller: z.string().max(64).describe('As the carrier would deliver it; `anonymous` for a withheld one.'),
    x: z.string().max(64).describe('As it would be dialled.'),
    at: instant()
      .optional()
      .describe('An instant that has been: whom the call would have reached then. Left out, now.'),
  })
  .meta({ id: 'RouteQuestion' });

export const routeSchema = z
  .object({
    at: utc(),
    uncertain: z
      .array(z.enum(UNCERTAINTIES))
      .describe(
        'What the answer about an instant that has been rests on that is logged nowhere, and is taken as it is now.',
      ),
    decision: z.enum(['connect', 'ask', 'refuse']),
    reason: z.string().nullable().describe('Why a call is refused.'),
    level: z
      .enum(POLICY_LEVELS)
      .nullable()
      .describe('Whose policy refuses, where one does: that of the binding, its pool or its tenant.'),
    explanation: z.string(),
    caller: z.string().nullable(),
    x: z.string().nullable(),
    pool: z.string().nullable(),
    callee: z.string().nullable(),
    binding: bindingSchema.nullable(),
    prompt: z.string().nullable().describe('What a caller hears who is refused, or who is asked for digits.'),
    cause: z.string().nullable().describe('The hangup cause that a refused caller gets.'),
  })
  .meta({ id: 'Route' });
