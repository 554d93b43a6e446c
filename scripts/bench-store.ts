/*
 * Measures the stores.
 * usage: node scripts/bench-store.ts [--bindings 1000,1000000] [--database DIRECTORY] [--routes 200000] [--json]
 * With `--database` one that `bench-fill.ts` made is read instead of the last that would be made, and nothing is written to it.
 * Rates of decisions are per second of processor time of their thread, so that what else the machine does counts less.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindingId } from '../src/domain/binding/binding.ts';
import { decideRoute } from '../src/domain/call/route.ts';
import type { PrivacyNumber } from '../src/domain/number/privacy-number.ts';
import type { RealNumber } from '../src/domain/number/real-number.ts';
import {
  BOUND_AT,
  benchDatabase,
  benchNumber,
  benchParty,
  benchWish,
  boundUpTo,
  bytesOf,
  fillUpTo,
} from './bench/bench-database.ts';
import { percentile } from './bench/percentile.ts';

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
    database: { type: 'string' },
    routes: { type: 'string', default: '200000' },
    json: { type: 'boolean', default: false },
  },
});

/** Calls that come in with one look at the switch's socket. */
const CALLS_A_TURN = 16;
const ROUNDS = 5;
/** Bindings whose parties call, anywhere among all. */
const CALLERS = 200_000;
/** For single binds, and for those beside decisions: beyond all that are there. */
const [SINGLE_FIRST, BESIDE_FIRST] = [20_000_000, 30_000_000];
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

