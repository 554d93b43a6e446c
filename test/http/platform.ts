import { MemoryAccessStore } from '../../src/adapters/access/memory-access-store.ts';
import { NodeKeyMaterial } from '../../src/adapters/access/node-key-material.ts';
import { MemoryCdrStore } from '../../src/adapters/memory/memory-cdr-store.ts';
import { MemoryEventLog } from '../../src/adapters/memory/memory-event-log.ts';
import { MemoryNumberPlanner } from '../../src/adapters/memory/memory-number-planner.ts';
import { MemoryRecordingStore } from '../../src/adapters/memory/memory-recording-store.ts';
import { PrometheusMeter } from '../../src/adapters/metrics/prometheus-meter.ts';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import { CallFleet } from '../../src/app/call-fleet.ts';
import { CdrInquiry } from '../../src/app/cdr/cdr-inquiry.ts';
import { EndpointDesk } from '../../src/app/delivery/endpoint-desk.ts';
import { EventInquiry } from '../../src/app/delivery/event-inquiry.ts';
import { OperationsDesk } from '../../src/app/operations-desk.ts';
import { PlanningDesk } from '../../src/app/planning-desk.ts';
import { RecordingDesk } from '../../src/app/recordings/recording-desk.ts';
import { RecordingLinks } from '../../src/app/recordings/recording-links.ts';
import { AccessDesk, type ApiKeyInput } from '../../src/app/tenancy/access-desk.ts';
import { AuditTrail } from '../../src/app/tenancy/audit-trail.ts';
import { Gatekeeper } from '../../src/app/tenancy/gatekeeper.ts';
import { IdempotencyDesk } from '../../src/app/tenancy/idempotency-desk.ts';
import { TenantDesks } from '../../src/app/tenancy/tenant-desk.ts';
import { UsageSurvey } from '../../src/app/tenancy/usage-survey.ts';
import { SCOPES, type Scope } from '../../src/domain/access/api-key.ts';
import type { TrustedProxies } from '../../src/domain/access/client-address.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { EventStreams } from '../../src/http/event-streams.ts';
import { type HttpServer, serveHttp } from '../../src/http/http-server.ts';
import type { HttpServices } from '../../src/http/services.ts';
import type { AccessStore } from '../../src/ports/access-store.ts';
import type { NumberPlanner } from '../../src/ports/number-planner.ts';
import type { RecordingVault } from '../../src/ports/recording-vault.ts';
import { Switchboard } from '../app/switchboard.ts';

export const LOCAL = { name: 'local', request: null };

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What came over the wire: for the test to look at. */
  readonly body: ReturnType<JSON['parse']>;
}

export interface Ask {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole program behind a real socket, between a memory store and a fake switch. */
export class Platform extends Switchboard {
  readonly access: AccessStore;
  readonly events = new MemoryEventLog();
  readonly accessDesk: AccessDesk;
  readonly services: HttpServices;
  readonly calls: OperationsDesk;
  readonly cdrs = new MemoryCdrStore();
  readonly recordings = new MemoryRecordingStore();
  /** Where recordings lie; a test that hears one gives it. */
  vault: Pick<RecordingVault, 'open' | 'remove'> | null = null;
  planner: NumberPlanner = new MemoryNumberPlanner(this.store);
  proxies: TrustedProxies = { networks: [], header: 'x-forwarded-for' };
  draining = false;
  readonly metrics = new PrometheusMeter();
  storeFails = false;
  #server: HttpServer | null = null;
  #keys = new Map<string, string>();

