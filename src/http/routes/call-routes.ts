import { caller, mayReveal } from '../caller.ts';
import { create } from '../creating.ts';
import { readText, textCursor } from '../cursor.ts';
import { bindingBody, boundBody, callBody } from '../presentation.ts';
import { noteReveal } from '../revealing.ts';
import { revealQuery } from '../schema/binding-schema.ts';
import {
  callbackSchema,
  callbackStartedSchema,
  callListQuery,
  callPageSchema,
  callParams,
  explainSchema,
  routeSchema,
} from '../schema/call-schema.ts';
import { creatingHeaders } from '../schema/common-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['calls'];
const READ = { access: { scope: 'read' } } as const;
const CALL = { access: { scope: 'call' } } as const;
/** Not a reveal to whoever asks, but one to B: it is written down as others are. */
const SHOWING_A = { action: 'call.show-real-number', subject: 'callback' } as const;

export function callRoutes(api: Api, services: HttpServices): void {
  listing(api, services);
  calling(api, services);
  explaining(api, services);
}

function listing(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/calls',
    config: READ,
    schema: {
      operationId: 'listCalls',
      summary: 'List live calls',
      tags,
      querystring: callListQuery,
      response: { 200: callPageSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { cursor, limit, reveal } = request.query;
      const showNumbers = mayReveal(request, reveal);
      const after = readText(cursor);
      const live = (await caller(request).desk.calls.live(showNumbers)).filter(({ call }) => call > after);
      const page = live.sort((one, other) => (one.call < other.call ? -1 : 1)).slice(0, limit);
      const ids = page.map(({ call }) => call);
      if (showNumbers) await noteReveal(request, services, 'call', ids);
      return {
        calls: page.map(callBody),
        nextCursor: textCursor(live.length > limit ? ids.at(-1) : undefined),
      };
    },
  });
}

function calling(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/calls',
    config: CALL,
    schema: {
      operationId: 'startCallback',
      summary: 'Call A, then B',
      description:
        'Answers when the order to call A is given. Send an `Idempotency-Key`: a telephone that rings twice cannot be undone. A pair ' +
        'without a binding in the pool gets a reverse one, so that B can call back.',
      tags,
      headers: creatingHeaders,
      body: callbackSchema,
      response: { 201: callbackStartedSchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: false,
        status: () => 201,
        work: async () => {
          const { desk, actor } = caller(request);
          const start = () => desk.calls.callback(request.body);
          const { call, binding } =
            request.body.display === 'real-a'
              ? await services.trail.around(actor, SHOWING_A, start)
              : await start();
          return { call, binding: boundBody(binding) };
        },
      }),
  });
  api.route({
    method: 'DELETE',
    url: '/v1/calls/:call',
    config: CALL,
    schema: {
      operationId: 'hangUpCall',
      summary: 'Hang up a live call',
      tags,
      params: callParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await caller(request).desk.calls.hangUp(request.params.call);
      return reply.code(204).send(null);
    },
  });
}

function explaining(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/routes::explain',
    config: READ,
    schema: {
      operationId: 'explainRoute',
      summary: 'Ask whom a call would reach, or would have reached, and why',
      tags: ['routes'],
      querystring: revealQuery,
      body: explainSchema,
      response: { 200: routeSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const showNumbers = mayReveal(request, request.query.reveal);
      const view = caller(request).desk.calls.explain({ ...request.body, showNumbers });
      if (showNumbers)
        await noteReveal(request, services, 'route', [view.binding?.id ?? 'without a binding']);
      return {
        ...view,
        uncertain: [...view.uncertain],
        binding: view.binding === null ? null : bindingBody(view.binding),
      };
    },
  });
}