function seconds(begin: bigint): number {
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

async function fill(store: SqliteBindingStore, count: number): Promise<void> {
  const [cpu, begin] = [process.cpuUsage(), process.hrtime.bigint()];
  await fillUpTo(store, count);
  const took = seconds(begin);
  const { user, system } = process.cpuUsage(cpu);
  const each = (user + system) / count;
  const few = count < 20_000;
  report(
    'durable binds, batches of 1,000',
    count,
    count / took,
    'per s',
    few ? undefined : ['>= 20,000', count / took >= 20_000],
  );
  report('  CPU for them', count, each, 'us each');
}

async function singles(store: SqliteBindingStore, count: number): Promise<void> {
  const binds = 20_000;
  const begin = process.hrtime.bigint();
  for (let n = 0; n < binds; n += 64)
    await Promise.all(Array.from({ length: 64 }, (_, i) => store.bind(benchWish(SINGLE_FIRST + n + i))));
  report('durable single binds, 64 at a time', count, binds / seconds(begin), 'per s');
}

interface Caller {
  readonly caller: RealNumber | null;
  readonly dialled: readonly PrivacyNumber[];
}

function callersOf(store: SqliteBindingStore, count: number): readonly Caller[] {
  return Array.from({ length: Math.min(CALLERS, count * 10) }, () => {
    const binding = store.binding((1 + Math.floor(Math.random() * count)) as BindingId);
    return { caller: binding?.b ?? null, dialled: binding === null ? [] : [binding.x] };
  });
}

/** @returns how many were connected */
function decide(store: SqliteBindingStore, callers: readonly Caller[], from: number, calls: number): number {
  let connected = 0;
  for (let n = from; n < from + calls; n += 1) {
    const call = callers[n % callers.length];
    if (call === undefined) continue;
    const decision = decideRoute(store.routeFacts(call.caller, call.dialled), BOUND_AT + 1);
    if (decision.kind === 'connect' && decision.callee.reveal().length > 0) connected += 1;
  }
  return connected;
}

/** @returns the processor time of each, in microseconds */
async function decideInTurns(
  store: SqliteBindingStore,
  callers: readonly Caller[],
  calls: number,
): Promise<number> {
  let connected = 0;
  let usedUs = 0;
  for (let n = 0; n < calls; n += CALLS_A_TURN * 256) {
    const cpu = process.threadCpuUsage();
    for (let turn = 0; turn < 256; turn += 1) {
      connected += decide(store, callers, n + turn * CALLS_A_TURN, CALLS_A_TURN);
      // What is read in a turn is of one moment: here it ends.
      await Promise.resolve();
    }
    const { user, system } = process.threadCpuUsage(cpu);
    usedUs += user + system;
  }
  const made = Math.ceil(calls / (CALLS_A_TURN * 256)) * CALLS_A_TURN * 256;
  if (connected !== made) throw new Error(`only ${connected} of ${made} connected`);
  return usedUs / made;
}

async function routes(store: SqliteBindingStore, count: number, calls: number): Promise<number> {
  const callers = callersOf(store, count);
  await decideInTurns(store, callers, Math.min(calls, 50_000));
  const each: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    each.push(await decideInTurns(store, callers, calls / ROUNDS));
  const rate = 1e6 / percentile(each, 0.5);
  report('route decisions, connected', count, rate, 'per s', ['>= 100,000', rate >= 100_000]);
  return rate;
}

function misses(store: SqliteBindingStore, count: number, calls: number): void {
  const dialled = [benchNumber(1)];
  const strangers = Array.from({ length: 20_000 }, (_, n) => benchParty(90_000_000 + n));
  const cpu = process.threadCpuUsage();
  for (let n = 0; n < calls; n += 1) store.routeFacts(strangers[n % strangers.length] ?? null, dialled);
  const { user, system } = process.threadCpuUsage(cpu);
  report('route decisions, unknown caller', count, (calls * 1e6) / (user + system), 'per s');
}

/** Delay of route decisions while binds go on, in ms. */
async function readsDuringWrites(store: SqliteBindingStore, count: number): Promise<void> {
  const dialled = [benchNumber(1)];
  const delays: number[] = [];
  let writing = true;
  const writes = (async () => {
    for (let n = 0; n < 40_000; n += 500)
      await store.bindMany(Array.from({ length: 500 }, (_, i) => benchWish(BESIDE_FIRST + n + i)));
    writing = false;
  })();
  while (writing) {
    for (let i = 0; i < 50; i += 1) {
      const begin = process.hrtime.bigint();
      store.routeFacts(benchParty(Math.floor(Math.random() * count)), dialled);
      delays.push(seconds(begin) * 1000);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writes;
  const p99 = percentile(delays, 0.99);
  report('route decision while binding, p99', count, p99, 'ms', ['< 1', p99 < 1]);
  report('route decision while binding, max', count, percentile(delays, 1), 'ms');
}

type Place = ReturnType<typeof benchDatabase>;

async function startUp(place: Place, count: number): Promise<void> {
  const begin = process.hrtime.bigint();
  const store = await SqliteBindingStore.open(place);
  const binding = store.binding(1 as BindingId);
  if (binding !== null) store.routeFacts(binding.a, [binding.x]);
  const took = seconds(begin);
  report('open and route the first call', count, took, 's', ['<= 1', took <= 1]);
  await store.close();
}

/** @returns decisions a second */
async function reads(place: Place, count: number): Promise<number> {
  const store = await SqliteBindingStore.open(place);
  const calls = Number(values.routes);
  const rate = await routes(store, count, calls);
  misses(store, count, calls);
  report('resident memory of the process', count, process.memoryUsage().rss / 1e6, 'MB');
  await store.close();
  return rate;
}

function disk({ path }: Place, count: number): void {
  const bytes = bytesOf(path) / count;
  report(
    'disk, indexes included',
    count,
    bytes,
    'B each',
    count < 20_000 ? undefined : ['<= 400', bytes <= 400],
  );
}

async function measure(count: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-bench-'));
  try {
    const place = benchDatabase(directory);
    const store = await SqliteBindingStore.open(place);
    await fill(store, count);
    await store.close();
    const rate = await reads(place, count);
    disk(place, count);
    await startUp(place, count);
    const again = await SqliteBindingStore.open(place);
    await singles(again, count);
    await readsDuringWrites(again, count);
    await again.close();
    return rate;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureGiven(directory: string): Promise<number> {
  const place = benchDatabase(directory);
  const store = await SqliteBindingStore.open(place);
  const count = boundUpTo(store);
  await store.close();
  const rate = await reads(place, count);
  disk(place, count);
  await startUp(place, count);
  return rate;
}

const counts = values.bindings.split(',').map(Number);
const rates: number[] = [];
for (const count of values.database === undefined ? counts : counts.slice(0, 1))
  rates.push(await measure(count));
if (values.database !== undefined) rates.push(await measureGiven(values.database));
const [least = 1, most = 1] = [rates[0], rates.at(-1)];
if (rates.length > 1)
  report('rate with the most over that with the fewest', counts.at(-1) ?? 0, most / least, 'times', [
    '>= 0.8',
    most / least >= 0.8,
  ]);
if (values.json) console.log(JSON.stringify({ node: process.version, rows }, null, 2));
