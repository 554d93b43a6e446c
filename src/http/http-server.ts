import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { answerErrors, refuseAddress, refuseConnection } from './answers.ts';
import { guard } from './caller.ts';
import { describeApi, serveDescription } from './openapi.ts';
import { accessRoutes } from './routes/access-routes.ts';
import { bindingRoutes } from './routes/binding-routes.ts';
import { callRoutes } from './routes/call-routes.ts';
import { calleeRoutes } from './routes/callee-routes.ts';
import { cdrRoutes } from './routes/cdr-routes.ts';
import { deadLetterRoutes } from './routes/dead-letter-routes.ts';
import { eventEndpointRoutes } from './routes/event-endpoint-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { groupRoutes } from './routes/group-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import { poolRoutes } from './routes/pool-routes.ts';
import { recordingRoutes } from './routes/recording-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import type { Api, HttpServices } from './services.ts';

/** Largest body, in bytes, of a request that says nothing else. */
const BODY_BYTES = 64 * 1024;
const HEADER_BYTES = 16 * 1024;
/** A request has to be complete within so long, its headers within a part of it; in milliseconds. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** How long an idle connection is kept, in milliseconds: longer than proxies do, so that they are the ones who close. */
const KEEP_ALIVE_MS = 75_000;
/** What is being worked on has so long to end when we stop, in milliseconds. */
const CLOSE_MS = 2_000;
const MAX_CONNECTIONS = 10_000;
const MAX_PARAM = 128;

export interface HttpServerOptions {
  readonly services: HttpServices;
  /** An IP address. */
  readonly listen: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** `null` for plain HTTP. */
  readonly tls: TlsPair | null;
}

/** A certificate with its chain and its private key, PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

export interface HttpServer {
  readonly address: string;
  readonly port: number;
  /**
   * Serves new connections by another certificate; those that are open go on.
   * @throws AxbridgeError `config-invalid` when it cannot be served, and then nothing changes
   */
  renewTls(tls: TlsPair): void;
  /** Takes no more requests, answers those that are worked on, and closes. */
  close(): Promise<void>;
}

/** Serves the HTTP API. @throws AxbridgeError `config-invalid` when it cannot listen */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  const { listen, port } = options;
  const api = await createApi(options.services, (handler) => createServer(handler, options.tls));
  try {
    await api.listen({ host: listen, port, listenTextResolver: () => '' });
  } catch (cause) {
    await api.close();
    throw new AxbridgeError('config-invalid', `http: cannot listen on ${listen}, port ${port}`, { cause });
  }
  return {
    address: listen,
    port: portOf(api.server.address()),
    renewTls: (tls) => renewTls(api.server, tls),
    close: () => close(api),
  };
}

function renewTls(server: Server, tls: TlsPair): void {
  if (server instanceof TlsServer) server.setSecureContext(tlsOptions(tls));
}

/** @throws AxbridgeError `config-invalid` when the key is not the certificate's, or either is no PEM */
function tlsOptions(tls: TlsPair) {
  const options = { ...tls, minVersion: 'TLSv1.2' } as const;
  try {
    // Nothing is no fault to the context: a server with half a pair answers nobody.
    new X509Certificate(tls.cert).checkPrivateKey(createPrivateKey(tls.key));
    createSecureContext(options);
  } catch (cause) {
    throw new AxbridgeError('config-invalid', 'http.tls: certificate and key cannot be used together', {
      cause,
    });
  }
  return options;
}

/** Who neither finishes its request nor reads its answer is not waited for any longer. */
async function close(api: Api): Promise<void> {
  const timer = setTimeout(() => api.server.closeAllConnections(), CLOSE_MS);
  await api.close();
  clearTimeout(timer);
}

/** The API without a socket: for its OpenAPI document. */
export async function createApi(
  services: HttpServices,
  serverFactory: (handler: RequestListener) => Server = (handler) => createServer(handler, null),
): Promise<Api> {
  const fastify = Fastify({
    serverFactory,
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM, caseSensitive: true, ignoreTrailingSlash: false },
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    logger: false,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => {
      reply.hijack();
      refuseAddress(error, request.id, reply.raw);
    },
  });
  fastify.setValidatorCompiler(validatorCompiler);
  fastify.setSerializerCompiler(serializerCompiler);
  fastify.removeContentTypeParser('text/plain');
  const api: Api = fastify.withTypeProvider<ZodTypeProvider>();
  answerErrors(api, services);
  addHeaders(api, services);
  guard(api, services);
  await describeApi(api, services.version);
  for (const routes of [
    healthRoutes,
    metricsRoutes,
    bindingRoutes,
    calleeRoutes,
    groupRoutes,
    callRoutes,
    cdrRoutes,
    recordingRoutes,
    eventRoutes,
    eventEndpointRoutes,
    deadLetterRoutes,
    poolRoutes,
    webhookRoutes,
    planRoutes,
    accessRoutes,
  ])
    routes(api, services);
  await serveDescription(api);
  await api.ready();
  return api;
}

/** Nothing that is answered is for a cache, a frame, or a guess at its type. */
function addHeaders(api: Api, { log }: HttpServices): void {
  api.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (request.url.startsWith('/v1')) void reply.header('cache-control', 'no-store');
    done();
  });
  api.addHook('onResponse', ({ id, method, routeOptions, caller }, { statusCode, elapsedTime }, done) => {
    const key = caller?.principal.keyId ?? null;
    log.debug({ request: id, method, route: routeOptions.url, key, statusCode, ms: elapsedTime }, 'request');
    done();
  });
}

function createServer(handler: RequestListener, tls: HttpServerOptions['tls']): Server {
  const limits = {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES,
  };
  const server =
    tls === null
      ? createPlainServer(limits, handler)
      : createTlsServer({ ...limits, ...tlsOptions(tls) }, handler);
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
