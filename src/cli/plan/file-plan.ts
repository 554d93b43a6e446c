import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { AreaLogs } from '../../domain/planning/area-logs.ts';
import { type AreaProgress, planAreas } from '../../domain/planning/plan-areas.ts';
import type { PlannedArea, PoolPlan } from '../../ports/number-planner.ts';
import { CsvLines } from '../import/csv-lines.ts';
import { isReadError, type Source } from '../import/source.ts';
import { WholeLines } from '../import/whole-lines.ts';
import { NamedParties } from './named-parties.ts';
import { PLAN_FORMAT, type PlannedRow } from './planned-rows.ts';

/** What is to be planned from a file. */
export interface FileWish {
  /** Only this area; `null` for each of them. */
  readonly areaCode: string | null;
  readonly coolDownMs: number;
  readonly sticky: boolean;
  readonly refusalRate: number;
}

/** What is told while it goes on. */
export interface FilePlanProgress {
  /** @param done 0 to 1, or `null` when the end is not known */
  read(rows: number, done: number | null): void;
  planned(progress: AreaProgress): void;
}

const MAX_ROWS = 5_000_000;
/** Rows, or steps of the plan, between two breaths in which others may do something. */
const STRIDE = 64;

/**
 * Plans from a file alone: without a database, a configuration, or a number of anybody.
 * @throws AxbridgeError `input-invalid` for the first line that cannot be read, since a plan from a part of the truth would be a wrong
 * one; `plan-too-large`, `file-unreadable`
 */
export async function planFile(
  source: Source,
  wish: FileWish,
  progress: FilePlanProgress,
): Promise<PoolPlan> {
  const parties = new NamedParties();
  const logs = await readLogs(source, wish.areaCode, parties, progress);
  const areas = logs.logs(parties.spreads(), wish.coolDownMs).map((area) => ({ ...area, present: null }));
  const work = planAreas(areas, wish);
  for (let steps = 1; ; steps += 1) {
    const step = work.next();
    if (step.done === true) return { coolDownMs: wish.coolDownMs, areas: step.value.map(named) };
    progress.planned(step.value);
    if (steps % STRIDE === 0) await breath();
  }

  function named(area: Omit<PlannedArea, 'busiestName'>): PlannedArea {
    return { ...area, busiestName: area.busiest === null ? null : parties.metIn(area.busiest.party) };
  }
}

async function readLogs(
  { bytes, size }: Source,
  areaCode: string | null,
  parties: NamedParties,
  progress: FilePlanProgress,
): Promise<AreaLogs> {
  const wholeLines = new WholeLines();
  const lines = new CsvLines(wholeLines, PLAN_FORMAT);
  const logs = new AreaLogs();
  let rows = 0;
  try {
    for await (const line of lines.of(bytes)) {
      if (line.kind === 'bad') throw badLine(line.line, line.reason);
      rows += 1;
      progress.read(rows, size === null ? null : Math.min(1, wholeLines.bytes / Math.max(1, size)));
      if (areaCode !== null && line.row.areaCode !== areaCode) continue;
      if (logs.count === MAX_ROWS)
        throw new AxbridgeError('plan-too-large', `there are more than ${MAX_ROWS} rows`);
      add(logs, parties, line.row, line.line);
    }
  } catch (error) {
    if (!isReadError(error)) throw error;
    throw new AxbridgeError('file-unreadable', `after row ${rows}`, { cause: error });
  }
  if (lines.fault !== null) throw badLine(lines.fault.line, lines.fault.reason);
  return logs;
}

function add(logs: AreaLogs, parties: NamedParties, row: PlannedRow, line: number): void {
  const a = parties.placeOf(row.a, () => `a of line ${line}`);
  const b = parties.placeOf(row.b, () => `b of line ${line}`);
  logs.add(row.areaCode, { a, b, from: row.from, to: row.to, mode: 'two-way' });
}

function badLine(line: number, reason: string): AxbridgeError {
  return new AxbridgeError('input-invalid', `line ${line}: ${reason}`);
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
