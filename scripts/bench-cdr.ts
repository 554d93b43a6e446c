/**
 * Measures call records: `node scripts/bench-cdr.ts [--calls=1000000] [--days=180] [--json]`. Writes so many records into a new store,
 * then asks for pages of 100. Rates are of this machine and this run; compare them with each other.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MasterKey } from '../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindingId } from '../src/domain/binding/binding.ts';
import { type CallId, callId, type LegId, legId } from '../src/domain/call/leg.ts';
import type { CallRecord } from '../src/domain/cdr/call-record.ts';
import { composeCall } from '../src/domain/cdr/compose-call.ts';
import type { LegRecord } from '../src/domain/cdr/leg-record.ts';
import { privacyNumber } from '../src/domain/number/privacy-number.ts';
import { RealNumber } from '../src/domain/number/real-number.ts';
import { Secret } from '../src/domain/secret.ts';
import type { CdrQuery } from '../src/ports/cdr-store.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '180' },
    json: { type: 'boolean', default: false },
  },
});
const CALLS = Number(values.calls);
const DAYS = Number(values.days);
const BATCH = 500;
/** Batches on their way: one is made while another is written. */
const AHEAD = 2;
const SECOND = 1_000_000;
const DAY_US = 86_400 * SECOND;
const START = Date.UTC(2026, 0, 1) * 1000;
/** Each party calls as often as this, and each privacy number is called so often. */
const CALLS_PER_PARTY = 20;
const NUMBERS = 10_000;

function uuid(n: number, kind: number): string {
  return `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`;
}

function party(n: number): RealNumber {
  return RealNumber.of(`86138${String(n).padStart(8, '0')}`);
}

function legOf(n: number, at: number, role: LegRecord['role']): LegRecord {
  const number = party(Math.floor(n / CALLS_PER_PARTY) * 2 + (role === 'first' ? 0 : 1));
  const call = callId(uuid(n, 0)) as CallId;
  return {
    leg: legId(uuid(n, role === 'first' ? 0 : 1)) as LegId,
    call,
    role,
    mark: null,
    sipCallId: `${uuid(n, 2)}@192.0.2.1`,
    gateway: role === 'first' ? null : 'east',
    party: number,
    partyText: new Secret(number.reveal()),
    dialledText: role === 'first' ? new Secret('17000000001') : null,
    divertedText: null,
    outcome: null,
    recording: null,
    survey: null,
    pin: null,
    cause: 'NORMAL_CLEARING',
    q850: 16,
    sipStatus: null,
    byFarEnd: role === 'first',
    expects: [],
    readCodec: 'PCMA',
    writeCodec: 'PCMA',
    quality: {
      mos: 4.5,
      qualityPercent: 100,
      lossRate: 0,
      meanIntervalMs: 20 + (n % 97) / 100,
      maxJitterVariance: (n % 991) / 10,
      packetsIn: 1_000 + (n % 5_000),
      packetsOut: 1_000 + (n % 5_003),
    },
    host: 'switch',
    createdAt: at,
    routedAt: at + 20_000,
    ringingAt: at + SECOND + (n % 999_983),
    earlyMediaAt: null,
    answeredAt: at + 6 * SECOND + (n % 999_979),
    bridgedAt: at + 6 * SECOND + (n % 999_979),
    endedAt: at + 60 * SECOND + (n % 999_961),
  };
}

function recordOf(n: number): CallRecord {
  const at = START + Math.floor((n / CALLS) * DAYS * DAY_US);
  const legs = [legOf(n, at, 'first'), legOf(n, at, 'called')];
  const x = privacyNumber(`+8617${String(n % NUMBERS).padStart(9, '0')}`) ?? null;
  const context = {
    x,
    pool: 'city',
    mode: 'two-way',
    extension: null,
    reference: `order ${n}`,
    userData: null,
  } as const;
  const whole = composeCall({
    call: legs[0]?.call as CallId,
    begun: null,
    legs,
    seen: null,
    context,
    revision: 1,
  });
  const outcome = n % 50 === 0 ? 'busy' : n % 10_000 === 1 ? 'quota-reached' : whole.outcome;
  return { ...whole, outcome, binding: (Math.floor(n / 5) + 1) as BindingId };
}

const directory = mkdtempSync(join(tmpdir(), 'axbridge-bench-'));
const path = join(directory, 'axbridge.db');
const store = await SqliteBindingStore.open({ path, key: MasterKey.random() });
try {
  const began = performance.now();
  const writing: Promise<void>[] = [];
  for (let n = 0; n < CALLS; n += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, CALLS - n) }, (_, place) => recordOf(n + place));
    writing.push(store.cdrs.settle(records.map((record) => ({ call: record.call, record, legs: [] }))));
    if (writing.length > AHEAD) await writing.shift();
    if (n % 100_000 === 0 && process.stderr.isTTY) process.stderr.write(`\r${n} written`);
  }
  await Promise.all(writing);
  const wroteMs = performance.now() - began;
  tell('written per second', Math.round((CALLS / wroteMs) * 1000), 'records');
  tell('on disk', Math.round(statSync(path).size / CALLS), 'bytes a record');
  const middle = START + (DAYS / 2) * DAY_US;
  const number = party(Math.floor(CALLS / 2 / CALLS_PER_PARTY) * 2);
  const x = recordOf(1234).x;
  measure('one call', () => [store.cdrs.record(recordOf(Math.floor(CALLS / 3)).call)]);
  ask('a page by time', { since: middle });
  ask('by number, all days', { number });
  ask('by number, one day', { number, since: middle, until: middle + DAY_US });
  if (x !== null) ask('by privacy number', { x });
  ask('by binding', { binding: Math.floor(CALLS / 10) as BindingId });
  ask('by a rare outcome', { outcome: 'quota-reached' });
  ask('by a frequent outcome from the middle', { outcome: 'answered', since: middle });
  ask('by tenant from the middle', { tenant: 'default', since: middle });
} finally {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
}

function ask(name: string, query: Omit<CdrQuery, 'limit'>): void {
  measure(name, () => store.cdrs.find({ ...query, limit: 100 }));
}

/** Twice: cold as far as the operating system allows, and then what it costs when its pages are at hand. */
function measure(name: string, work: () => readonly unknown[]): void {
  const began = performance.now();
  const { length } = work();
  const firstMs = performance.now() - began;
  const again = performance.now();
  work();
  tell(`${name} (${length} found)`, firstMs, `ms, again ${(performance.now() - again).toFixed(1)} ms`);
}

function tell(metric: string, value: number, unit: string): void {
  const rounded = Number.isInteger(value) ? value : Number(value.toFixed(1));
  if (values.json) console.log(JSON.stringify({ metric, value: rounded, unit }));
  else console.log(`${metric.padEnd(52)} ${rounded} ${unit}`);
}
