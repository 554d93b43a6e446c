import type { Sabotage } from './sabotage.ts';
import { type SimulationReport, simulate } from './simulation.ts';

/** How much time each world gets: long enough for bindings, cool-downs and what is kept for two days to end. */
const HOURS_A_WORLD = 50;

export interface CampaignOptions {
  readonly hours: number;
  /** Worlds are `SEED-1`, `SEED-2` and so on. */
  readonly seed: string;
  readonly sabotage?: Sabotage;
  /** Which world is the first, and how far the next one is; 1 both unless told. */
  readonly first?: number;
  readonly step?: number;
  /** Begins no further world. */
  readonly signal?: AbortSignal;
  /** Told after each world. */
  readonly onWorld?: (report: SimulationReport, hoursSoFar: number) => void;
}

export interface CampaignReport {
  readonly worlds: number;
  /** The number of the world that would have been the next one. */
  readonly next: number;
  readonly hours: number;
  readonly calls: number;
  readonly records: number;
  readonly acknowledged: number;
  readonly deaths: number;
  readonly faults: number;
  readonly failures: readonly SimulationReport[];
}

/** One world after the other, each with a seed of its own, until so many hours have passed in them. */
export async function campaign(wanted: CampaignOptions): Promise<CampaignReport> {
  const { hours, seed, sabotage, onWorld, first = 1, step = 1, signal } = wanted;
  const reports: SimulationReport[] = [];
  const next = (): number => first + reports.length * step;
  let passed = 0;
  while (passed < hours && signal?.aborted !== true) {
    const mostHours = Math.min(HOURS_A_WORLD, hours - passed);
    const options = { seed: `${seed}-${next()}`, hours: mostHours };
    const report = await simulate(sabotage === undefined ? options : { ...options, sabotage });
    reports.push(report);
    passed += Math.max(report.hours, 1);
    onWorld?.(report, passed);
  }
  const sum = (of: (report: SimulationReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    worlds: reports.length,
    next: next(),
    hours: sum((one) => one.hours),
    calls: sum((one) => one.calls),
    records: sum((one) => one.records),
    acknowledged: sum((one) => one.acknowledged),
    deaths: sum((one) => one.deaths),
    faults: sum((one) => one.faults),
    failures: reports.filter(({ failure }) => failure !== null),
  };
}

/** What replays a world. */
export function replayOf({ seed, hours }: Pick<SimulationReport, 'seed' | 'hours'>): string {
  return `node scripts/prove-simulation.ts --world ${seed} --hours ${Math.ceil(hours)}`;
}
