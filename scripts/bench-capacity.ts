/*
 * Capacity: the most calls a second of which 99.9 % are set up within one second, speech going both ways through the switch. Searched for
 * each way to route calls in turns, so that what else befalls the machine befalls all of them. SIPp places and answers the calls on the same
 * machine, so the figures compare with each other only.
 * usage: node scripts/bench-capacity.ts [options] [static axbridge asks modesl esl-lite lua xml-curl]
 *   --rounds 14      trials of each
 *   --seconds 10     of a trial
 *   --talk 2000      milliseconds between answer and BYE
 *   --from 30        calls a second of the first trial
 *   --for SECONDS    begin no trial after so long, and report what there is; 0: of the journal
 *   --realtime       who routes runs with the priority that FreeSWITCH gives itself (`chrt --rr 1`, main thread)
 *   --journal FILE   keep each trial there, and go on after those that it holds
 *   --json
 * Needs FreeSWITCH and SIPp. Bound: axbridge at least 0.95 of static; exit code 1 when it is not.
 */
import { parseArgs } from 'node:util';
import { CANDIDATES, Candidate, type CandidateName } from './bench/candidate.ts';
import { capacityOf, nextRate, type Trial } from './bench/capacity-search.ts';
import { Journal } from './bench/journal.ts';
import { atLeast, boundText, type Measured, measured } from './bench/measured.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '14' },
    seconds: { type: 'string', default: '10' },
    talk: { type: 'string', default: '2000' },
    from: { type: 'string', default: '30' },
    for: { type: 'string', default: 'Infinity' },
    realtime: { type: 'boolean', default: false },
    journal: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const BOUND = 0.95;
const SET_UP_SHARE = 0.999;
/** SIPp places calls as it comes to it; where it needs longer than this, the rate was not the one asked for. */
const PACE = 1.05;
const WARM_UP_SECONDS = 8;

interface CandidateTrial extends Trial {
  readonly candidate: CandidateName;
  readonly calls: number;
  readonly inTime: number;
  readonly switchCpuMsPerCall: number;
  readonly daemonCpuMsPerCall: number;
  readonly datagramsPerCall: number;
}

const seconds = Number(values.seconds);
const journal = new Journal<CandidateTrial>(values.journal ?? null);
const names = CANDIDATES.filter((name) => positionals.length === 0 || positionals.includes(name));
const candidates: Candidate[] = [];
try {
  if (Number(values.for) > 0) await search();
} finally {
  for (const candidate of candidates) await candidate[Symbol.asyncDispose]();
}
const rows = report();
if (values.json) console.log(JSON.stringify({ rows, trials: journal.entries }));
else
  for (const { metric, value, unit, bound } of rows)
    console.log(`${metric.padEnd(60)} ${value} ${unit} ${boundText(bound)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;

async function search(): Promise<void> {
  const endAt = performance.now() + Number(values.for) * 1000;
  for (const name of names) {
    const candidate = await Candidate.start(name);
    if (candidate === null) console.error(`  ${name}: left out, the switch has not got its module`);
    else candidates.push(candidate);
    if (values.realtime) candidate?.runAtOnce();
  }
  for (const candidate of candidates) await trial(candidate, Number(values.from), WARM_UP_SECONDS);
  for (;;) {
    for (const candidate of candidates) {
      const mine = trialsOf(candidate.name);
      if (mine.length >= Number(values.rounds) || performance.now() > endAt) return;
      const made = await trial(candidate, nextRate(mine, Number(values.from)), seconds);
      journal.add(made);
      console.error(
        `  ${candidate.name.padEnd(9)} ${String(mine.length + 1).padStart(2)}/${values.rounds}: ${made.rate} calls a second, ` +
          `${made.inTime} of ${made.calls} in time; CPU ms a call: switch ${made.switchCpuMsPerCall.toFixed(1)}, ` +
          `daemon ${made.daemonCpuMsPerCall.toFixed(1)}`,
      );
    }
  }
}

async function trial(candidate: Candidate, rate: number, length: number): Promise<CandidateTrial> {
  const before = candidate.cost();
  const load = { rate, seconds: length, talkMs: Number(values.talk), media: true };
  const offered = await candidate.offer(load);
  const after = candidate.cost();
  const calls = Math.round(rate * length);
  const daemonSeconds = (after.daemon?.cpuSeconds ?? 0) - (before.daemon?.cpuSeconds ?? 0);
  return {
    candidate: candidate.name,
    rate,
    holds: offered.inTime >= calls * SET_UP_SHARE && offered.seconds <= length * PACE,
    calls,
    inTime: offered.inTime,
    switchCpuMsPerCall: ((after.switch.cpuSeconds - before.switch.cpuSeconds) * 1000) / calls,
    daemonCpuMsPerCall: (daemonSeconds * 1000) / calls,
    datagramsPerCall: offered.datagramsPerCall,
  };
}

function trialsOf(name: CandidateName): readonly CandidateTrial[] {
  return journal.entries.filter(({ candidate }) => candidate === name);
}

function report(): readonly Measured[] {
  const found = names.filter((name) => trialsOf(name).length > 0);
  const yardstick = capacityOf(trialsOf('static'));
  return found.flatMap((name) => {
    const trials = trialsOf(name);
    const share = capacityOf(trials) / yardstick;
    const bound = name === 'axbridge' || name === 'asks' ? atLeast(BOUND) : null;
    return [
      measured(`capacity: ${name}`, capacityOf(trials), 'calls/s'),
      ...(name === 'static' || yardstick === 0
        ? []
        : [measured(`capacity over static: ${name}`, share, 'times', bound)]),
      measured(`CPU of the switch for a call: ${name}`, held(trials, 'switchCpuMsPerCall'), 'ms'),
      measured(`CPU of who routes for a call: ${name}`, held(trials, 'daemonCpuMsPerCall'), 'ms'),
      measured(`datagrams received for a call: ${name}`, held(trials, 'datagramsPerCall'), 'datagrams'),
    ];
  });
}

/** The mean of the trials that held: beyond capacity a figure for each call says little. */
function held(
  trials: readonly CandidateTrial[],
  figure: 'switchCpuMsPerCall' | 'daemonCpuMsPerCall' | 'datagramsPerCall',
): number {
  const good = trials.filter(({ holds }) => holds);
  return good.reduce((sum, one) => sum + one[figure], 0) / Math.max(1, good.length);
}
