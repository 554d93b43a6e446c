/*
 * Overload: two and three times the capacity offered for a minute, and what becomes of the calls: how many are answered, how soon the
 * others are refused, and how soon all is well again when the load falls to half of the capacity.
 * usage: node scripts/bench-overload.ts [--capacity N] [--seconds 60] [--times 2,3] [--journal FILE] [--for SECONDS] [--json] [static axbridge asks]
 *   --capacity N  calls a second that the static bridge carries; unless given, that of docs/bench/capacity.json
 *   --journal, --for  keep what is done in a file and go on after it; begin nothing more after so long
 * Needs FreeSWITCH and SIPp. Bounds, for axbridge: answered at least 0.9 of the capacity, 99 % of refusals within 100 ms, well after 2 s.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Candidate, type CandidateName } from './bench/candidate.ts';
import { Journal } from './bench/journal.ts';
import { atLeast, atMost, boundText, type Measured, measured } from './bench/measured.ts';
import { percentile } from './bench/percentile.ts';
import { type Offered, type Response, SET_UP_MS } from './bench/sipp-load.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    capacity: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    times: { type: 'string', default: '2,3' },
    for: { type: 'string', default: 'Infinity' },
    journal: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const BOUNDS = { answeredShare: 0.9, refusedMs: 100, recoveryMs: 2_000 };
const TALK_MS = 2_000;
const AFTER_SECONDS = 20;
const WARM_UP_SECONDS = 15;
/** Of the calls after the fall: what a second more or less of the whole would lose is no collapse. */
const WELL_SHARE = 0.98;
const RECOVERY_STEP_MS = 250;

interface Flood {
  readonly candidate: CandidateName;
  readonly times: number;
  /** Of calls that were answered while the flood went on, a second. */
  readonly answeredPerSecond: number;
  readonly refused: number;
  readonly refusedP99Ms: number;
  /** Neither answered within a second nor refused. */
  readonly left: number;
  readonly offered: number;
  /** From the fall of the load to the last call after it that was not set up within a second. */
  readonly recoveryMs: number;
}

const capacity = Number(values.capacity ?? staticCapacity());
const seconds = Number(values.seconds);
const journal = new Journal<Flood>(values.journal ?? null);
const endAt = performance.now() + Number(values.for) * 1000;
const names = (['static', 'axbridge', 'asks'] as const).filter((name) =>
  positionals.length === 0 ? name !== 'asks' : positionals.includes(name),
);
for (const name of names)
  for (const times of values.times.split(',').map(Number))
    if (known(name, times) === undefined && performance.now() < endAt) await flood(name, times);
const rows = report();
if (values.json) console.log(JSON.stringify({ rows }));
else
  for (const { metric, value, unit, bound } of rows)
    console.log(`${metric.padEnd(70)} ${value} ${unit} ${boundText(bound)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;

/** Calls a second, of `docs/bench/capacity.json`; `undefined` where none was measured. */
function capacityOf(name: CandidateName): number | undefined {
  const file = new URL('../docs/bench/capacity.json', import.meta.url);
  const { rows: found } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Measured[] };
  return found.find(({ metric }) => metric === `capacity: ${name}`)?.value;
}

function staticCapacity(): number {
  const value = capacityOf('static');
  if (value === undefined)
    throw new Error('no capacity was measured: npm run bench -- capacity, or --capacity');
  return value;
}

/** Beside what the candidate itself carries where nothing is too much: what the overload costs, and not what its way costs. */
function ownShare({ candidate, answeredPerSecond }: Flood, what: string): readonly Measured[] {
  const own = candidate === 'static' ? undefined : capacityOf(candidate);
  if (own === undefined) return [];
  return [measured(`the same, of its own capacity: ${what}`, answeredPerSecond / own, 'times')];
}

function known(name: CandidateName, times: number): Flood | undefined {
  return journal.entries.find((one) => one.candidate === name && one.times === times);
}

/** On a switch and a daemon of their own: the one before must leave nothing behind for the next. */
async function flood(name: CandidateName, times: number): Promise<void> {
  await using candidate = await Candidate.start(name);
  if (candidate === null) throw new Error(`${name} cannot be had here`);
  const load = { talkMs: TALK_MS, media: true };
  const afterwards = { rate: Math.round(capacity / 2), seconds: AFTER_SECONDS };
  await candidate.offer({ ...load, rate: afterwards.rate, seconds: WARM_UP_SECONDS });
  const offered = await candidate.offer({ ...load, rate: Math.round(capacity * times), seconds, afterwards });
  const made = floodOf(name, times, offered, afterwards);
  journal.add(made);
  console.error(
    `  ${name} at ${times} times: ${made.answeredPerSecond.toFixed(1)} answered a second, ${made.refused} refused ` +
      `(p99 ${made.refusedP99Ms.toFixed(0)} ms), ${made.left} of ${made.offered} neither; well after ${made.recoveryMs.toFixed(0)} ms`,
  );
}

function floodOf(
  candidate: CandidateName,
  times: number,
  { answers, refusals, beganAtMs }: Offered,
  afterwards: { readonly rate: number; readonly seconds: number },
): Flood {
  const fellAtMs = beganAtMs + seconds * 1000;
  const during = (one: Response): boolean => beginOf(one) < fellAtMs;
  const refused = refusals.filter(during);
  const inTime = answers.filter((one) => during(one) && one.tookMs <= SET_UP_MS).length;
  const offered = Math.round(capacity * times) * seconds;
  return {
    candidate,
    times,
    answeredPerSecond: inTime / seconds,
    refused: refused.length,
    refusedP99Ms: percentile(
      refused.map(({ tookMs }) => tookMs),
      0.99,
    ),
    left: offered - inTime - refused.length,
    offered,
    recoveryMs: recoveryOf(answers, fellAtMs, afterwards),
  };
}

function beginOf({ atMs, tookMs }: Response): number {
  return atMs - tookMs;
}

/** From when on nearly all calls that are placed are set up in time. */
function recoveryOf(
  answers: readonly Response[],
  fellAtMs: number,
  { rate, seconds: length }: { readonly rate: number; readonly seconds: number },
): number {
  const begins = answers.filter(({ tookMs }) => tookMs <= SET_UP_MS).map(beginOf);
  for (let sinceMs = 0; sinceMs < length * 1000; sinceMs += RECOVERY_STEP_MS) {
    const well = begins.filter((begin) => begin >= fellAtMs + sinceMs).length;
    if (well >= ((length * 1000 - sinceMs) / 1000) * rate * WELL_SHARE) return sinceMs;
  }
  return length * 1000;
}

function report(): readonly Measured[] {
  return journal.entries.flatMap((one) => {
    const what = `${one.candidate} at ${one.times} times the capacity`;
    const isOurs = one.candidate !== 'static';
    const most = (value: number) => (isOurs ? atMost(value) : null);
    return [
      measured(
        `answered within a second, of the capacity: ${what}`,
        one.answeredPerSecond / capacity,
        'times',
        isOurs ? atLeast(BOUNDS.answeredShare) : null,
      ),
      ...ownShare(one, what),
      measured(`refused with 503: ${what}`, one.refused, 'calls'),
      ...(one.refused === 0
        ? []
        : [measured(`refused within, p99: ${what}`, one.refusedP99Ms, 'ms', most(BOUNDS.refusedMs))]),
      measured(
        `neither answered within a second nor refused: ${what}`,
        one.left / one.offered,
        'of the calls',
      ),
      measured(
        `all is well again after the load fell: ${what}`,
        one.recoveryMs,
        'ms',
        most(BOUNDS.recoveryMs),
      ),
    ];
  });
}
