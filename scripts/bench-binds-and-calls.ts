/*
 * Binds over HTTP beside running calls, on one real FreeSWITCH and one daemon with `synchronous=FULL`: first calls alone, then the same
 * calls while a platform of its own process binds at a steady rate. Says what became of both, and the load of the machine.
 * usage: node scripts/bench-binds-and-calls.ts [--binds 5000] [--calls 200] [--rate 20] [--connections 128] [--batch 1] [--cpu-prof DIR] [--json]
 * Needs a real FreeSWITCH. Bounds: 5,000 binds a second, p99 under 50 ms, and the delay that is added to calls at most 22 ms at p50 and
 * 25 ms at p99; exit code 1 when one is missed.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.ts';
import { bindFigures, startBinds, WARM_UP_MS } from './bench/bind-load.ts';
import { rounded } from './bench/percentile.ts';
import { DelayBench, delayRows, printDelays } from './bench/post-dial-delay.ts';

const { values } = parseArgs({
  options: {
    binds: { type: 'string', default: '5000' },
    calls: { type: 'string', default: '200' },
    rate: { type: 'string', default: '20' },
    connections: { type: 'string', default: '128' },
    batch: { type: 'string', default: '1' },
    /** Directory for profiles of the daemon. */
    'cpu-prof': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [perSecond, calls] = [Number(values.binds), Number(values.calls)];
const BOUND_P99_MS = 50;
/** Of what was asked for: the rest is the rounding of when it began and ended. */
const SUSTAINED = 0.99;

if (values['cpu-prof'] !== undefined)
  process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${values['cpu-prof']}`;
const port = await freePort();
await using bench = await DelayBench.start({ rate: Number(values.rate), settings: { http: { port } } });
const key = await bindKey();
const loadBefore = loadavg()[0] ?? 0;
const alone = delayRows(await bench.compare(calls));
const load = startBinds({
  port,
  key,
  perSecond,
  connections: Number(values.connections),
  batch: Number(values.batch),
  idempotent: false,
});
await pause(WARM_UP_MS);
const cpuBefore = cpuSeconds();
const beganAt = performance.now();
const beside = delayRows(await bench.compare(calls));
const daemonCores = (cpuSeconds() - cpuBefore) / ((performance.now() - beganAt) / 1000);
const binds = bindFigures(await load.stop());
if (values['cpu-prof'] !== undefined) await bench.daemon.kill('SIGTERM');
const daemonCpuUsPerBind = Math.round((daemonCores / binds.bindsPerSecond) * 1e6);
const holds =
  beside.every((row) => row.holds) &&
  binds.bindsPerSecond >= perSecond * SUSTAINED &&
  binds.requestP99Ms < BOUND_P99_MS;
const machine = { loadBefore: rounded(loadBefore), loadAfter: rounded(loadavg()[0] ?? 0) };
if (values.json)
  console.log(
    JSON.stringify({ calls, alone, beside, binds: { ...binds, daemonCpuUsPerBind }, machine, holds }),
  );
else {
  console.log(`post-dial delay in ms, ${calls} calls each way at ${values.rate} a second, alone:`);
  printDelays(alone);
  console.log(`beside ${perSecond} binds a second over HTTP:`);
  printDelays(beside);
  console.table({ ...binds, daemonCpuUsPerBind, ...machine, holds });
}
process.exitCode = holds ? 0 : 1;

/** Processor time of the daemon until now, all threads. The kernel counts in hundredths of a second. */
function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${bench.daemon.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A key that may ask as often as it likes, which the command line does not make, and a pool with room. */
async function bindKey(): Promise<string> {
  await bench.daemon.ask('pool', 'add', 'city', '+8617100000000-+8617100009999', '--cool-down', 'none');
  const { key: admin } = await bench.daemon.ask<{ key: string }>(
    'api-key',
    'create',
    'admin',
    '--scope',
    'admin',
  );
  const rateLimit = { perSecond: 100_000, burst: 100_000 };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: 'bench', scopes: ['bind'], rateLimit }),
  });
  const made = (await answer.json()) as { key?: string };
  if (made.key === undefined) throw new Error(`no key: ${JSON.stringify(made)}`);
  return made.key;
}
