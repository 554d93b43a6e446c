import type { FastifyRequest } from 'fastify';
import type { Actor } from '../app/tenancy/audit-trail.ts';
import type { Principal, Visitor } from '../app/tenancy/gatekeeper.ts';
import type { TenantDesk } from '../app/tenancy/tenant-desk.ts';
import type { Scope } from '../domain/access/api-key.ts';
import { clientAddress, type TrustedProxies } from '../domain/access/client-address.ts';
import type { TenantId } from '../domain/access/tenant.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { Api, HttpServices } from './services.ts';

/** What a route asks of the key that opens it. */
export interface Access {
  readonly scope: Scope;
  /** Only the operator: an administrator of the default tenant. */
  readonly operatorOnly?: true;
  /** The operator may name another tenant by `axbridge-tenant`. */
  readonly forTenant?: true;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `public`: for everybody. A route under /v1 that does not say is an error of ours. */
    access?: Access | 'public';
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Who asks, and for whom. */
export interface Caller {
  readonly principal: Principal;
  /** The tenant that it is about. */
  readonly tenant: TenantId;
  readonly desk: TenantDesk;
  readonly actor: Actor;
}

const BEARER = /^Bearer +(\S+)$/i;

/** Lets nobody through to a route without the key that the route asks for. */
export function guard(api: Api, services: HttpServices): void {
  api.decorateRequest('caller', null);
  api.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/v1') && config?.access === undefined)
      throw new Error(`${url} does not say who may ask`);
  });
  api.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    request.caller = callerOf(request, access, services);
  });
}

/** Of a request whose route is guarded. */
export function caller(request: { readonly caller: Caller | null }): Caller {
  if (request.caller === null) throw new AxbridgeError('internal', 'the route has no guard');
  return request.caller;
}

/** @returns whether real numbers are to be shown. @throws AxbridgeError `forbidden` when they are asked for without the scope */
export function mayReveal(request: FastifyRequest, reveal: string | undefined): boolean {
  if (reveal !== 'true') return false;
  if (!caller(request).principal.scopes.has('reveal'))
    throw new AxbridgeError('forbidden', 'the scope reveal is needed');
  return true;
}

function callerOf(
  request: FastifyRequest,
  access: Access,
  { gatekeeper, desks, access: desk, proxies }: HttpServices,
): Caller {
  const principal = gatekeeper.admit(visitorOf(request, proxies()), access.scope);
  if (access.operatorOnly === true && !principal.isOperator)
    throw new AxbridgeError('forbidden', 'this is for the operator: scope admin of the tenant default');
  const tenant = tenantOf(request, principal, access, (text) => desk.tenant(text).id);
  const who = tenant === principal.tenant ? 'key' : 'operator';
  const actor = { tenant, name: `${who}:${principal.keyId}`, request: request.id };
  return { principal, tenant, desk: desks.of(tenant), actor };
}

/** What a request shows at the gate. */
export function visitorOf(request: FastifyRequest, proxies: TrustedProxies): Visitor {
  const [, key = null] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  return { key, address: clientOf(request, proxies) };
}

/** Of several headers of one name Node makes one, with commas. */
function clientOf(request: FastifyRequest, proxies: TrustedProxies): string {
  const said = request.headers[proxies.header];
  return clientAddress(request.ip, Array.isArray(said) ? said.join(',') : said, proxies);
}

/** Another tenant's name is no secret of ours to confirm: whoever is not the operator is refused before anything is looked up. */
function tenantOf(
  request: FastifyRequest,
  principal: Principal,
  access: Access,
  find: (text: string) => TenantId,
): TenantId {
  const named = request.headers['axbridge-tenant'];
  if (named === undefined || named === principal.tenant) return principal.tenant;
  if (!principal.isOperator || access.forTenant !== true || typeof named !== 'string')
    throw new AxbridgeError('forbidden', 'the key acts for its own tenant only');
  return find(named);
}
