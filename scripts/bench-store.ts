/**
 * Measures the stores: `node scripts/bench-store.ts [--bindings=1000,1000000] [--routes=200000] [--json] [--keep=FILE]`.
 * Rates are of this machine and this run; compare them with each other.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MasterKey } from '../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindRequest } from '../src/domain/binding/bind-request.ts';
import type { Binding } from '../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../src/domain/binding/binding-details.ts';
import { decideRoute } from '../src/domain/call/route.ts';
import { privacyNumber } from '../src/domain/number/privacy-number.ts';
import { RealNumber } from '../src/domain/number/real-number.ts';

interface Row {
  readonly metric: string;
  readonly bindings: number;
  readonly value: number;
  readonly unit: string;
  readonly bound: string;
  readonly holds: boolean | null;
}

const { values } = parseArgs({
  options: {
    bindings: { type: 'string', default: '1000,1000000' },
    routes: { type: 'string', default: '200000' },
    json: { type: 'boolean', default: false },
  },
});

const AT = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const BATCH = 1000;
const POOL_NUMBERS = 10_000;
const rows: Row[] = [];

function report(
  metric: string,
  bindings: number,
  value: number,
  unit: string,
  bound?: [string, boolean],
): void {
  const row = { metric, bindings, value, unit, bound: bound?.[0] ?? '', holds: bound?.[1] ?? null };
  rows.push(row);
  if (values.json) return;
  const verdict = row.holds === null ? '' : row.holds ? 'holds' : 'FAILS';
  console.log(
    [
      metric.padEnd(38),
      String(bindings).padStart(9),
      format(value).padStart(12),
      unit.padEnd(9),
      row.bound,
      verdict,
    ].join(' '),
  );
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

function party(n: number): RealNumber {
  return RealNumber.of(String(8_613_800_000_000 + n));
}

function seconds(begin: bigint): number {
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

/** Every A has ten peers. */
function wish(n: number): BindRequest {
  return {
    mode: 'two-way',
    a: party(Math.floor(n / 10)),
    b: party(50_000_000 + n),
    pool: 'bench',
    x: null,
    areaCode: null,
    areaFallback: null,
    reference: null,
    y: null,
    extension: null,
    group: null,
    details: NO_DETAILS,
    expiresAt: AT + DAY_MS,
    afterCallMs: null,
    slidingMs: null,
    at: AT,
  };
}

async function fill(store: SqliteBindingStore, count: number): Promise<void> {
  const x = (n: number): NonNullable<ReturnType<typeof privacyNumber>> => {
    const number = privacyNumber(`+${8_617_000_000_000 + n}`);
    if (number === undefined) throw new Error('no privacy number');
    return number;
  };
  await store.addNumbers({
    pool: 'bench',
    range: { first: x(0), last: x(POOL_NUMBERS - 1) },
    areaCode: null,
    policy: null,
  });
  const cpu = process.cpuUsage();
  const begin = process.hrtime.bigint();
  let last = store.bindMany([]);
  for (let n = 0; n < count; n += BATCH) {
    const next = store.bindMany(Array.from({ length: Math.min(BATCH, count - n) }, (_, i) => wish(n + i)));
    if ((await last).some((result) => !result.ok)) throw new Error('a bind was refused');
    last = next;
  }
  await last;
  const took = seconds(begin);
  const { user, system } = process.cpuUsage(cpu);
  report('durable binds, batches of 1,000', count, count / took, 'per s', [
    '>= 20,000',
    count / took >= 20_000,
  ]);
  report('  CPU for them', count, (user + system) / count, 'us each');
}

async function singles(store: SqliteBindingStore, count: number): Promise<void> {
  const binds = 20_000;
  const begin = process.hrtime.bigint();
  for (let n = 0; n < binds; n += 64)
    await Promise.all(Array.from({ length: 64 }, (_, i) => store.bind(wish(20_000_000 + n + i))));
  report('durable single binds, 64 at a time', count, binds / seconds(begin), 'per s');
}

