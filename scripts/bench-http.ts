/**
 * Measures binds over HTTP on a real socket and a real database with `synchronous=FULL`:
 * `node scripts/bench-http.ts [--seconds=10] [--connections=64] [--idempotent] [--batch=1] [--json]`.
 * The platform that asks is a process of its own, on the same machine; rates are of this machine and this run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '64' },
    batch: { type: 'string', default: '1' },
    idempotent: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Set for the process that asks: where, and with which key. */
    ask: { type: 'string' },
    key: { type: 'string', default: '' },
  },
});

interface Asked {
  readonly binds: number;
  readonly failures: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
}

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
  const before = process.cpuUsage();
  delay.enable();
  const asker = fork(new URL(import.meta.url), [...process.argv.slice(2), `--ask=${port}`, `--key=${key}`]);
  const [asked]: Asked[] = await Promise.race([once(asker, 'message'), once(asker, 'exit').then(() => [])]);
  delay.disable();
  const cpu = process.cpuUsage(before);
  if (asked !== undefined) report(asked, delay.percentile(99) / 1e6, (cpu.user + cpu.system) / 1e6);
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

function report(
  { binds, failures, seconds, latenciesMs }: Asked,
  loopDelayMs: number,
  cpuSeconds: number,
): void {
  const sorted = [...latenciesMs].sort((one, other) => one - other);
  const at = (part: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  const figures = {
    bindsPerSecond: Math.round(binds / seconds),
    failures,
    requestP50Ms: at(0.5),
    requestP99Ms: at(0.99),
    requestMaxMs: at(1),
    eventLoopDelayP99Ms: round(loopDelayMs),
    serverCpuPerSecond: round(cpuSeconds / seconds),
    cpuMicrosecondsPerBind: Math.round((cpuSeconds * 1e6) / binds),
  };
  if (values.json) console.log(JSON.stringify(figures));
  else console.table(figures);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** As many requests at a time as there are connections, each connection kept alive and written by hand: the client costs little. */
async function ask(port: number): Promise<Asked> {
  const latenciesMs: number[] = [];
  const sums = { binds: 0, failures: 0, next: 0 };
  const began = performance.now();
  const end = began + Number(values.seconds) * 1000;
  await Promise.all(
    Array.from({ length: Number(values.connections) }, async () => {
      const line = new Line(port);
      while (performance.now() < end) {
        const rows = Array.from({ length: Number(values.batch) }, () => pair(sums));
        const sentAt = performance.now();
        const status = await line.post(rows, sums.next);
        latenciesMs.push(performance.now() - sentAt);
        if (status === 200 || status === 201) sums.binds += rows.length;
        else sums.failures += rows.length;
      }
      line.end();
    }),
  );
  return { ...sums, seconds: (performance.now() - began) / 1000, latenciesMs };
}

function pair(sums: { next: number }): { a: string; b: string } {
  sums.next += 1;
  const digits = String(sums.next).padStart(8, '0');
  return { a: `+86138${digits}`, b: `+86139${digits}` };
}

/** One connection with one request at a time. */
class Line {
  readonly #socket: Socket;
  #answer = '';
  #waiting: ((status: number) => void) | null = null;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
  }

  post(rows: readonly object[], at: number): Promise<number> {
    const isBatch = rows.length > 1;
    const body = JSON.stringify(isBatch ? { bindings: rows } : rows[0]);
    const repeated = values.idempotent ? `idempotency-key: bench-${at}\r\n` : '';
    this.#socket.write(
      `POST /v1/bindings${isBatch ? ':batch' : ''} HTTP/1.1\r\nhost: 127.0.0.1\r\n${repeated}` +
        `authorization: Bearer ${values.key}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#answer += chunk;
    const head = this.#answer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: ([0-9]+)/i.exec(this.#answer)?.[1]);
    if (this.#answer.length < head + 4 + length) return;
    const status = Number(this.#answer.slice(9, 12));
    this.#answer = '';
    this.#waiting?.(status);
  }
}

if (values.ask === undefined) await serve();
else process.send?.(await ask(Number(values.ask)));
