import { caller } from '../caller.ts';
import { calleeInput } from '../presentation.ts';
import { bindingParams } from '../schema/binding-schema.ts';
import { calleeBodySchema, calleeSchema } from '../schema/callee-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api } from '../services.ts';

const tags = ['bindings'];
const BIND = { access: { scope: 'bind' } } as const;

export function calleeRoutes(api: Api): void {
  api.route({
    method: 'PUT',
    url: '/v1/bindings/:id/temporary-callee',
    config: BIND,
    schema: {
      operationId: 'setTemporaryCallee',
      summary: 'Say whom A reaches for a while',
      description:
        'Modes ax, axe, axg: A calling X reaches this party before whoever called last, until the time is over.',
      tags,
      params: bindingParams,
      body: calleeBodySchema,
      response: { 200: calleeSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { desk } = caller(request);
      const set = await desk.bindings.setCallee(calleeInput(request.params.id, request.body));
      return { binding: set.id, callee: set.callee, expiresAt: set.until };
    },
  });
  api.route({
    method: 'DELETE',
    url: '/v1/bindings/:id/temporary-callee',
    config: BIND,
    schema: {
      operationId: 'clearTemporaryCallee',
      summary: 'End that',
      tags,
      params: bindingParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await caller(request).desk.bindings.clearCallee(request.params.id);
      return reply.code(204).send(null);
    },
  });
}
