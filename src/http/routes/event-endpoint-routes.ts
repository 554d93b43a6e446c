import type { FastifyRequest } from 'fastify';
import type { EndpointView } from '../../app/delivery/endpoint-view.ts';
import { caller, mayReveal } from '../caller.ts';
import { create } from '../creating.ts';
import { creatingTenantHeaders, tenantHeaders } from '../schema/common-schema.ts';
import {
  createdEndpointSchema,
  endpointChangeSchema,
  endpointListSchema,
  endpointParams,
  endpointSchema,
  newEndpointSchema,
} from '../schema/event-endpoint-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['events'];
const ADMIN = { access: { scope: 'admin', forTenant: true } } as const;

/** URLs that get the events of a tenant. */
export function eventEndpointRoutes(api: Api, services: HttpServices): void {
  creating(api, services);
  reading(api, services);
  changing(api, services);
  rotating(api, services);
}

function creating(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/event-endpoints',
    config: ADMIN,
    schema: {
      operationId: 'createEventEndpoint',
      summary: 'Have events posted to a URL, from now on',
      tags,
      headers: creatingTenantHeaders,
      body: newEndpointSchema,
      response: { 201: createdEndpointSchema, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      checkReveal(request, request.body.showNumbers);
      return create(request, reply, services, {
        repeatable: false,
        status: () => 201,
        work: async () => {
          const { secret, ...view } = await services.endpoints.create(caller(request).actor, request.body);
          return { ...endpointBody(view), secret };
        },
        remembered: (body) => ({ ...body, secret: null }),
      });
    },
  });
}

function reading(api: Api, { endpoints }: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/event-endpoints',
    config: ADMIN,
    schema: {
      operationId: 'listEventEndpoints',
      summary: 'List the URLs that get events',
      tags,
      headers: tenantHeaders,
      response: { 200: endpointListSchema, ...PROBLEMS },
    },
    handler: async (request) => ({ eventEndpoints: endpoints.all(caller(request).tenant).map(endpointBody) }),
  });
  api.route({
    method: 'GET',
    url: '/v1/event-endpoints/:endpoint',
    config: ADMIN,
    schema: {
      operationId: 'getEventEndpoint',
      summary: 'Get a URL that gets events, and how far it has come',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      response: { 200: endpointSchema, ...PROBLEMS },
    },
    handler: async (request) => endpointBody(endpoints.one(caller(request).tenant, request.params.endpoint)),
  });
}

function changing(api: Api, { endpoints }: HttpServices): void {
  api.route({
    method: 'PATCH',
    url: '/v1/event-endpoints/:endpoint',
    config: ADMIN,
    schema: {
      operationId: 'changeEventEndpoint',
      summary: 'Change, disable or enable a URL that gets events',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      body: endpointChangeSchema,
      response: { 200: endpointSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { actor, tenant } = caller(request);
      const { endpoint } = request.params;
      const { showNumbers, url, enabled } = request.body;
      const before = endpoints.one(tenant, endpoint);
      // Another URL, or an endpoint that comes to life, gets numbers that nobody got before.
      const isOpened = showNumbers === true || url !== undefined || enabled === true;
      checkReveal(request, isOpened && (showNumbers ?? before.showNumbers));
      return endpointBody(await endpoints.change(actor, endpoint, request.body));
    },
  });
  api.route({
    method: 'DELETE',
    url: '/v1/event-endpoints/:endpoint',
    config: ADMIN,
    schema: {
      operationId: 'removeEventEndpoint',
      summary: 'Have no more events posted to a URL',
      tags,
      headers: tenantHeaders,
      params: endpointParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await endpoints.remove(caller(request).actor, request.params.endpoint);
      return reply.code(204).send(null);
    },
  });
}

function rotating(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/event-endpoints/:endpoint/secret::rotate',
    config: ADMIN,
    schema: {
      operationId: 'rotateEventEndpointSecret',
      summary: 'Give a URL that gets events a new secret',
      description: 'For a day the deliveries are signed by the earlier secret as well.',
      tags,
      headers: creatingTenantHeaders,
      params: endpointParams,
      response: { 200: createdEndpointSchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: () => 200,
        work: async () => {
          const { endpoint } = request.params;
          const { secret, ...view } = await services.endpoints.rotateSecret(caller(request).actor, endpoint);
          return { ...endpointBody(view), secret };
        },
        remembered: (body) => ({ ...body, secret: null }),
      }),
  });
}

/** @throws AxbridgeError `forbidden` */
function checkReveal(request: FastifyRequest, showNumbers: boolean | undefined): void {
  mayReveal(request, String(showNumbers ?? false));
}

function endpointBody({ tenant: _tenant, types, ...view }: EndpointView) {
  return { ...view, types: [...types] };
}
