import { Random } from './random.ts';
import type { Sabotage } from './sabotage.ts';
import { type Pace, Traffic } from './traffic.ts';
import { FAULTS, type Fault, Weather } from './weather.ts';
import { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** How long all that goes on has to come to its end once nothing goes wrong any more. */
const CALM_MS = 3_600_000;

export interface SimulationOptions {
  readonly seed: string;
  /** Simulated time. */
  readonly hours: number;
  /** Default: some of them, as the seed says. */
  readonly faults?: readonly Fault[];
  readonly sabotage?: Sabotage;
  /** Lines of the daemon's log that a failure tells. Default 60. */
  readonly lines?: number;
}

export interface SimulationReport {
  readonly seed: string;
  readonly hours: number;
  readonly failure: string | null;
  /** The same for the same seed. */
  readonly trace: string;
  readonly calls: number;
  readonly connected: number;
  readonly records: number;
  readonly acknowledged: number;
  readonly deaths: number;
  readonly faults: number;
}

/**
 * One world from its beginning: some hours of traffic and faults, then calm until everything must have come to its end, again and again.
 * Ends with the first thing that went wrong.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const random = new Random(options.seed);
  const world = new World(random.fork('world'), options.sabotage ?? {}, options.lines ?? 60);
  const traffic = new Traffic(world, random.fork('traffic'), world.behaviours, paceOf(random.fork('pace')));
  const eachMs = random.pick([600_000, 1_800_000, 7_200_000]);
  const weather = new Weather(
    world,
    random.fork('weather'),
    options.faults ?? someOf(random.fork('faults')),
    eachMs,
  );
  await world.begin();
  while (world.timeline.nowMs < options.hours * HOUR_MS && world.failure === null) {
    traffic.start();
    weather.start();
    await world.pass(random.int(1, 10) * HOUR_MS);
    traffic.stop();
    weather.stop();
    await world.pass(CALM_MS);
    world.checkCalm();
  }
  return {
    seed: options.seed,
    hours: world.timeline.nowMs / HOUR_MS,
    failure: world.failure === null ? null : describe(world),
    trace: world.timeline.trace,
    calls: traffic.calls,
    connected: world.calls.connected,
    records: world.records.recorded,
    acknowledged: traffic.acknowledged,
    deaths: world.deaths,
    faults: [...weather.count.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** What never happens in a world lets other things go on for longer: daemons that live long, links that hold. */
function someOf(random: Random): readonly Fault[] {
  return FAULTS.filter(() => random.chance(0.7));
}

/** Some worlds are busy, in others hardly anything happens. */
function paceOf(random: Random): Pace {
  return {
    requestEachMs: random.pick([600_000, 1_800_000]),
    burstEachMs: random.pick([900_000, 2_700_000, 7_200_000]),
    mostCalls: random.pick([2, 6]),
  };
}

function describe(world: World): string {
  const { failure } = world;
  const cause = failure?.cause instanceof Error ? `\ncaused by ${failure.cause.stack ?? ''}` : '';
  const at = `after ${(world.timeline.nowMs / HOUR_MS).toFixed(3)} hours`;
  return [`${failure?.stack ?? ''}${cause}`, at, ...world.lines].join('\n');
}
