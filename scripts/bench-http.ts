/**
 * Measures binds over HTTP on a real socket and a real database with `synchronous=FULL`:
 * `node scripts/bench-http.ts [--seconds=10] [--connections=64] [--idempotent] [--batch=1] [--rate=5000] [--json]`.
 * The platform that asks is a process of its own, on the same machine; rates are of this machine and this run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { NodeKeyMaterial } from '../src/adapters/access/node-key-material.ts';
import { SqliteAccessStore } from '../src/adapters/access/sqlite-access-store.ts';
import { MemoryCdrStore } from '../src/adapters/memory/memory-cdr-store.ts';
import { MemoryEventLog } from '../src/adapters/memory/memory-event-log.ts';
import { MemoryNumberPlanner } from '../src/adapters/memory/memory-number-planner.ts';
import { MemoryRecordingStore } from '../src/adapters/memory/memory-recording-store.ts';
import { phoneNumberReader } from '../src/adapters/phone-number/phone-number-reader.ts';
import { MasterKey } from '../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import { SystemClock } from '../src/adapters/system/system-clock.ts';
import { CallRouter } from '../src/app/call-router.ts';
import { CdrInquiry } from '../src/app/cdr/cdr-inquiry.ts';
import { EndpointDesk } from '../src/app/delivery/endpoint-desk.ts';
import { EventInquiry } from '../src/app/delivery/event-inquiry.ts';
import { PlanningDesk } from '../src/app/planning-desk.ts';
import { RecordingDesk } from '../src/app/recordings/recording-desk.ts';
import { RecordingLinks } from '../src/app/recordings/recording-links.ts';
import { StoreDesk } from '../src/app/store-desk.ts';
import { AccessDesk } from '../src/app/tenancy/access-desk.ts';
import { AuditTrail } from '../src/app/tenancy/audit-trail.ts';
import { Gatekeeper } from '../src/app/tenancy/gatekeeper.ts';
import { IdempotencyDesk } from '../src/app/tenancy/idempotency-desk.ts';
import { TenantDesks } from '../src/app/tenancy/tenant-desk.ts';
import { UsageSurvey } from '../src/app/tenancy/usage-survey.ts';
import { AxbridgeError } from '../src/domain/error-catalogue.ts';
import { chinaPlan } from '../src/domain/number/china-plan.ts';
import { EventStreams } from '../src/http/event-streams.ts';
import { serveHttp } from '../src/http/http-server.ts';
import type { HttpServices } from '../src/http/services.ts';
import type { BindingStore } from '../src/ports/binding-store.ts';
import { bindFigures, startBinds, WARM_UP_MS } from './bench/bind-load.ts';
import { rounded } from './bench/percentile.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '64' },
    batch: { type: 'string', default: '1' },
    idempotent: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Binds a second that come due; as fast as they are answered without it. */
    rate: { type: 'string' },
  },
});

async function serve(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-bench-http-'));
  const store = await SqliteBindingStore.open({
    path: join(directory, 'axbridge.db'),
    key: MasterKey.random(),
  });
  const access = await SqliteAccessStore.open(join(directory, 'access.db'));
  const { services, bindings } = program(store, access);
  const server = await serveHttp({ services, listen: '127.0.0.1', port: 0, tls: null });
  await bindings.addPool({ pool: 'city', range: '+8617000000000-+8617000009999' });
  const rateLimit = { perSecond: 100_000, burst: 100_000 };
  const by = { name: 'local', request: null };
  const wish = { label: 'bench', scopes: ['bind'], rateLimit } as const;
  const { key } = await services.access.createApiKey(by, 'default', wish);
  await measure(server.port, key);
  await server.close();
  await Promise.all([store.close(), access.close()]);
  rmSync(directory, { recursive: true, force: true });
}

async function measure(port: number, key: string): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const load = startBinds({
    port,
    key,
    connections: Number(values.connections),
    batch: Number(values.batch),
    idempotent: values.idempotent,
    perSecond: values.rate === undefined ? null : Number(values.rate),
  });
  await pause(WARM_UP_MS);
  const before = process.cpuUsage();
  delay.enable();
  await pause(Number(values.seconds) * 1000);
  const asked = await load.stop();
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  const figures = {
    ...bindFigures(asked),
    eventLoopDelayP99Ms: rounded(delay.percentile(99) / 1e6),
    serverCpuPerSecond: rounded((user + system) / 1e6 / asked.seconds),
    cpuMicrosecondsPerBind: Math.round((user + system) / asked.binds),
  };
  if (values.json) console.log(JSON.stringify(figures));
  else console.table(figures);
}

/** The whole program but for the telephones. */
function program(
  store: BindingStore,
  access: SqliteAccessStore,
): { services: HttpServices; bindings: StoreDesk } {
  const [clock, plan, log] = [new SystemClock(), chinaPlan(), silent()];
  const [router, reader] = [new CallRouter(store, plan), phoneNumberReader(plan)];
  const material = new NodeKeyMaterial(MasterKey.random().reveal());
  const events = new MemoryEventLog();
  const rules = () => ({ allowPrivateAddresses: false, allowPlainHttp: false });
  const bindings = new StoreDesk({
    store,
    reader,
    router,
    clock,
    defaultExpiryMs: () => 86_400_000,
    language: () => 'zh',
    material: () => material,
    webhookRules: rules,
  });
  const trail = new AuditTrail(access, clock);
  const noCalls = async (): Promise<never> => Promise.reject(new AxbridgeError('no-switch'));
  const calls = { callbackBy: noCalls, calls: async () => [], hangUp: noCalls };
  const shared = { store: access, material, clock, log, trail };
  const vault = { open: noCalls, remove: noCalls };
  const recordings = new RecordingDesk({ store: new MemoryRecordingStore(), vault, clock });
  const survey = new UsageSurvey(() => bindings.pools());
  const services = {
    desks: new TenantDesks({
      store,
      reader,
      router,
      bindings,
      calls,
      eventInquiry: new EventInquiry(events),
      cdrs: new CdrInquiry({ store: new MemoryCdrStore(), reader, clock }),
      recordings,
      clock,
      survey,
      planning: new PlanningDesk(new MemoryNumberPlanner(store)),
      mayShowRealNumbers: () => false,
    }),
    access: new AccessDesk(shared),
    gatekeeper: new Gatekeeper(shared),
    idempotency: new IdempotencyDesk(shared),
    trail,
    recordings,
    links: new RecordingLinks(material, clock),
    endpoints: new EndpointDesk({ ...shared, store: access.endpoints, events, rules }),
    streams: new EventStreams(),
    readiness: () => ({ store: true, switch: true, draining: false }),
    proxies: () => ({ networks: [], header: 'x-forwarded-for' as const }),
    metrics: () => '',
    log,
    version: 'bench',
  };
  return { services, bindings };
}

function silent() {
  const nothing = (): void => undefined;
  return { debug: nothing, info: nothing, warn: nothing, error: console.error };
}

await serve();
