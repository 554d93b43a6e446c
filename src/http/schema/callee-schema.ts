import { z } from 'zod';
import { instant, party, seconds, utc } from './common-schema.ts';

export const calleeBodySchema = z
  .strictObject({
    callee: party().describe('Whom A reaches; sees X.'),
    expiresAt: instant().optional().describe('Until when. Instead of `expiresInSeconds`.'),
    expiresInSeconds: seconds().min(1).optional().describe('For how long from now.'),
  })
  .refine((input) => (input.expiresAt === undefined) !== (input.expiresInSeconds === undefined), {
    error: 'name one of expiresAt and expiresInSeconds',
    path: ['expiresAt'],
  })
  .meta({ id: 'NewTemporaryCallee' });

export type CalleeBody = z.output<typeof calleeBodySchema>;

export const calleeSchema = z
  .object({ binding: z.int(), callee: z.string().describe('Masked.'), expiresAt: utc() })
  .meta({ id: 'TemporaryCallee' });
