import { z } from 'zod';
import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { CDR_OUTCOMES } from '../../domain/cdr/cdr-outcome.ts';
import {
  cursor,
  idText,
  instant,
  nextCursor,
  party,
  poolName,
  privacyNumber,
  revealFlag,
  utc,
} from './common-schema.ts';

/** A record with its legs is larger than other things. */
const MAX_PAGE = 200;

const microseconds = () => z.int().describe('Microseconds.');
const utcMicroseconds = () => utc().describe("By the switch's clock, with microseconds.");
const masked = () => z.string().nullable().describe('Masked, unless it was asked to be revealed.');
const asReceived = () =>
  z.string().nullable().describe('As it came from the carrier; null unless it was asked to be revealed.');
const outcome = () => z.enum(CDR_OUTCOMES as [string, ...string[]]);

const legSchema = z
  .object({
    leg: z.string(),
    role: z
      .enum(['first', 'called'])
      .describe(
        '`first`: the caller, or who a callback calls first; `called`: one attempt to reach the other.',
      ),
    sipCallId: z
      .string()
      .nullable()
      .describe('Of a leg that came in only with real numbers: its network may have written one into it.'),
    gateway: z.string().nullable(),
    party: masked(),
    createdAt: utcMicroseconds(),
    ringingAt: utcMicroseconds().nullable(),
    earlyMediaAt: utcMicroseconds().nullable(),
    answeredAt: utcMicroseconds().nullable(),
    bridgedAt: utcMicroseconds().nullable(),
    endedAt: utcMicroseconds(),
    billableMicroseconds: microseconds(),
    cause: z.string().describe("FreeSWITCH's name of the hangup cause."),
    q850: z.int().nullable().describe('ITU-T Q.850.'),
    sipStatus: z.int().nullable(),
    endedByFarEnd: z.boolean(),
    readCodec: z.string().nullable(),
    writeCodec: z.string().nullable(),
    quality: z
      .object({
        mos: z.number(),
        qualityPercent: z.number(),
        lossRate: z.number(),
        meanIntervalMs: z.number(),
        maxJitterVariance: z.number(),
        packetsIn: z.number(),
        packetsOut: z.number(),
      })
      .nullable()
      .describe('Of the sound that came from the far end, as the switch estimates it.'),
  })
  .meta({ id: 'CallRecordLeg' });

export const cdrSchema = z
  .object({
    call: z.string(),
    revision: z
      .int()
      .describe('More than 1: a leg came in late, and this record stands for the earlier one.'),
    flow: z.enum(['masked', 'callback']),
    pool: z.string().nullable(),
    binding: z.int().nullable(),
    mode: z.enum(BINDING_MODES).nullable(),
    extension: z.string().nullable(),
    direction: z.enum(['a-to-b', 'b-to-a']).nullable(),
    reference: z.string().nullable(),
    userData: z.string().nullable().describe('JSON text.'),
    outcome: outcome(),
    hungUpBy: z.enum(['caller', 'callee', 'platform']).nullable(),
    cause: z.string().nullable(),
    q850: z.int().nullable(),
    sipStatus: z.int().nullable(),
    x: z.string().nullable(),
    caller: masked(),
    callee: masked(),
    callerReceived: asReceived(),
    dialledReceived: asReceived(),
    divertedReceived: asReceived(),
    shown: z
      .enum(['x', 'other-number', 'real-a'])
      .describe('What the callee saw: `x`, the other number of an `axyb` binding, or the real number of A.'),
    gateway: z.string().nullable(),
    recording: z
      .enum(['mixed', 'stereo', 'failed', 'refused-disk'])
      .nullable()
      .describe('Of calls that should be recorded. `refused-disk`: there was no room for it.'),
    survey: z.string().nullable().describe('The key of the caller after the talk.'),
    calleeSurvey: z.string().nullable().describe('The key of the callee after the talk.'),
    pin: z.enum(['right', 'wrong', 'missing']).nullable().describe('Of callers who were asked for a PIN.'),
    createdAt: utcMicroseconds(),
    routedAt: utcMicroseconds().nullable().describe('It was decided where the call goes.'),
    invitedAt: utcMicroseconds().nullable(),
    ringingAt: utcMicroseconds().nullable(),
    earlyMediaAt: utcMicroseconds().nullable(),
    answeredAt: utcMicroseconds().nullable(),
    talkedAt: utcMicroseconds().nullable(),
    endedAt: utcMicroseconds().nullable(),
    postDialDelayMicroseconds: microseconds().nullable(),
    ringMicroseconds: microseconds(),
    talkMicroseconds: microseconds(),
    legs: z.array(legSchema),
  })
  .meta({ id: 'CallRecord', description: 'What a call was.' });

export const cdrPageSchema = z
  .object({ cdrs: z.array(cdrSchema), nextCursor: nextCursor() })
  .meta({ id: 'CallRecordPage' });

const restriction = {
  since: instant().optional().describe('Calls that began at or after this.'),
  until: instant().optional().describe('Calls that began before this.'),
  x: privacyNumber().optional(),
  pool: poolName().optional(),
  outcome: outcome().optional(),
  cursor: cursor(),
};

export const cdrListQuery = z.strictObject({
  ...restriction,
  binding: idText().optional(),
  limit: z.coerce.number<string>().int().min(1).max(MAX_PAGE).default(100),
  reveal: revealFlag(),
});

export const cdrSearchSchema = z
  .strictObject({
    ...restriction,
    number: party().optional().describe('Caller or callee.'),
    binding: z.int().positive().optional(),
    limit: z.int().min(1).max(MAX_PAGE).default(100),
  })
  .meta({ id: 'CallRecordSearch' });

export const cdrParams = z.strictObject({ call: z.string().min(1).max(64) });
