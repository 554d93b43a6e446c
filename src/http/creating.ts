import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Act } from '../app/tenancy/audit-trail.ts';
import { caller } from './caller.ts';
import type { HttpServices } from './services.ts';

/** How a creating request is carried out. */
export interface Creating<Body> {
  /** Done twice it does no harm. */
  readonly repeatable: boolean;
  readonly status: (body: Body) => number;
  readonly work: () => Promise<Body>;
  /** What is kept for a repeated request; all of it unless the answer holds a secret. */
  readonly remembered?: (body: Body) => unknown;
}

const asItIs = (text: unknown): string => String(text);

/** Carries the request out once for each `Idempotency-Key`; without one as often as it comes. */
export async function create<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  { idempotency }: HttpServices,
  { repeatable, status, work, remembered = (body) => body }: Creating<Body>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  let fresh: { readonly body: Body } | undefined;
  const carryOut = async (): Promise<Body> => {
    const body = await work();
    fresh = { body };
    return body;
  };
  if (typeof key !== 'string') {
    const body = await carryOut();
    return reply.code(status(body)).send(body);
  }
  const { principal, tenant } = caller(request);
  const asked = { tenant: principal.tenant, key, repeatable, content: contentOf(request, tenant) };
  const answer = await idempotency.once(asked, async () => {
    const body = await carryOut();
    return { status: status(body), body: JSON.stringify(remembered(body)) };
  });
  if (fresh !== undefined) return reply.code(answer.status).send(fresh.body);
  void reply
    .header('idempotency-replayed', 'true')
    .type('application/json; charset=utf-8')
    .serializer(asItIs);
  return reply.code(answer.status).send(answer.body);
}

/** How something is made that the audit log tells of. */
export interface AuditedCreating<Made, Body> {
  readonly act: Act;
  readonly work: () => Promise<Made>;
  readonly body: (made: Made) => Body;
  readonly remembered?: Creating<Body>['remembered'];
}

/** The same where the audit log is told of it; done twice it does no harm. */
export function createAudited<Made, Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  services: HttpServices,
  { act, work, body, remembered }: AuditedCreating<Made, Body>,
  status = 201,
): Promise<FastifyReply> {
  return create(request, reply, services, {
    repeatable: true,
    status: () => status,
    work: async () => body(await services.trail.around(caller(request).actor, act, work)),
    ...(remembered === undefined ? {} : { remembered }),
  });
}

/** Two requests are the same when operation, tenant and validated input are. */
function contentOf(request: FastifyRequest, tenant: string): string {
  return JSON.stringify([request.method, request.routeOptions.url, tenant, request.params, request.body]);
}
