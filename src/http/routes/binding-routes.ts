import type { FastifyRequest } from 'fastify';
import type { BindingView } from '../../app/operations.ts';
import { caller, mayReveal } from '../caller.ts';
import { create } from '../creating.ts';
import { placeCursor, readPlace } from '../cursor.ts';
import { amendInput, bindInput, bindingBody, boundBody } from '../presentation.ts';
import { noteReveal } from '../revealing.ts';
import {
  amendSchema,
  bindingListQuery,
  bindingPageSchema,
  bindingParams,
  bindingSchema,
  bindingSearchSchema,
  bindManySchema,
  bindSchema,
  boundManySchema,
  boundSchema,
  revealQuery,
} from '../schema/binding-schema.ts';
import { creatingHeaders } from '../schema/common-schema.ts';
import { PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['bindings'];
/** 1,000 rows of the longest texts. */
const BATCH_BYTES = 2 * 1024 * 1024;
const READ = { access: { scope: 'read' } } as const;
const BIND = { access: { scope: 'bind' } } as const;

interface Listing {
  readonly party?: string | undefined;
  readonly x?: string | undefined;
  readonly pool?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly ended: boolean;
  readonly reveal?: string | undefined;
}

export function bindingRoutes(api: Api, services: HttpServices): void {
  making(api, services);
  batching(api, services);
  changing(api, services);
  listing(api, services);
  reading(api, services);
}

function listing(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/bindings',
    config: READ,
    schema: {
      operationId: 'listBindings',
      summary: 'List bindings, pool by pool and number by number',
      description: 'A page may have fewer than `limit`, and even none, before the last one.',
      tags,
      querystring: bindingListQuery,
      response: { 200: bindingPageSchema, ...PROBLEMS },
    },
    handler: async (request) =>
      page(request, services, { ...request.query, ended: request.query.ended === 'true' }),
  });
  api.route({
    method: 'POST',
    url: '/v1/bindings::search',
    config: READ,
    schema: {
      operationId: 'searchBindings',
      summary: 'List the bindings of a party',
      description: 'A POST, so that the real number does not end up in the logs of proxies.',
      tags,
      querystring: revealQuery,
      body: bindingSearchSchema,
      response: { 200: bindingPageSchema, ...PROBLEMS },
    },
    handler: async (request) => page(request, services, { ...request.body, reveal: request.query.reveal }),
  });
}

async function page(request: FastifyRequest, services: HttpServices, { cursor, reveal, ...wish }: Listing) {
  const showNumbers = mayReveal(request, reveal);
  const { bindings, next } = caller(request).desk.bindings.page({
    ...wish,
    from: readPlace(cursor),
    showNumbers,
  });
  if (showNumbers) await noteReveal(request, services, 'binding', idsOf(bindings));
  return { bindings: bindings.map(bindingBody), nextCursor: placeCursor(next) };
}

function reading(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/bindings/:id',
    config: READ,
    schema: {
      operationId: 'getBinding',
      summary: 'Get a binding',
      tags,
      params: bindingParams,
      querystring: revealQuery,
      response: { 200: bindingSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const showNumbers = mayReveal(request, request.query.reveal);
      const view = caller(request).desk.bindings.one(request.params.id, showNumbers);
      if (showNumbers) await noteReveal(request, services, 'binding', [view.id]);
      return bindingBody(view);
    },
  });
}

function making(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/bindings',
    config: BIND,
    schema: {
      operationId: 'bind',
      summary: 'Bind two parties to a privacy number',
      description: 'A pair that is bound already keeps its number and gets the new terms.',
      tags,
      headers: creatingHeaders,
      body: bindSchema,
      response: { 200: boundSchema, 201: boundSchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: ({ existing }) => (existing ? 200 : 201),
        work: async () => boundBody(await caller(request).desk.bindings.bind(bindInput(request.body))),
      }),
  });
}

function batching(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/bindings::batch',
    config: BIND,
    bodyLimit: BATCH_BYTES,
    schema: {
      operationId: 'bindMany',
      summary: 'Bind up to 1,000 pairs at once',
      description: 'One result a row, in their order; a row that is refused does not stop the others.',
      tags,
      headers: creatingHeaders,
      body: bindManySchema,
      response: { 200: boundManySchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: () => 200,
        work: async () => {
          const { principal, desk } = caller(request);
          principal.charge(request.body.bindings.length - 1);
          const results = await desk.bindings.bindMany(request.body.bindings.map(bindInput));
          return {
            results: results.map((row) => (row.ok ? { ok: true, binding: boundBody(row.binding) } : row)),
          };
        },
      }),
  });
}

function changing(api: Api, { trail }: HttpServices): void {
  api.route({
    method: 'PATCH',
    url: '/v1/bindings/:id',
    config: BIND,
    schema: {
      operationId: 'amendBinding',
      summary: 'Change a live binding in place',
      description: [
        'All or nothing. Calls that are up go on.',
        'A party that gives way to another is refused on the number from then on, and in its cool-down there;',
        'the one that comes in must be free for it, as for a new binding (409 `number-taken`).',
        'Stops a running after-call timer, as binding the pair again does.',
      ].join(' '),
      tags,
      params: bindingParams,
      body: amendSchema,
      response: { 200: bindingSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { actor, desk } = caller(request);
      const { id } = request.params;
      const subject = `binding ${id}: ${Object.keys(request.body).join(' ')}`;
      const act = { action: 'binding.amend', subject };
      const input = amendInput(id, request.body);
      return bindingBody(await trail.around(actor, act, () => desk.bindings.amend(input)));
    },
  });
  api.route({
    method: 'DELETE',
    url: '/v1/bindings/:id',
    config: BIND,
    schema: {
      operationId: 'releaseBinding',
      summary: 'Release a binding',
      tags,
      params: bindingParams,
      response: { 200: bindingSchema, ...PROBLEMS },
    },
    handler: async (request) => bindingBody(await caller(request).desk.bindings.release(request.params.id)),
  });
}

function idsOf(bindings: readonly BindingView[]): readonly number[] {
  return bindings.map(({ id }) => id);
}
