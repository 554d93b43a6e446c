import { z } from 'zod';
import { cursor, flag, idText, instant, nextCursor, poolName, utc } from './common-schema.ts';

const MAX_PAGE = 1000;
const MAX_LINK_SECONDS = 3600;

export const recordingSchema = z
  .object({
    recording: z.string(),
    call: z.string().nullable().describe('Null for an orphan: nothing is known of its call.'),
    pool: z.string().nullable(),
    binding: z.int().nullable(),
    beganAt: utc().describe('With microseconds.'),
    durationMilliseconds: z.int(),
    bytes: z.int().describe('As it is downloaded.'),
    format: z.enum(['wav', 'opus', 'mp3', 'unknown']),
    channels: z.int().describe('1: both parties mixed; 2: A left, B right; 0: not known.'),
    salvaged: z.boolean().describe('The switch died while it wrote it: made whole as far as it goes.'),
    heldSince: utc().nullable().describe('While it is held it outlives its time and cannot be deleted.'),
  })
  .meta({ id: 'Recording', description: 'What was said in a call.' });

export type RecordingBody = z.output<typeof recordingSchema>;

export const recordingPageSchema = z
  .object({ recordings: z.array(recordingSchema), nextCursor: nextCursor() })
  .meta({ id: 'RecordingPage' });

export const recordingListQuery = z.strictObject({
  since: instant().optional().describe('Recordings that began at or after this.'),
  until: instant().optional().describe('Recordings that began before this.'),
  call: z.string().min(1).max(64).optional(),
  binding: idText().optional(),
  pool: poolName().optional(),
  held: flag().describe('Only those that are held, or only those that are not.'),
  cursor: cursor(),
  limit: z.coerce.number<string>().int().min(1).max(MAX_PAGE).default(100),
});

export const recordingParams = z.strictObject({ recording: z.string().min(1).max(64) });
export const linkParams = z.strictObject({ token: z.string().min(1).max(128) });

export const linkWishSchema = z
  .strictObject({
    expiresInSeconds: z.int().min(1).max(MAX_LINK_SECONDS).default(300),
  })
  .meta({ id: 'RecordingLinkWish' });

export const linkSchema = z
  .object({
    url: z.string().describe('From the path on; whoever has it hears the recording without a key.'),
    expiresAt: utc(),
  })
  .meta({ id: 'RecordingLink' });

/** Ranges are asked for with a header of HTTP itself. */
const sound = z.string().meta({ format: 'binary' });

/** The answers of a download. */
export const SOUND = {
  200: {
    description: 'The whole recording.',
    content: { 'application/octet-stream': { schema: sound } },
  },
  206: {
    description: 'The bytes that were asked for with `Range`.',
    content: { 'application/octet-stream': { schema: sound } },
  },
} as const;
