/*
 * What measuring costs a call and a scrape: one call's measurements, in nanoseconds, and the text of a daemon with many pools.
 * usage: node scripts/bench-meter.ts [--calls 1000000] [--pools 1000]
 */
import { parseArgs } from 'node:util';
import { PrometheusMeter } from '../src/adapters/metrics/prometheus-meter.ts';
import { SystemClock } from '../src/adapters/system/system-clock.ts';
import { CallMetrics } from '../src/app/metrics/call-metrics.ts';
import { LinkMetrics } from '../src/app/metrics/link-metrics.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '1000000' }, pools: { type: 'string', default: '1000' } },
});
const meter = new PrometheusMeter();
const calls = new CallMetrics(meter);
const links = new LinkMetrics(meter, new SystemClock());
const pools = Array.from({ length: Number(values.pools) }, (_, place) => `pool-${place}`);
for (const name of ['numbers', 'locked', 'live', 'headroom', 'low'])
  meter.gauge({ name: `axbridge_pool_${name}`, help: 'A gauge.', labels: ['pool'] }, () =>
    pools.map((pool) => ({ labels: { pool }, value: 1000 })),
  );

const rounds = Number(values.calls);
const began = performance.now();
for (let call = 0; call < rounds; call += 1) {
  for (let event = 0; event < 4; event += 1) links.heard('one', Date.now());
  calls.routed({ kind: 'refuse', reason: 'no-binding', number: null, binding: null }, calls.now());
  calls.changed({ tag: 'new' }, { tag: 'ended', outcome: 'no-binding' });
}
const callNs = ((performance.now() - began) * 1e6) / rounds;

const scrapes = 20;
const scraped = performance.now();
let bytes = 0;
for (let scrape = 0; scrape < scrapes; scrape += 1) bytes = meter.text().length;
const scrapeMs = (performance.now() - scraped) / scrapes;
console.log(
  `one call: ${callNs.toFixed(0)} ns; a scrape of ${pools.length} pools: ${scrapeMs.toFixed(2)} ms, ${bytes} bytes`,
);
