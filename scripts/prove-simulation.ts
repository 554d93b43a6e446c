import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { campaign, replayOf } from '../test/simulation/campaign.ts';
import { type SimulationReport, simulate } from '../test/simulation/simulation.ts';
import { type Share, sharesOf, summed } from './prove/share.ts';

/** What passes in about four minutes of one core. */
const DEFAULT_HOURS = 7_000;

interface Options {
  readonly hours: string;
  readonly seed: string;
  readonly first: string;
  readonly step: string;
  readonly processes?: string;
  readonly world?: string;
  readonly lines: string;
  readonly json?: true;
}

const program = new Command('prove-simulation')
  .description(
    'Runs the whole daemon in simulated worlds, with everything going wrong that can, and counts what comes of it.',
  )
  .option('--hours <n>', 'simulated hours', String(DEFAULT_HOURS))
  .option('--seed <text>', 'what the worlds are made from; worlds are SEED-1, SEED-2, …', 'proof')
  .option('--first <n>', 'the first world, to go on where an earlier run was stopped', '1')
  .option('--processes <n>', 'how many at once (default: one for each processor)')
  .option('--step <n>', 'of the worlds from the first on only every n-th, by one process', '1')
  .option('--world <seed>', 'one world only, by the seed that a failure printed')
  .option('--lines <n>', 'of the log, with --world', '60')
  .option('--json', 'print the result as JSON only')
  .addHelpText(
    'after',
    `
Examples:
  node scripts/prove-simulation.ts                                    the proof, about 4 minutes of a core
  node scripts/prove-simulation.ts --hours 100000 --seed "$(date +%F)"   the nightly run, about an hour of a core
  node scripts/prove-simulation.ts --hours 5000 --seed night --first 101 the worlds from night-101 on
  node scripts/prove-simulation.ts --world proof-17 --hours 50        one world again

Ctrl-C (or SIGTERM) ends it after the worlds that are under way, and what was done is summed up; the note names the world to go on with.
The last line on stdout is {"tried": simulated hours, "failed": worlds that failed, "note": what went on in them}.`,
  )
  .parse();

process.exitCode = await run(program.opts<Options>());

async function run(options: Options): Promise<number> {
  const hours = Number(options.hours);
  if (!Number.isFinite(hours) || hours <= 0) throw new RangeError('--hours: a number above 0');
  if (options.world !== undefined) return replay(options.world, hours, Number(options.lines));
  const beganAt = performance.now();
  const processes = Number(options.processes ?? (options.step === '1' ? availableParallelism() : 1));
  const share = processes > 1 ? await together(options, hours, processes) : await alone(options, hours);
  const { worlds, calls, acknowledged, records, deaths, faults, failed, next } = share;
  const minutes = (performance.now() - beganAt) / 60_000;
  const note =
    `${worlds} worlds, ${calls} calls, ${records} records, ${acknowledged} acknowledged requests, ${faults} faults, ` +
    `${deaths} ends of the process, ${Math.round(share.hours / minutes)} simulated hours a minute; ` +
    `further with --seed ${options.seed} --first ${next}`;
  console.log(JSON.stringify({ tried: Math.round(share.hours), failed, note, share }));
  return 0;
}

/** Each process takes every so many-th world. */
async function together({ seed, first, json }: Options, hours: number, processes: number): Promise<Share> {
  const words = Array.from({ length: processes }, (_, nth) => [
    '--hours',
    String(hours / processes),
    '--seed',
    seed,
    '--processes',
    '1',
    '--first',
    String(Number(first) + nth),
    '--step',
    String(processes),
    ...(json === true ? ['--json'] : []),
  ]);
  return summed(await sharesOf(fileURLToPath(import.meta.url), words));
}

async function alone({ seed, first, step, json }: Options, hours: number): Promise<Share> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const { failures, ...report } = await campaign({
    hours,
    seed,
    first: Number(first),
    step: Number(step),
    signal: stop.signal,
    onWorld: (one, passed) => {
      if (one.failure !== null) tell(one);
      if (json !== true) console.error(`${Math.round(passed)} of ${hours} h, ${one.seed} ${one.trace}`);
    },
  });
  return { ...report, failed: failures.length };
}

async function replay(seed: string, hours: number, lines: number): Promise<number> {
  const report = await simulate({ seed, hours, lines });
  if (report.failure === null) console.log(JSON.stringify(report, null, 2));
  else tell(report);
  return report.failure === null ? 0 : 1;
}

function tell(report: SimulationReport): void {
  console.error(`world ${report.seed} failed; again with:\n  ${replayOf(report)}\n${report.failure}`);
}
