import type { WebhookView } from '../../app/webhook-operations.ts';
import { caller } from '../caller.ts';
import { createAudited } from '../creating.ts';
import { creatingTenantHeaders, tenantHeaders } from '../schema/common-schema.ts';
import { poolParams } from '../schema/pool-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import { keptWebhookSchema, type WebhookBody, webhookSchema } from '../schema/webhook-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['pools'];
const ADMIN = { access: { scope: 'admin', forTenant: true } } as const;

/** The URL that is asked about the calls of a pool. */
export function webhookRoutes(api: Api, services: HttpServices): void {
  setting(api, services);
  rotating(api, services);
  removing(api, services);
}

function setting(api: Api, { trail }: HttpServices): void {
  api.route({
    method: 'PUT',
    url: '/v1/pools/:pool/route-webhook',
    config: ADMIN,
    schema: {
      operationId: 'setRouteWebhook',
      summary: 'Have a URL asked for each call where it goes',
      description:
        'Its bindings answer when the URL does not. A new webhook gets a secret; one that is changed keeps its own.',
      tags,
      headers: tenantHeaders,
      params: poolParams,
      body: webhookSchema,
      response: { 200: keptWebhookSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { pool } = request.params;
      const { desk, actor } = caller(request);
      const { url, deadlineMilliseconds: deadlineMs } = request.body;
      const act = { action: 'webhook.set', subject: `pool ${pool}` };
      return webhookBody(await trail.around(actor, act, () => desk.webhooks.set(pool, { url, deadlineMs })));
    },
  });
}

function rotating(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/pools/:pool/route-webhook::rotate',
    config: ADMIN,
    schema: {
      operationId: 'rotateRouteWebhookSecret',
      summary: "Give a pool's webhook a new secret",
      description: 'For a day the questions are signed by the earlier secret as well.',
      tags,
      headers: creatingTenantHeaders,
      params: poolParams,
      response: { 200: keptWebhookSchema, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool } = request.params;
      const creating = {
        act: { action: 'webhook.rotate', subject: `pool ${pool}` },
        work: () => caller(request).desk.webhooks.rotateSecret(pool),
        body: webhookBody,
        remembered: (body: WebhookBody) => ({ ...body, secret: null }),
      };
      return createAudited(request, reply, services, creating, 200);
    },
  });
}

function removing(api: Api, { trail }: HttpServices): void {
  api.route({
    method: 'DELETE',
    url: '/v1/pools/:pool/route-webhook',
    config: ADMIN,
    schema: {
      operationId: 'removeRouteWebhook',
      summary: "Let a pool's bindings decide alone",
      tags,
      headers: tenantHeaders,
      params: poolParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool } = request.params;
      const { desk, actor } = caller(request);
      const act = { action: 'webhook.remove', subject: `pool ${pool}` };
      await trail.around(actor, act, () => desk.webhooks.remove(pool));
      return reply.code(204).send(null);
    },
  });
}

function webhookBody({ deadlineMs, ...rest }: WebhookView): WebhookBody {
  return { ...rest, deadlineMilliseconds: deadlineMs };
}
