import type { Sabotage } from './sabotage.ts';
import { type SimulationReport, simulate } from './simulation.ts';

/** How much time each world gets: long enough for bindings, cool-downs and what is kept for two days to end. */
const HOURS_A_WORLD = 50;

export interface CampaignOptions {
  readonly hours: number;
  /** Worlds are `SEED-1`, `SEED-2` and so on. */
  readonly seed: string;
  readonly sabotage?: Sabotage;
  /** Told after each world. */
  readonly onWorld?: (report: SimulationReport, hoursSoFar: number) => void;
}

export interface CampaignReport {
  readonly worlds: number;
  readonly hours: number;
  readonly calls: number;
  readonly records: number;
  readonly acknowledged: number;
  readonly deaths: number;
  readonly faults: number;
  readonly failures: readonly SimulationReport[];
}

/** One world after the other, each with a seed of its own, until so many hours have passed in them. */
export async function campaign({ hours, seed, sabotage, onWorld }: CampaignOptions): Promise<CampaignReport> {
  const reports: SimulationReport[] = [];
  let passed = 0;
  while (passed < hours) {
    const mostHours = Math.min(HOURS_A_WORLD, hours - passed);
    const options = { seed: `${seed}-${reports.length + 1}`, hours: mostHours };
    const report = await simulate(sabotage === undefined ? options : { ...options, sabotage });
    reports.push(report);
    passed += Math.max(report.hours, 1);
    onWorld?.(report, passed);
  }
  const sum = (of: (report: SimulationReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    worlds: reports.length,
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
