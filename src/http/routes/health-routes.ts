import { healthSchema, readinessSchema } from '../schema/health-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['health'];
const PUBLIC = { access: 'public' } as const;

export function healthRoutes(api: Api, { readiness }: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/healthz',
    config: PUBLIC,
    schema: {
      operationId: 'health',
      summary: 'The daemon answers',
      tags,
      security: [],
      response: { 200: healthSchema },
    },
    handler: async () => ({ status: 'ok' as const }),
  });
  api.route({
    method: 'GET',
    url: '/readyz',
    config: PUBLIC,
    schema: {
      operationId: 'readiness',
      summary: 'The daemon can take calls and requests',
      tags,
      security: [],
      response: { 200: readinessSchema, 503: readinessSchema },
    },
    handler: async (_request, reply) => {
      const state = readiness();
      const ready = state.store && state.switch && !state.draining;
      return reply.code(ready ? 200 : 503).send({ ready, ...state });
    },
  });
}
