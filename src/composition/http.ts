import { readFileSync } from 'node:fs';
import { SqliteNumberPlanner } from '../adapters/sqlite/sqlite-number-planner.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { CallFleet } from '../app/call-fleet.ts';
import type { OperationsDesk } from '../app/operations-desk.ts';
import { PlanningDesk } from '../app/planning-desk.ts';
import { RecordingLinks } from '../app/recordings/recording-links.ts';
import { Gatekeeper } from '../app/tenancy/gatekeeper.ts';
import { IdempotencyDesk } from '../app/tenancy/idempotency-desk.ts';
import { TenantDesks } from '../app/tenancy/tenant-desk.ts';
import type { UsageSurvey } from '../app/tenancy/usage-survey.ts';
import type { Settings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { type HttpServer, serveHttp } from '../http/http-server.ts';
import type { Log } from '../ports/log.ts';
import { type Access, openAccess } from './access.ts';
import type { Site } from './site.ts';

const FORGET_EVERY_MS = 3_600_000;
const PLAN_BINDINGS = 1_000_000;
const PLAN_MS = 120_000;

export interface HttpParts {
  readonly site: Site;
  readonly calls: OperationsDesk;
  readonly fleet: CallFleet;
  readonly survey: UsageSurvey;
  readonly metrics: () => string;
  readonly draining: () => boolean;
  readonly settings: Settings;
  readonly log: Log;
  readonly version: string;
}

/** The API that is served, or nothing to close. */
export interface HttpApi {
  close(): Promise<void>;
}

/** Serves the HTTP API where the settings want it. @throws AxbridgeError `config-invalid`, `store-…`, `key-…` */
export async function startHttp(parts: HttpParts): Promise<HttpApi> {
  if (!parts.settings.http.enabled) return { close: async () => undefined };
  const access = await openAccess(parts.settings);
  try {
    const server = await serveSite(parts, access);
    return {
      close: async () => {
        await server.close();
        await access.close();
      },
    };
  } catch (error) {
    await access.close();
    throw error;
  }
}

async function serveSite(parts: HttpParts, access: Access): Promise<HttpServer> {
  const { site, fleet, survey, draining, log, version } = parts;
  const settings = parts.settings.http;
  const clock = new SystemClock();
  const shared = { store: access.store, material: access.material, clock, log };
  const idempotency = new IdempotencyDesk(shared);
  const server = await serveHttp({
    services: {
      desks: new TenantDesks({
        ...site,
        clock,
        survey,
        planning: planningFor(parts.settings),
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
      metrics: parts.metrics,
      log,
      version,
    },
    listen: settings.listen,
    port: settings.port,
    tls: readTls(settings.tls),
  });
  forgetNowAndThen(idempotency, clock, log);
  log.info({ address: server.address, port: server.port, tls: settings.tls !== null }, 'HTTP API is up');
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

function readTls(files: Settings['http']['tls']): { cert: string; key: string } | null {
  if (files === null) return null;
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
