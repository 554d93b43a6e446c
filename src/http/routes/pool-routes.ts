import type { FastifyRequest } from 'fastify';
import type { Act } from '../../app/tenancy/audit-trail.ts';
import { caller } from '../caller.ts';
import { createAudited } from '../creating.ts';
import { poolBody, poolPolicy } from '../presentation.ts';
import { creatingTenantHeaders, tenantHeaders } from '../schema/common-schema.ts';
import {
  lockSchema,
  newNumbersSchema,
  newPoolSchema,
  numberParams,
  numberSchema,
  poolListSchema,
  poolParams,
  poolPolicySchema,
  poolSchema,
  rangeQuery,
} from '../schema/pool-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['pools'];
const READ = { access: { scope: 'read', forTenant: true } } as const;
const ADMIN = { access: { scope: 'admin', forTenant: true } } as const;
const OPERATOR = { access: { scope: 'admin', operatorOnly: true, forTenant: true } } as const;

export function poolRoutes(api: Api, services: HttpServices): void {
  const audited: Audited = (request, act, work) => services.trail.around(caller(request).actor, act, work);
  reading(api);
  numberReading(api);
  creating(api, services);
  changing(api, audited);
  numberCreating(api, services);
  numberChanging(api, audited);
}

function creating(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/pools',
    config: ADMIN,
    schema: {
      operationId: 'createPool',
      summary: 'Create a pool',
      tags,
      headers: creatingTenantHeaders,
      body: newPoolSchema,
      response: { 201: poolSchema, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool, ...policy } = request.body;
      return createAudited(request, reply, services, {
        act: { action: 'pool.create', subject: `pool ${pool}` },
        work: () => caller(request).desk.pools.create(pool, poolPolicy(policy)),
        body: poolBody,
      });
    },
  });
}

function changing(api: Api, audited: Audited): void {
  api.route({
    method: 'PATCH',
    url: '/v1/pools/:pool',
    config: ADMIN,
    schema: {
      operationId: 'changePool',
      summary: "Change a pool's policy",
      tags,
      headers: tenantHeaders,
      params: poolParams,
      body: poolPolicySchema,
      response: { 200: poolSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { pool } = request.params;
      const { desk } = caller(request);
      const act = { action: 'pool.change', subject: `pool ${pool}: ${Object.keys(request.body).join(' ')}` };
      return poolBody(await audited(request, act, () => desk.pools.change(pool, poolPolicy(request.body))));
    },
  });
  api.route({
    method: 'DELETE',
    url: '/v1/pools/:pool',
    config: ADMIN,
    schema: {
      operationId: 'deletePool',
      summary: 'Delete a pool with its numbers',
      description: 'Refused while live or cooling bindings hold one of them.',
      tags,
      headers: tenantHeaders,
      params: poolParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool } = request.params;
      const { desk } = caller(request);
      const act = { action: 'pool.delete', subject: `pool ${pool}` };
      await audited(request, act, () => desk.pools.remove(pool));
      return reply.code(204).send(null);
    },
  });
}

function reading(api: Api): void {
  api.route({
    method: 'GET',
    url: '/v1/pools',
    config: READ,
    schema: {
      operationId: 'listPools',
      summary: 'List pools with their usage',
      tags,
      headers: tenantHeaders,
      response: { 200: poolListSchema, ...PROBLEMS },
    },
    handler: async (request) => ({ pools: (await caller(request).desk.pools.all()).map(poolBody) }),
  });
  api.route({
    method: 'GET',
    url: '/v1/pools/:pool',
    config: READ,
    schema: {
      operationId: 'getPool',
      summary: 'Get a pool with its usage',
      tags,
      headers: tenantHeaders,
      params: poolParams,
      response: { 200: poolSchema, ...PROBLEMS },
    },
    handler: async (request) => poolBody(await caller(request).desk.pools.one(request.params.pool)),
  });
}

function numberReading(api: Api): void {
  api.route({
    method: 'GET',
    url: '/v1/numbers/:x',
    config: READ,
    schema: {
      operationId: 'getNumber',
      summary: 'Get a privacy number with its use',
      tags,
      headers: tenantHeaders,
      params: numberParams,
      response: { 200: numberSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { modes, ...number } = caller(request).desk.pools.number(request.params.x);
      return { ...number, modes: [...modes] };
    },
  });
}

type Audited = <Result>(request: FastifyRequest, act: Act, work: () => Promise<Result>) => Promise<Result>;

function numberCreating(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/pools/:pool/numbers',
    config: OPERATOR,
    schema: {
      operationId: 'addNumbers',
      summary: 'Give numbers to a pool',
      description:
        'For the operator, who knows whose numbers they are. Numbers with earlier bindings come in once these are forgotten.',
      tags,
      headers: creatingTenantHeaders,
      params: poolParams,
      body: newNumbersSchema,
      response: { 201: poolSchema, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool } = request.params;
      const range = rangeText(request.body);
      return createAudited(request, reply, services, {
        act: { action: 'numbers.add', subject: `pool ${pool}: ${range}` },
        work: () => caller(request).desk.pools.addNumbers(pool, range, request.body.areaCode),
        body: poolBody,
      });
    },
  });
}

function numberChanging(api: Api, audited: Audited): void {
  api.route({
    method: 'PATCH',
    url: '/v1/pools/:pool/numbers',
    config: ADMIN,
    schema: {
      operationId: 'lockNumbers',
      summary: 'Lock or unlock numbers',
      tags,
      headers: tenantHeaders,
      params: poolParams,
      body: lockSchema,
      response: { 200: poolSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { pool } = request.params;
      const { first, last, locked } = request.body;
      const range = first === undefined ? undefined : rangeText({ first, last });
      const action = locked ? 'numbers.lock' : 'numbers.unlock';
      const act = { action, subject: `pool ${pool}: ${range ?? 'all'}` };
      const { desk } = caller(request);
      return poolBody(await audited(request, act, () => desk.pools.lockNumbers(pool, range, locked)));
    },
  });
  api.route({
    method: 'DELETE',
    url: '/v1/pools/:pool/numbers',
    config: ADMIN,
    schema: {
      operationId: 'removeNumbers',
      summary: 'Take numbers out of a pool',
      description: 'Refused while live or cooling bindings hold one of them.',
      tags,
      headers: tenantHeaders,
      params: poolParams,
      querystring: rangeQuery,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { pool } = request.params;
      const range = rangeText(request.query);
      const { desk } = caller(request);
      const act = { action: 'numbers.remove', subject: `pool ${pool}: ${range}` };
      await audited(request, act, () => desk.pools.removeNumbers(pool, range));
      return reply.code(204).send(null);
    },
  });
}

function rangeText({ first, last }: { readonly first: string; readonly last?: string | undefined }): string {
  return last === undefined ? first : `${first}-${last}`;
}
