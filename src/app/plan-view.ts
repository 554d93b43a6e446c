import { printDuration } from '../domain/duration.ts';
import type { EpochMs } from '../domain/instant.ts';
import { printInstant } from '../domain/instant-text.ts';
import type { CurvePoint } from '../domain/planning/plan-numbers.ts';
import type { PlannedArea, PoolPlan } from '../ports/number-planner.ts';

/** How many numbers are needed, as it is shown. */
export interface PlanView {
  /** The cool-down that was planned with. */
  readonly coolDown: string;
  /** The share of refused binds that was wanted, 0 to 1. */
  readonly refusalRate: number;
  /** Of all areas together. */
  readonly numbers: number;
  readonly areas: readonly PlannedAreaView[];
}

export interface PlannedAreaView {
  readonly areaCode: string | null;
  /** So many are needed. */
  readonly numbers: number;
  /** Unlocked ones that there are; `null` where no pool was named. */
  readonly presentNumbers: number | null;
  /** No pool that refuses as few is smaller. */
  readonly lowerBound: number;
  /** Most numbers at once that strangers call (modes ax, axg, axe): nobody else may have them meanwhile. */
  readonly numbersForStrangers: number;
  readonly binds: number;
  readonly parties: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly peakBindings: number;
  readonly busiestParty: {
    /** Not its number. */
    readonly party: string;
    /** Numbers that it has at once: `live` are bound, `cooling` not free again yet. */
    readonly holds: number;
    readonly live: number;
    readonly cooling: number;
    readonly at: string;
  } | null;
  readonly curve: readonly CurvePoint[];
  readonly shorterCoolDowns: readonly { readonly coolDown: string; readonly lowerBound: number }[];
}

export function planView({ coolDownMs, areas }: PoolPlan, refusalRate: number): PlanView {
  return {
    coolDown: printDuration(coolDownMs),
    refusalRate,
    numbers: areas.reduce((sum, area) => sum + area.numbers, 0),
    areas: areas.map(areaView),
  };
}

function areaView(area: PlannedArea): PlannedAreaView {
  return {
    areaCode: area.areaCode,
    numbers: area.numbers,
    presentNumbers: area.present,
    lowerBound: area.lowerBound,
    numbersForStrangers: area.peakAlone,
    binds: area.binds,
    parties: area.parties,
    firstAt: instantOrNull(area.firstAt),
    lastAt: instantOrNull(area.lastAt),
    peakBindings: area.peakBindings,
    busiestParty: busiestView(area),
    curve: area.curve,
    shorterCoolDowns: area.shorterCoolDowns.map(({ coolDownMs, lowerBound }) => ({
      coolDown: printDuration(coolDownMs),
      lowerBound,
    })),
  };
}

function busiestView({ busiest, busiestName }: PlannedArea): PlannedAreaView['busiestParty'] {
  if (busiest === null) return null;
  const { holds, live, at } = busiest;
  return { party: busiestName ?? '', holds, live, cooling: holds - live, at: printInstant(at) };
}

function instantOrNull(at: EpochMs | null): string | null {
  return at === null ? null : printInstant(at);
}
