import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SqliteNumberPlanner } from '../adapters/sqlite/sqlite-number-planner.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { EventInquiry } from '../app/delivery/event-inquiry.ts';
import { PlanningDesk } from '../app/planning-desk.ts';
import { RecordingLinks } from '../app/recordings/recording-links.ts';
import { Gatekeeper } from '../app/tenancy/gatekeeper.ts';
import { IdempotencyDesk } from '../app/tenancy/idempotency-desk.ts';
import { TenantDesks } from '../app/tenancy/tenant-desk.ts';
import type { Settings } from '../config/settings.ts';
import type { TrustedProxies } from '../domain/access/client-address.ts';
import { type Network, parseNetwork } from '../domain/access/network.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { type HttpServer, serveHttp, type TlsPair } from '../http/http-server.ts';
import type { Log } from '../ports/log.ts';
import type { Access } from './access.ts';
import type { HttpParts } from './http.ts';
import type { Site } from './site.ts';
import type { Telling } from './telling.ts';

const FORGET_EVERY_MS = 3_600_000;
const PLAN_BINDINGS = 1_000_000;
const PLAN_MS = 120_000;

/** The server of the API, with all that it serves. Loading this module takes memory, so it is for sites that have an API. @throws AxbridgeError `config-invalid` */
export async function serveSite(parts: HttpParts, access: Access, telling: Telling): Promise<HttpServer> {
  const { site, fleet, survey, draining, log, version } = parts;
  const settings = parts.settings();
  const { listen, port, tls } = settings.http;
  const clock = new SystemClock();
  const shared = { store: access.store, material: access.material, clock, log };
  const idempotency = new IdempotencyDesk(shared);
  const server = await serveHttp({
    services: {
      desks: new TenantDesks({
        ...site,
        clock,
        survey,
        eventInquiry: new EventInquiry(site.store.events),
        planning: planningFor(settings),
        calls: parts.calls,
        mayShowRealNumbers: (tenant) => access.store.tenant(tenant)?.realNumberDisplay ?? false,
      }),
      access: access.desk,
      gatekeeper: new Gatekeeper(shared),
      idempotency,
      trail: access.trail,
      recordings: site.recordings,
      links: new RecordingLinks(access.material, clock),
      readiness: () => ({
        store: answers(site),
        switch: fleet.links().some(({ state }) => state === 'ready'),
        draining: draining(),
      }),
      proxies: trustedProxies(parts.settings),
      endpoints: telling.endpoints,
      streams: telling.streams,
      metrics: parts.metrics.text,
      log,
      version,
    },
    listen,
    port,
    tls: tls === null ? null : readTls(tls),
  });
  forgetNowAndThen(idempotency, clock, log);
  log.info({ address: server.address, port: server.port, tls: tls !== null }, 'HTTP API is up');
  return server;
}

/** A plan of the API is bounded in time and memory; the command line has neither bound. */
function planningFor({ store }: Settings): PlanningDesk {
  const bounds = { maxBindings: PLAN_BINDINGS, limitMs: PLAN_MS, background: true };
  return new PlanningDesk(new SqliteNumberPlanner({ path: store.file, ...bounds }));
}

function answers({ store }: Site): boolean {
  try {
    store.poolNames();
    return true;
  } catch {
    return false;
  }
}

/** The networks are read once for each list of them. */
function trustedProxies(settings: () => Settings): () => TrustedProxies {
  let read: readonly string[] = [];
  let networks: readonly Network[] = [];
  return () => {
    const { trustedProxies: written, forwardedHeader: header } = settings().http;
    if (written !== read) {
      read = written;
      networks = written.flatMap((text) => parseNetwork(text) ?? []);
    }
    return { networks, header };
  };
}

/** One that cannot be served is logged, and the one before goes on. */
export function renewTls(server: HttpServer, { settings, log }: HttpParts): void {
  const pair = settings().http.tls;
  if (pair === null) return;
  try {
    const tls = readTls(pair);
    server.renewTls(tls);
    const { validTo, fingerprint256 } = new X509Certificate(tls.cert);
    log.info({ validTo, fingerprint256 }, 'HTTP certificate reloaded');
  } catch (error) {
    log.error({ err: error }, 'HTTP certificate not reloaded: the one before goes on');
  }
}

function readTls(files: NonNullable<Settings['http']['tls']>): TlsPair {
  try {
    return { cert: readFileSync(files.certFile, 'utf8'), key: readFileSync(files.keyFile, 'utf8') };
  } catch (cause) {
    throw new AxbridgeError('config-invalid', 'http.tls: a file cannot be read', { cause });
  }
}

/** The timer does not keep the process alive. */
function forgetNowAndThen(idempotency: IdempotencyDesk, clock: SystemClock, log: Log): void {
  clock.after(FORGET_EVERY_MS, () => {
    idempotency
      .forgetOld()
      .catch((error: unknown) => log.warn({ err: error }, 'old requests are not forgotten'))
      .finally(() => forgetNowAndThen(idempotency, clock, log));
  });
}
