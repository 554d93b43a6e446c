import { z } from 'zod';
import { DEFAULT_DEADLINE_MS, LEAST_DEADLINE_MS, MOST_DEADLINE_MS } from '../../domain/pool/route-webhook.ts';

export const webhookSchema = z
  .strictObject({
    url: z.string().max(2048).describe('Asked with POST. HTTPS, without user, password or fragment.'),
    deadlineMilliseconds: z
      .int()
      .min(LEAST_DEADLINE_MS)
      .max(MOST_DEADLINE_MS)
      .optional()
      .describe(`The stored rule decides when there is no answer by then. Default: ${DEFAULT_DEADLINE_MS}.`),
  })
  .meta({ id: 'NewRouteWebhook' });

export const keptWebhookSchema = z
  .object({
    pool: z.string(),
    url: z.string(),
    deadlineMilliseconds: z.int(),
    secret: z
      .string()
      .nullable()
      .describe('Signs the questions (Standard Webhooks). Shown once: when it is new.'),
  })
  .meta({ id: 'RouteWebhook' });

export type WebhookBody = z.output<typeof keptWebhookSchema>;
