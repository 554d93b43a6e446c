import { DEFAULT_TENANT } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { caller } from '../caller.ts';
import type { Api, HttpServices } from '../services.ts';

/** Of the text format, version 0.0.4. */
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What Prometheus reads. It tells of all tenants, so it is for keys of the default one. */
export function metricsRoutes(api: Api, { metrics }: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/metrics',
    config: { access: { scope: 'metrics' } },
    schema: { hide: true },
    handler: async (request, reply) => {
      if (caller(request).principal.tenant !== DEFAULT_TENANT)
        throw new AxbridgeError('forbidden', 'this is for keys of the tenant default');
      return reply.type(TYPE).header('cache-control', 'no-store').send(metrics());
    },
  });
}
