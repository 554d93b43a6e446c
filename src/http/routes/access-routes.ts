import { printInstant } from '../../domain/instant-text.ts';
import type { AuditEntry } from '../../ports/access-store.ts';
import { policySchema } from '../../wire/policy-schema.ts';
import { caller } from '../caller.ts';
import { create } from '../creating.ts';
import { numberCursor, readNumber } from '../cursor.ts';
import {
  apiKeyListSchema,
  apiKeyParams,
  auditPageSchema,
  auditQuery,
  createdApiKeySchema,
  newApiKeySchema,
  newTenantSchema,
  tenantChangeSchema,
  tenantListSchema,
  tenantParams,
  tenantPolicySchema,
  tenantSchema,
} from '../schema/access-schema.ts';
import { creatingHeaders, creatingTenantHeaders, tenantHeaders } from '../schema/common-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const ADMIN = { access: { scope: 'admin', forTenant: true } } as const;
const OPERATOR = { access: { scope: 'admin', operatorOnly: true } } as const;

export function accessRoutes(api: Api, services: HttpServices): void {
  tenantRoutes(api, services);
  tenantPolicyRoutes(api, services);
  keyRoutes(api, services);
  auditRoute(api, services);
}

function tenantRoutes(api: Api, services: HttpServices): void {
  const { access } = services;
  const tags = ['tenants'];
  api.route({
    method: 'POST',
    url: '/v1/tenants',
    config: OPERATOR,
    schema: {
      operationId: 'createTenant',
      summary: 'Create a tenant',
      tags,
      headers: creatingHeaders,
      body: newTenantSchema,
      response: { 201: tenantSchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: () => 201,
        work: () => access.createTenant(caller(request).actor, request.body),
      }),
  });
  api.route({
    method: 'GET',
    url: '/v1/tenants',
    config: OPERATOR,
    schema: {
      operationId: 'listTenants',
      summary: 'List tenants',
      tags,
      response: { 200: tenantListSchema, ...PROBLEMS },
    },
    handler: async () => ({ tenants: [...access.tenants()] }),
  });
  api.route({
    method: 'PATCH',
    url: '/v1/tenants/:tenant',
    config: OPERATOR,
    schema: {
      operationId: 'changeTenant',
      summary: 'Rename, disable or enable a tenant, and say what it may do',
      tags,
      params: tenantParams,
      body: tenantChangeSchema,
      response: { 200: tenantSchema, ...PROBLEMS },
    },
    handler: async (request) =>
      access.changeTenant(caller(request).actor, request.params.tenant, request.body),
  });
}

function tenantPolicyRoutes(api: Api, { access, desks }: HttpServices): void {
  const tags = ['tenants'];
  api.route({
    method: 'GET',
    url: '/v1/tenants/:tenant/policy',
    config: OPERATOR,
    schema: {
      operationId: 'getTenantPolicy',
      summary: "Get what a tenant's policy says of calls",
      tags,
      params: tenantParams,
      response: { 200: tenantPolicySchema, ...PROBLEMS },
    },
    handler: async (request) => desks.of(access.tenant(request.params.tenant).id).policy.view(),
  });
  api.route({
    method: 'PATCH',
    url: '/v1/tenants/:tenant/policy',
    config: OPERATOR,
    schema: {
      operationId: 'changeTenantPolicy',
      summary: 'Say how calls on all pools of a tenant are treated',
      description:
        'Counts where neither the binding nor its pool says anything; its lists of callers count besides theirs. Parts that are left ' +
        'out stay, parts that are null go.',
      tags,
      params: tenantParams,
      body: policySchema,
      response: { 200: tenantPolicySchema, ...PROBLEMS },
    },
    handler: async (request) =>
      access.aboutTenant(caller(request).actor, request.params.tenant, 'tenant.policy', (tenant) =>
        desks.of(tenant).policy.change(request.body),
      ),
  });
}

function keyRoutes(api: Api, services: HttpServices): void {
  const { access } = services;
  const tags = ['api-keys'];
  api.route({
    method: 'POST',
    url: '/v1/api-keys',
    config: ADMIN,
    schema: {
      operationId: 'createApiKey',
      summary: 'Create an API key',
      tags,
      headers: creatingTenantHeaders,
      body: newApiKeySchema,
      response: { 201: createdApiKeySchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: () => 201,
        work: () => access.createApiKey(caller(request).actor, caller(request).tenant, request.body),
        remembered: (created) => ({ ...created, key: null }),
      }),
  });
  api.route({
    method: 'GET',
    url: '/v1/api-keys',
    config: ADMIN,
    schema: {
      operationId: 'listApiKeys',
      summary: 'List API keys, revoked ones too',
      tags,
      headers: tenantHeaders,
      response: { 200: apiKeyListSchema, ...PROBLEMS },
    },
    handler: async (request) => ({
      apiKeys: access.apiKeys(caller(request).tenant).map((key) => ({
        ...key,
        scopes: [...key.scopes],
        sourceNetworks: [...key.sourceNetworks],
      })),
    }),
  });
  api.route({
    method: 'DELETE',
    url: '/v1/api-keys/:id',
    config: ADMIN,
    schema: {
      operationId: 'revokeApiKey',
      summary: 'Revoke an API key, from now on',
      tags,
      headers: tenantHeaders,
      params: apiKeyParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await access.revokeApiKey(caller(request).actor, request.params.id);
      return reply.code(204).send(null);
    },
  });
}

function auditRoute(api: Api, { trail }: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/audit',
    config: ADMIN,
    schema: {
      operationId: 'listAudit',
      summary: 'Read the audit log, the earliest first',
      tags: ['audit'],
      headers: tenantHeaders,
      querystring: auditQuery,
      response: { 200: auditPageSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { cursor, limit } = request.query;
      const found = trail.entries(caller(request).tenant, readNumber(cursor), limit + 1);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1)?.id : undefined;
      const { isOperator } = caller(request).principal;
      const entries = page.map((entry) => auditBody(entry, isOperator));
      return { entries, nextCursor: numberCursor(last) };
    },
  });
}

/** Which of its keys the operator used is nobody else's business. */
function auditBody({ id: _id, tenant: _tenant, ...entry }: AuditEntry, isOperator: boolean) {
  const actor = entry.actor.startsWith('operator:') && !isOperator ? 'operator' : entry.actor;
  return { ...entry, actor, at: printInstant(entry.at) };
}
