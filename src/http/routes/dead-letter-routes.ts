import { caller } from '../caller.ts';
import { numberCursor, readNumber } from '../cursor.ts';
import { tenantHeaders } from '../schema/common-schema.ts';
import {
  deadLetterPageSchema,
  deadLetterQuery,
  endpointParams,
  redeliveredSchema,
  redeliverySchema,
  replaySchema,
} from '../schema/event-endpoint-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['events'];
const ADMIN = { access: { scope: 'admin', forTenant: true } } as const;

/** Events that an endpoint did not take in a day, and how it gets them after all. */
export function deadLetterRoutes(api: Api, services: HttpServices): void {
  listing(api, services);
  redelivering(api, services);
  replaying(api, services);
}

function listing(api: Api, { endpoints }: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/event-endpoints/:endpoint/dead-letters',
    config: ADMIN,
    schema: {
      operationId: 'listDeadLetters',
      summary: 'List the events that a URL did not take and that were given up',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      querystring: deadLetterQuery,
      response: { 200: deadLetterPageSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { cursor, limit } = request.query;
      const { endpoint } = request.params;
      const { letters, next } = endpoints.deadLetters(
        caller(request).tenant,
        endpoint,
        readNumber(cursor),
        limit,
      );
      return { deadLetters: [...letters], nextCursor: numberCursor(next ?? undefined) };
    },
  });
}

function redelivering(api: Api, { endpoints }: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/event-endpoints/:endpoint/dead-letters::redeliver',
    config: ADMIN,
    schema: {
      operationId: 'redeliverDeadLetters',
      summary: 'Have events that were given up delivered again',
      description: 'One, or all since an instant. They come after what has been delivered meanwhile.',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      body: redeliverySchema,
      response: { 200: redeliveredSchema, ...PROBLEMS },
    },
    handler: async (request) => ({
      redelivered: await endpoints.redeliver(caller(request).actor, request.params.endpoint, request.body),
    }),
  });
}

function replaying(api: Api, { endpoints }: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/event-endpoints/:endpoint/events::replay',
    config: ADMIN,
    schema: {
      operationId: 'replayEvents',
      summary: 'Have a URL get all events after a number, once more',
      description: 'Or, with a number that it has not come to, pass over those before.',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      body: replaySchema,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await endpoints.replay(caller(request).actor, request.params.endpoint, request.body.after);
      return reply.code(204).send(null);
    },
  });
}
