import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { EndpointDesk } from '../app/delivery/endpoint-desk.ts';
import type { RecordingDesk } from '../app/recordings/recording-desk.ts';
import type { RecordingLinks } from '../app/recordings/recording-links.ts';
import type { AccessDesk } from '../app/tenancy/access-desk.ts';
import type { AuditTrail } from '../app/tenancy/audit-trail.ts';
import type { Gatekeeper } from '../app/tenancy/gatekeeper.ts';
import type { IdempotencyDesk } from '../app/tenancy/idempotency-desk.ts';
import type { TenantDesks } from '../app/tenancy/tenant-desk.ts';
import type { TrustedProxies } from '../domain/access/client-address.ts';
import type { Log } from '../ports/log.ts';
import type { EventStreams } from './event-streams.ts';

/** What readiness is made of. */
export interface Readiness {
  /** The store answers. */
  readonly store: boolean;
  /** At least one FreeSWITCH takes orders. */
  readonly switch: boolean;
  readonly draining: boolean;
}

/** What the HTTP API is given by the rest of the program. */
export interface HttpServices {
  readonly desks: TenantDesks;
  readonly access: AccessDesk;
  readonly gatekeeper: Gatekeeper;
  readonly idempotency: IdempotencyDesk;
  readonly trail: AuditTrail;
  readonly recordings: RecordingDesk;
  readonly links: RecordingLinks;
  readonly endpoints: EndpointDesk;
  readonly streams: EventStreams;
  readonly readiness: () => Readiness;
  /** Who may say whose request it is. */
  readonly proxies: () => TrustedProxies;
  /** All measurements in the text format of Prometheus. */
  readonly metrics: () => string;
  readonly log: Log;
  readonly version: string;
}

/** The server as routes are added to it. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
