import type { FastifyRequest } from 'fastify';
import type { CdrInput, CdrView } from '../../app/cdr-operations.ts';
import { caller, mayReveal } from '../caller.ts';
import { readText, textCursor } from '../cursor.ts';
import { noteReveal } from '../revealing.ts';
import { revealQuery } from '../schema/binding-schema.ts';
import { cdrListQuery, cdrPageSchema, cdrParams, cdrSchema, cdrSearchSchema } from '../schema/cdr-schema.ts';
import { PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['call records'];
const READ = { access: { scope: 'read' } } as const;

interface Listing extends Omit<CdrInput, 'after' | 'showNumbers'> {
  readonly cursor?: string | undefined;
  readonly reveal?: string | undefined;
}

/** What calls were: written when they are over. */
export function cdrRoutes(api: Api, services: HttpServices): void {
  listing(api, services);
  reading(api, services);
}

function listing(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/cdrs',
    config: READ,
    schema: {
      operationId: 'listCallRecords',
      summary: 'List call records',
      description:
        'In the order in which the calls began. A call that lasts long gets its record late, in the place where it began: read a time ' +
        'that is long over, or the same time again.',
      tags,
      querystring: cdrListQuery,
      response: { 200: cdrPageSchema, ...PROBLEMS },
    },
    handler: async (request) => page(request, services, request.query),
  });
  api.route({
    method: 'POST',
    url: '/v1/cdrs::search',
    config: READ,
    schema: {
      operationId: 'searchCallRecords',
      summary: 'List the call records of a party',
      description: 'A POST, so that the real number does not end up in the logs of proxies.',
      tags,
      querystring: revealQuery,
      body: cdrSearchSchema,
      response: { 200: cdrPageSchema, ...PROBLEMS },
    },
    handler: async (request) => page(request, services, { ...request.body, reveal: request.query.reveal }),
  });
}

function reading(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/cdrs/:call',
    config: READ,
    schema: {
      operationId: 'getCallRecord',
      summary: 'Get the record of a call',
      tags,
      params: cdrParams,
      querystring: revealQuery,
      response: { 200: cdrSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const showNumbers = mayReveal(request, request.query.reveal);
      const view = caller(request).desk.cdrs.one(request.params.call, showNumbers);
      if (showNumbers) await noteReveal(request, services, 'cdr', [view.call]);
      return cdrBody(view);
    },
  });
}

async function page(request: FastifyRequest, services: HttpServices, { cursor, reveal, ...wish }: Listing) {
  const showNumbers = mayReveal(request, reveal);
  const after = cursor === undefined ? {} : { after: readText(cursor) };
  const { records, next } = await caller(request).desk.cdrs.page({ ...wish, ...after, showNumbers });
  const calls = records.map(({ call }) => call);
  if (showNumbers) await noteReveal(request, services, 'cdr', calls);
  return { cdrs: records.map(cdrBody), nextCursor: textCursor(next ?? undefined) };
}

/** Nodes and hosts stay inside. */
function cdrBody({ node: _node, postDialDelayUs, ringUs, talkUs, legs, ...record }: CdrView) {
  return {
    ...record,
    postDialDelayMicroseconds: postDialDelayUs,
    ringMicroseconds: ringUs,
    talkMicroseconds: talkUs,
    legs: legs.map(({ host: _host, billableUs, ...leg }) => ({ ...leg, billableMicroseconds: billableUs })),
  };
}
