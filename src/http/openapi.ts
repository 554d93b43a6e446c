import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api } from './services.ts';
import { withoutUnused } from './unused-schemas.ts';

/** Nothing from elsewhere; no `upgrade-insecure-requests`, since plain HTTP on loopback is the rule. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TAGS = [
  { name: 'bindings', description: 'Two parties and the privacy number between them' },
  { name: 'groups', description: 'Numbers whose owners may call through a binding of the mode axg' },
  { name: 'calls', description: 'Live calls, and calls to both parties' },
  { name: 'recordings', description: 'What was said in calls' },
  { name: 'routes', description: 'Whom a call would reach' },
  { name: 'events', description: 'What happened: by pages, as a stream, or posted to URLs' },
  { name: 'pools', description: 'Privacy numbers and their use' },
  { name: 'tenants', description: 'Who shares the installation; for the operator' },
  { name: 'api-keys', description: 'Who may do what' },
  { name: 'audit', description: 'Who did what' },
  { name: 'health', description: 'For load balancers and supervisors' },
];

/** Collects the routes that are added after it into an OpenAPI 3.1 document: the schemas that validate are the ones that document. */
export async function describeApi(api: Api, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'axbridge',
        version,
        description:
          'Number masking for FreeSWITCH: two parties talk, and neither sees the number of the other.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: TAGS,
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: '`axk_…`' } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

/** The document at `/openapi.json` and a page to browse it at `/docs`. Both are for everybody: they tell what the source tells. */
export async function serveDescription(api: Api): Promise<void> {
  let text: string | null = null;
  api.route({
    method: 'GET',
    url: '/openapi.json',
    config: { access: 'public' },
    schema: { hide: true },
    handler: async (_request, reply) => {
      text ??= JSON.stringify(api.swagger());
      return reply.type('application/json; charset=utf-8').send(text);
    },
  });
  await api.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_POLICY,
    uiConfig: { docExpansion: 'list', deepLinking: false, persistAuthorization: false },
  });
}
