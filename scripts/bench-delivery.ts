/**
 * Measures the delivery of events: `node scripts/bench-delivery.ts [--calls=2000] [--answer-ms=5] [--json]`. Writes eight events of each
 * call into a new store and delivers them to a receiver in a process of its own. Rates are of this machine and this run.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { NodeKeyMaterial } from '../src/adapters/access/node-key-material.ts';
import { SqliteAccessStore } from '../src/adapters/access/sqlite-access-store.ts';
import { PrometheusMeter } from '../src/adapters/metrics/prometheus-meter.ts';
import { MasterKey } from '../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import { SystemClock } from '../src/adapters/system/system-clock.ts';
import { HttpEventSender } from '../src/adapters/webhook/http-event-sender.ts';
import { DeliveryDesk } from '../src/app/delivery/delivery-desk.ts';
import { EndpointDesk } from '../src/app/delivery/endpoint-desk.ts';
import { DeliveryMetrics } from '../src/app/metrics/delivery-metrics.ts';
import { AuditTrail } from '../src/app/tenancy/audit-trail.ts';
import { DEFAULT_TENANT } from '../src/domain/access/tenant.ts';
import type { CallId } from '../src/domain/call/leg.ts';
import { DEFAULT_SCHEDULE } from '../src/domain/delivery/retry-schedule.ts';
import type { NewEvent } from '../src/domain/event/event.ts';
import type { PrivacyNumber } from '../src/domain/number/privacy-number.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    'answer-ms': { type: 'string', default: '5' },
    receive: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const CALLS = Number(values.calls);
const EACH = 8;
const BATCH = 500;

/** Answers after a while, as a receiver does that writes the event down. */
function receive(): void {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(204).end(), Number(values['answer-ms']));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

function eventsOf(call: number): readonly NewEvent[] {
  const head = {
    tenant: DEFAULT_TENANT,
    at: Date.now(),
    call: `00000000-0000-4000-8000-${String(call).padStart(12, '0')}` as CallId,
    binding: null,
    reference: null,
    userData: null,
  };
  const data = { x: '+8617000000001' as PrivacyNumber, pool: 'main', leg: 'called' } as const;
  return Array.from({ length: EACH }, () => ({ ...head, type: 'call.answered', data }));
}

async function run(): Promise<void> {
  const receiver = fork(new URL(import.meta.url), [...process.argv.slice(2), '--receive']);
  const [port]: [number] = (await once(receiver, 'message')) as [number];
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-bench-delivery-'));
  const store = await SqliteBindingStore.open({
    path: join(directory, 'axbridge.db'),
    key: MasterKey.random(),
  });
  const access = await SqliteAccessStore.open(join(directory, 'access.db'));
  const clock = new SystemClock();
  const material = new NodeKeyMaterial(MasterKey.random().reveal());
  const rules = () => ({ allowPrivateAddresses: true, allowPlainHttp: true });
  const trail = new AuditTrail(access, clock);
  const shared = { store: access.endpoints, events: store.events, clock };
  const desk = new EndpointDesk({ ...shared, material, trail, rules });
  const by = { tenant: DEFAULT_TENANT, name: 'local', request: null };
  const { id } = await desk.create(by, { url: `http://127.0.0.1:${port}/` });
  const secretOf = (name: string) => material.webhookSecret(name);
  const resolve = async (): Promise<readonly string[]> => [];
  const sender = new HttpEventSender({ secretOf, rules, clock, resolve, timeoutMs: () => 15_000 });
  const delivery = new DeliveryDesk({
    ...shared,
    sender,
    log: { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error },
    random: Math.random,
    schedule: () => DEFAULT_SCHEDULE,
    metrics: new DeliveryMetrics(new PrometheusMeter(), clock),
  });
  const events = Array.from({ length: CALLS }, (_, call) => eventsOf(call)).flat();
  for (let at = 0; at < events.length; at += BATCH) await store.events.add(events.slice(at, at + BATCH));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  delay.enable();
  delivery.start();
  while (desk.one(DEFAULT_TENANT, id).waiting > 0) await wait(100);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  report(events.length, seconds, (user + system) / events.length, delay.percentile(99) / 1e6);
  await delivery.stop();
  await Promise.all([store.close(), access.close()]);
  receiver.kill();
  rmSync(directory, { recursive: true, force: true });
}

function report(count: number, seconds: number, cpuUs: number, delayMs: number): void {
  const perSecond = Math.round(count / seconds);
  if (values.json) console.log(JSON.stringify({ events: count, seconds, perSecond, cpuUs, delayMs }));
  else
    console.log(
      `${count} events in ${seconds.toFixed(1)} s: ${perSecond} a second, ${cpuUs.toFixed(0)} us of processor each, ` +
        `event loop late by ${delayMs.toFixed(1)} ms (99 %)`,
    );
}

if (values.receive) receive();
else await run();
