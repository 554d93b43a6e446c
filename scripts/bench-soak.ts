/*
 * Hours at half of the capacity: every minute what the daemon and the switch hold and use, and whether any of it grows. Stopped with Ctrl-C
 * it reports what there is, and goes on after it where the journal is given again.
 * usage: node scripts/bench-soak.ts [--hours 8] [--rate N] [--journal FILE] [--every 60] [--warm-up 0.2] [--json]
 *   --rate N      calls a second; unless given, half of what docs/bench/capacity.json says of axbridge
 *   --every 60    seconds between two samples
 *   --warm-up 0.2 of the samples are not judged
 * Needs FreeSWITCH and SIPp. Bound: the daemon's memory, descriptors and threads do not grow (median of all slopes, Theil and Sen).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Candidate } from './bench/candidate.ts';
import { Journal } from './bench/journal.ts';
import { atMost, boundText, type Measured, measured } from './bench/measured.ts';
import { processCost } from './bench/process-cost.ts';
import { robustSlope } from './bench/robust-slope.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    rate: { type: 'string' },
    journal: { type: 'string' },
    every: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '0.2' },
    json: { type: 'boolean', default: false },
  },
});

/** One look at both programs, and the calls of the time before it. */
interface Sample {
  /** Since the first, time that it was stopped not counted. */
  readonly hours: number;
  readonly calls: number;
  readonly inTime: number;
  readonly daemon: ProcessSample;
  readonly switch: ProcessSample;
}

interface ProcessSample {
  readonly mb: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly cpuMsPerCall: number;
}

const MB = 2 ** 20;
const TALK_MS = 2_000;
/** Of the first judged sample, for each hour: less than this cannot be told from noise in a night. */
const GROWTH_AN_HOUR = 0.005;
const everySeconds = Number(values.every);
const rate = Number(values.rate ?? halfOfCapacity());
const journal = new Journal<Sample>(values.journal ?? null);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stopping.abort();
    console.error('  ends, with the samples that are whole');
  });

if (Number(values.hours) > (journal.entries.at(-1)?.hours ?? 0)) await soak();
const rows = report();
if (values.json) console.log(JSON.stringify({ rows }));
else
  for (const { metric, value, unit, bound } of rows)
    console.log(`${metric.padEnd(60)} ${value} ${unit} ${boundText(bound)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;

async function soak(): Promise<void> {
  await using candidate = await Candidate.start('axbridge');
  if (candidate?.daemon?.pid === undefined) throw new Error('axbridge cannot be had here');
  const pids = { daemon: candidate.daemon.pid, switch: candidate.freeswitch.pid };
  while (!stopping.signal.aborted && (journal.entries.at(-1)?.hours ?? 0) < Number(values.hours)) {
    const before = { daemon: processCost(pids.daemon), switch: processCost(pids.switch) };
    const load = { rate, seconds: everySeconds, talkMs: TALK_MS, media: true };
    const offered = await candidate.offer(load).catch(unlessStopped);
    // Ctrl-C ends the load generator as well: what it had begun is no sample.
    if (offered === null || stopping.signal.aborted) return;
    const { created: calls, inTime } = offered;
    const sampled = (name: 'daemon' | 'switch'): ProcessSample => sampleOf(pids[name], before[name], calls);
    const hours = (journal.entries.at(-1)?.hours ?? 0) + everySeconds / 3_600;
    const sample = { hours, calls, inTime, daemon: sampled('daemon'), switch: sampled('switch') };
    journal.add(sample);
    tell(sample);
  }
}

function unlessStopped(error: unknown): null {
  if (!stopping.signal.aborted) throw error;
  return null;
}

function tell({ hours, calls, inTime, daemon, switch: freeswitch }: Sample): void {
  console.error(
    `  ${(hours * 60).toFixed(0)} min: ${inTime} of ${calls} calls in time; daemon ${daemon.mb.toFixed(0)} MB, ` +
      `${daemon.cpuMsPerCall.toFixed(1)} ms a call; switch ${freeswitch.mb.toFixed(0)} MB`,
  );
}

function sampleOf(pid: number, before: ReturnType<typeof processCost>, calls: number): ProcessSample {
  const now = processCost(pid);
  const threads = /Threads:\s+([0-9]+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    mb: now.residentBytes / MB,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: Number(threads),
    cpuMsPerCall: ((now.cpuSeconds - before.cpuSeconds) * 1000) / calls,
  };
}

function halfOfCapacity(): number {
  const file = new URL('../docs/bench/capacity.json', import.meta.url);
  const { rows: found } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Measured[] };
  const value = found.find(({ metric }) => metric === 'capacity: axbridge')?.value;
  if (value === undefined) throw new Error('no capacity was measured: npm run bench -- capacity, or --rate');
  return Math.round(value / 2);
}

function report(): readonly Measured[] {
  const samples = journal.entries.slice(Math.floor(journal.entries.length * Number(values['warm-up'])));
  const calls = journal.entries.reduce((sum, { calls: some }) => sum + some, 0);
  const late = calls - journal.entries.reduce((sum, { inTime }) => sum + inTime, 0);
  return [
    measured(`hours at ${rate} calls a second`, journal.entries.at(-1)?.hours ?? 0, 'hours'),
    measured('calls', calls, 'calls'),
    measured('calls not set up within a second', late, 'calls'),
    ...(['daemon', 'switch'] as const).flatMap((name) =>
      (['mb', 'descriptors', 'threads', 'cpuMsPerCall'] as const).map((what) => growth(name, what, samples)),
    ),
  ];
}

/** In an hour, as a share of what there is. The switch is FreeSWITCH's own affair, and so no bound. */
function growth(name: 'daemon' | 'switch', what: keyof ProcessSample, samples: readonly Sample[]): Measured {
  const points = samples.map((sample) => ({ at: sample.hours, value: sample[name][what] }));
  const first = points[0]?.value ?? 1;
  const bound = name === 'daemon' && what !== 'cpuMsPerCall' ? atMost(GROWTH_AN_HOUR) : null;
  const label = {
    mb: 'resident memory',
    descriptors: 'descriptors',
    threads: 'threads',
    cpuMsPerCall: 'CPU for a call',
  };
  return measured(`growth an hour, ${name}: ${label[what]}`, robustSlope(points) / first, 'of itself', bound);
}