  constructor(access: AccessStore = new MemoryAccessStore()) {
    super();
    this.access = access;
    const { store, router, clock, log, desk, node } = this;
    const fleet = new CallFleet({ nodes: [node], desk, log, onRefused: () => undefined });
    fleet.start();
    node.listener?.onLink({ state: 'ready' });
    const bindings = this.bindings;
    this.calls = new OperationsDesk({
      version: '0',
      startedAt: 0,
      desk,
      fleet,
      bindings,
      gateways: () => this.gateways,
      draining: () => this.draining,
      rotateKey: async () => ({ bindings: 0 }),
      mayShowRealNumbers: () => false,
    });
    const reader = phoneNumberReader(chinaPlan());
    const material = new NodeKeyMaterial(new Uint8Array(32));
    const trail = new AuditTrail(access, clock);
    this.accessDesk = new AccessDesk({ store: access, material, trail, clock });
    const recordings = this.#recordingDesk();
    const survey = new UsageSurvey(() => bindings.pools());
    this.services = {
      desks: new TenantDesks({
        store,
        reader,
        router,
        bindings,
        calls: this.calls,
        eventInquiry: new EventInquiry(this.events),
        cdrs: new CdrInquiry({ store: this.cdrs, reader, clock }),
        recordings,
        clock,
        survey,
        planning: new PlanningDesk({ plan: (request) => this.planner.plan(request) }),
        mayShowRealNumbers: (tenant) => access.tenant(tenant)?.realNumberDisplay ?? false,
      }),
      access: this.accessDesk,
      gatekeeper: new Gatekeeper({ store: access, material, clock }),
      idempotency: new IdempotencyDesk({ store: access, material, clock, log }),
      trail,
      recordings,
      links: new RecordingLinks(material, clock),
      readiness: () => ({
        store: !this.storeFails,
        switch: fleet.readyNode() !== null,
        draining: this.draining,
      }),
      proxies: () => this.proxies,
      endpoints: new EndpointDesk({
        store: access.endpoints,
        events: this.events,
        material,
        trail,
        clock,
        rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: true }),
      }),
      streams: new EventStreams({ heartbeatMs: 50, stallMs: 1_000, most: 3 }),
      metrics: () => this.metrics.text(),
      log,
      version: '0.1.0',
    };
  }

  #recordingDesk(): RecordingDesk {
    const { recordings: store, clock } = this;
    const given = () => this.vault ?? Promise.reject(new Error('the test gives no vault'));
    return new RecordingDesk({
      store,
      clock,
      vault: {
        open: async (recording, key) => (await given()).open(recording, key),
        remove: async (recording) => (await given()).remove(recording),
      },
    });
  }

  async start(): Promise<this> {
    this.#server = await serveHttp({ services: this.services, listen: '127.0.0.1', port: 0, tls: null });
    return this;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.access.close();
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A tenant, made when it is new. */
  async tenant(tenant: string): Promise<string> {
    if (!this.accessDesk.tenants().some((one) => one.tenant === tenant))
      await this.accessDesk.createTenant(LOCAL, { tenant, name: '' });
    return tenant;
  }

  /** The text of a key with the scopes, made once; a further wish makes a key of its own. */
  async key(
    tenant: string,
    scopes: readonly Scope[] = SCOPES,
    wish: Partial<ApiKeyInput> = {},
  ): Promise<string> {
    const name = `${tenant} ${scopes.join()}`;
    const known = this.#keys.get(name);
    if (known !== undefined && Object.keys(wish).length === 0) return known;
    await this.tenant(tenant);
    const rateLimit = { perSecond: 100_000, burst: 100_000 };
    const { key } = await this.accessDesk.createApiKey(LOCAL, tenant, {
      label: name,
      scopes,
      rateLimit,
      ...wish,
    });
    if (Object.keys(wish).length === 0) this.#keys.set(name, key);
    return key;
  }

  /** Sends a request as the tenant `default` with every scope, unless it says otherwise. */
  async ask(method: string, path: string, { key, body, headers = {} }: Ask = {}): Promise<Answer> {
    const bearer = key === undefined ? await this.key('default') : key;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: read(text) };
  }

  /** A pool of a tenant with numbers, by the API. */
  async pool(tenant: string, pool: string, first: string, last: string): Promise<void> {
    await this.tenant(tenant);
    const headers = { 'axbridge-tenant': tenant };
    expectStatus(await this.ask('POST', '/v1/pools', { headers, body: { pool, coolDownSeconds: 0 } }), 201);
    const numbers = { headers, body: { first, last } };
    expectStatus(await this.ask('POST', `/v1/pools/${pool}/numbers`, numbers), 201);
  }
}

export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
