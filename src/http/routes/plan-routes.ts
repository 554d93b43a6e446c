import { caller } from '../caller.ts';
import { planBody } from '../presentation.ts';
import { tenantHeaders } from '../schema/common-schema.ts';
import { planQuery, planSchema } from '../schema/plan-schema.ts';
import { poolParams } from '../schema/pool-schema.ts';
import { PROBLEMS } from '../schema/problem-schema.ts';
import type { Api } from '../services.ts';

export function planRoutes(api: Api): void {
  api.route({
    method: 'GET',
    url: '/v1/pools/:pool/plan',
    config: { access: { scope: 'read', forTenant: true } },
    schema: {
      operationId: 'planPool',
      summary: 'Say how many numbers a pool needs',
      description:
        'From its bindings, ended ones included, as far back as they are remembered. May take minutes, of one core that calls and ' +
        'binds have precedence on. One plan is made at a time: another one meanwhile gets 409 `plan-running`.',
      tags: ['pools'],
      headers: tenantHeaders,
      params: poolParams,
      querystring: planQuery,
      response: { 200: planSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { refusalRate, coolDownSeconds, areaCode } = request.query;
      const coolDownMs = coolDownSeconds === undefined ? null : coolDownSeconds * 1000;
      const wish = { refusalRate, coolDownMs, areaCode: areaCode ?? null };
      return planBody(await caller(request).desk.pools.plan(request.params.pool, wish));
    },
  });
}