function routes(store: SqliteBindingStore, count: number, calls: number): number {
  const sample: Binding[] = [];
  for (let n = 0; n < 20_000; n += 1) {
    const binding = store.binding((1 + Math.floor((n * 7919) % count)) as Binding['id']);
    if (binding !== null) sample.push(binding);
  }
  const callers = sample.map((binding) => ({ caller: binding.b, dialled: [binding.x] }));
  let connected = 0;
  const cpu = process.threadCpuUsage();
  const begin = process.hrtime.bigint();
  for (let n = 0; n < calls; n += 1) {
    const call = callers[n % callers.length];
    if (call === undefined) continue;
    const decision = decideRoute(store.routeFacts(call.caller, call.dialled), AT + 1);
    if (decision.kind === 'connect' && decision.callee.reveal().length > 0) connected += 1;
  }
  const rate = calls / seconds(begin);
  if (connected !== calls) throw new Error(`only ${connected} of ${calls} connected`);
  const { user, system } = process.threadCpuUsage(cpu);
  report('route decisions, connected', count, rate, 'per s', ['>= 100,000', rate >= 100_000]);
  report('  CPU of their thread', count, (user + system) / calls, 'us each');
  return rate;
}

function misses(store: SqliteBindingStore, count: number, calls: number): void {
  const dialled = [privacyNumber('+8617000000001')].filter((number) => number !== undefined);
  const strangers = Array.from({ length: 20_000 }, (_, n) => party(90_000_000 + n));
  const begin = process.hrtime.bigint();
  for (let n = 0; n < calls; n += 1) store.routeFacts(strangers[n % strangers.length] ?? null, dialled);
  report('route decisions, unknown caller', count, calls / seconds(begin), 'per s');
}

/** Delay of route decisions while binds go on, in ms. */
async function readsDuringWrites(store: SqliteBindingStore, count: number): Promise<void> {
  const dialled = [privacyNumber('+8617000000001')].filter((number) => number !== undefined);
  const delays: number[] = [];
  let writing = true;
  const writes = (async () => {
    for (let n = 0; n < 40_000; n += 500)
      await store.bindMany(Array.from({ length: 500 }, (_, i) => wish(30_000_000 + n + i)));
    writing = false;
  })();
  while (writing) {
    for (let i = 0; i < 50; i += 1) {
      const begin = process.hrtime.bigint();
      store.routeFacts(party(Math.floor(Math.random() * count)), dialled);
      delays.push(seconds(begin) * 1000);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writes;
  delays.sort((one, other) => one - other);
  const p99 = delays[Math.floor(delays.length * 0.99)] ?? 0;
  report('route decision while binding, p99', count, p99, 'ms', ['< 1', p99 < 1]);
  report('route decision while binding, max', count, delays.at(-1) ?? 0, 'ms');
}

async function startUp(path: string, key: MasterKey, count: number): Promise<void> {
  const begin = process.hrtime.bigint();
  const store = await SqliteBindingStore.open({ path, key });
  const binding = store.binding(1 as Binding['id']);
  if (binding !== null) store.routeFacts(binding.a, [binding.x]);
  const took = seconds(begin);
  report('open and route the first call', count, took, 's', ['<= 1', took <= 1]);
  await store.close();
}

async function measure(count: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-bench-'));
  try {
    const path = join(directory, 'axbridge.db');
    const key = MasterKey.random();
    const store = await SqliteBindingStore.open({ path, key });
    await fill(store, count);
    const calls = Number(values.routes);
    routes(store, count, Math.min(calls, 20_000));
    routes(store, count, calls);
    misses(store, count, calls);
    report('resident memory of the process', count, process.memoryUsage().rss / 1e6, 'MB');
    await store.close();
    const bytes = statSync(path).size / count;
    report('disk, indexes included', count, bytes, 'B each', ['<= 400', bytes <= 400]);
    await startUp(path, key, count);
    const again = await SqliteBindingStore.open({ path, key });
    await singles(again, count);
    await readsDuringWrites(again, count);
    await again.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

for (const count of values.bindings.split(',').map(Number)) await measure(count);
if (values.json) console.log(JSON.stringify({ node: process.version, rows }, null, 2));
