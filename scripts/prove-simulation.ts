import { Command } from 'commander';
import { campaign, replayOf } from '../test/simulation/campaign.ts';
import { type SimulationReport, simulate } from '../test/simulation/simulation.ts';

/** What passes in about four minutes of one core. */
const DEFAULT_HOURS = 7_000;

interface Options {
  readonly hours: string;
  readonly seed: string;
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
  .option('--world <seed>', 'one world only, by the seed that a failure printed')
  .option('--lines <n>', 'of the log, with --world', '60')
  .option('--json', 'print the result as JSON only')
  .addHelpText(
    'after',
    `
Examples:
  node scripts/prove-simulation.ts                                    the proof, about 4 minutes
  node scripts/prove-simulation.ts --hours 100000 --seed "$(date +%F)"   the nightly run
  node scripts/prove-simulation.ts --world proof-17 --hours 50        one world again

The last line on stdout is {"tried": simulated hours, "failed": worlds that failed, "note": what went on in them}.`,
  )
  .parse();

process.exitCode = await run(program.opts<Options>());

async function run({ hours: text, seed, world, lines, json }: Options): Promise<number> {
  const hours = Number(text);
  if (!Number.isFinite(hours) || hours <= 0) throw new RangeError('--hours: a number above 0');
  if (world !== undefined) return replay(world, hours, Number(lines));
  const beganAt = performance.now();
  const perMinute = (passed: number): number => Math.round((passed * 60_000) / (performance.now() - beganAt));
  const report = await campaign({
    hours,
    seed,
    onWorld: (one, passed) => {
      if (one.failure !== null) tell(one);
      if (json !== true)
        console.error(`${Math.round(passed)} h, ${perMinute(passed)} h/min, ${one.seed} ${one.trace}`);
    },
  });
  const { worlds, calls, acknowledged, records, deaths, faults, failures } = report;
  const note =
    `${worlds} worlds, ${calls} calls, ${records} records, ${acknowledged} acknowledged requests, ${faults} faults, ` +
    `${deaths} ends of the process, ${perMinute(report.hours)} simulated hours a minute`;
  console.log(JSON.stringify({ tried: Math.round(report.hours), failed: failures.length, note }));
  return 0;
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
