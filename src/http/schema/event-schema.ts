import { z } from 'zod';
import { EVENT_TYPES } from '../../domain/event/event-type.ts';
import { cursor, nextCursor, pageLimit, revealFlag, utc } from './common-schema.ts';

export const eventSchema = z
  .object({
    id: z.string().describe('The same whenever and however often the event is told.'),
    number: z.int().describe('1, 2, 3, … for each tenant, without gaps.'),
    type: z.enum(EVENT_TYPES),
    at: utc().describe('When it happened.'),
    call: z.string().nullable(),
    binding: z.int().nullable(),
    reference: z.string().nullable(),
    userData: z.string().nullable().describe('JSON text.'),
    data: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('What events of the type carry; numbers of parties are masked unless they were asked for.'),
  })
  .meta({ id: 'Event', description: 'Something that happened.' });

export const eventPageSchema = z
  .object({
    events: z.array(eventSchema),
    upTo: z.int().describe('The page tells all up to this number: `after` for what comes later.'),
    nextCursor: nextCursor(),
  })
  .meta({ id: 'EventPage' });

const numberText = () =>
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,14})$/, 'a whole number')
    .transform(Number);

export const eventQuery = z.strictObject({
  after: numberText()
    .optional()
    .describe(
      'Events with higher numbers. Left out: from the oldest that is kept; of a stream: from now on.',
    ),
  types: z
    .string()
    .max(1024)
    .optional()
    .describe('Types, or kinds as `call.*`, with commas between them. Left out: all.'),
  cursor: cursor(),
  limit: pageLimit(),
  reveal: revealFlag(),
});
