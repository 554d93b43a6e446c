import { z } from 'zod';
import { MOST_TYPES } from '../../domain/delivery/event-endpoint.ts';
import { EVENT_TYPES } from '../../domain/event/event-type.ts';
import { cursor, instant, nextCursor, pageLimit, utc } from './common-schema.ts';

const label = () => z.string().max(128).describe('For people.');
const url = () =>
  z.string().max(2048).describe('Gets each event with POST. HTTPS, without user, password or fragment.');
const types = () =>
  z
    .array(z.string().max(64))
    .max(MOST_TYPES)
    .describe('Types, or kinds as `call.*`; empty for all.')
    .meta({ examples: [['call.*', EVENT_TYPES.at(-1)]] });
const showNumbers = () =>
  z.boolean().describe('Real numbers in full instead of masked: needs the scope `reveal`, and is audited.');

export const newEndpointSchema = z
  .strictObject({
    url: url(),
    label: label().optional(),
    types: types().optional(),
    showNumbers: showNumbers().optional(),
  })
  .meta({ id: 'NewEventEndpoint' });

export const endpointChangeSchema = z
  .strictObject({
    url: url().optional(),
    label: label().optional(),
    types: types().optional().describe('From now on.'),
    showNumbers: showNumbers().optional(),
    enabled: z.boolean().optional().describe('One that is enabled again goes on where it stopped.'),
  })
  .refine((input) => Object.keys(input).length > 0, { error: 'name at least one of the fields' })
  .meta({ id: 'EventEndpointChange' });

export const endpointSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    showNumbers: z.boolean(),
    enabled: z.boolean(),
    disabledBecause: z
      .enum(['owner', 'gone'])
      .nullable()
      .describe('`gone`: it has answered 410. Null while it is enabled.'),
    createdAt: utc(),
    formerSecretUntil: utc()
      .nullable()
      .describe('Until then the secret before the latest rotation signs as well.'),
    position: z
      .int()
      .describe('Events up to this number are done with, but for those that wait for another attempt.'),
    waiting: z.int().describe('Events that it has not got yet.'),
    deadLetters: z.int().describe('Events that were given up.'),
  })
  .meta({ id: 'EventEndpoint', description: 'A URL that gets the events of the tenant.' });

export const createdEndpointSchema = endpointSchema
  .extend({
    secret: z
      .string()
      .nullable()
      .describe('Signs the deliveries (Standard Webhooks). Shown once; null when the request was repeated.'),
  })
  .meta({ id: 'NewEventEndpointSecret' });

export const endpointListSchema = z
  .object({ eventEndpoints: z.array(endpointSchema) })
  .meta({ id: 'EventEndpointList' });

export const endpointParams = z.strictObject({ endpoint: z.string().min(1).max(64) });

export const deadLetterQuery = z.strictObject({ cursor: cursor(), limit: pageLimit() });

export const deadLetterPageSchema = z
  .object({
    deadLetters: z.array(
      z
        .object({
          number: z.int(),
          event: z.string().describe('The id of the event.'),
          happenedAt: utc(),
          firstAttemptAt: utc(),
          deadAt: utc(),
          attempts: z.int(),
          because: z
            .string()
            .nullable()
            .describe(
              'What became of the last attempt: `status 500`, `slow`, `unreachable`, `address-refused`, `plain-http`, `unreadable`, or ' +
                '`no-longer-kept`.',
            ),
        })
        .meta({ id: 'DeadLetter', description: 'An event that was given up.' }),
    ),
    nextCursor: nextCursor(),
  })
  .meta({ id: 'DeadLetterPage' });

export const redeliverySchema = z
  .strictObject({
    number: z.int().min(1).optional().describe('Of one event.'),
    since: instant().optional().describe('Those that were given up at or after this.'),
  })
  .refine(({ number, since }) => (number === undefined) !== (since === undefined), {
    error: 'one of number and since is needed',
  })
  .meta({ id: 'Redelivery' });

export const redeliveredSchema = z
  .object({ redelivered: z.int().describe('Dead letters that are deliveries again.') })
  .meta({ id: 'Redelivered' });

export const replaySchema = z
  .strictObject({
    after: z.int().min(0).describe('It gets the events after this number, those that it has had as well.'),
  })
  .meta({ id: 'Replay' });
