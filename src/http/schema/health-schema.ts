import { z } from 'zod';

export const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    store: z.boolean().describe('The store answers.'),
    switch: z.boolean().describe('At least one FreeSWITCH takes orders.'),
    draining: z.boolean().describe('The daemon is stopping.'),
  })
  .meta({ id: 'Readiness' });
