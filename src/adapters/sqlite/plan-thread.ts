import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AxbridgeError, type ErrorCode } from '../../domain/error-catalogue.ts';
import { type AreaProgress, planAreas } from '../../domain/planning/plan-areas.ts';
import type { PlanRequest, PoolPlan } from '../../ports/number-planner.ts';
import { StoreError } from '../../ports/store-error.ts';
import { loadCatalogue } from './catalogue-table.ts';
import { openForReading } from './connection.ts';
import { type PoolLog, readPoolLog } from './plan-log.ts';
import { storeErrorOf } from './store-failure.ts';

/** How the thread is started. */
export interface PlanSettings {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly maxBindings: number;
  readonly request: PlanRequest;
}

/** The messages of the thread: some progress, then one of the others. */
export type PlanMessage =
  | { readonly kind: 'progress'; readonly progress: AreaProgress }
  | { readonly kind: 'plan'; readonly plan: PoolPlan }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string | null };

const PROGRESS_MS = 100;

interface PoolToPlan {
  readonly log: PoolLog;
  readonly coolDownMs: number;
  readonly sticky: boolean;
}

function read({ path, busyTimeoutMs, maxBindings, request }: PlanSettings): PoolToPlan {
  const db = openForReading(path, busyTimeoutMs);
  try {
    return db.transaction(() => {
      const catalogue = loadCatalogue(db);
      const policy = catalogue.pools.get(request.pool);
      if (policy === undefined) throw new AxbridgeError('pool-unknown', request.pool);
      const coolDownMs = request.coolDownMs ?? policy.coolDownMs;
      const { pool, areaCode } = request;
      const log = readPoolLog(db, catalogue, { pool, areaCode, coolDownMs, maxBindings });
      return { log, coolDownMs, sticky: policy.sticky };
    })();
  } finally {
    db.close();
  }
}

function planOf(settings: PlanSettings): PoolPlan {
  const { log, coolDownMs, sticky } = read(settings);
  const work = planAreas(log.areas, { coolDownMs, sticky, refusalRate: settings.request.refusalRate });
  let toldMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      const areas = step.value.map((area) => ({ ...area, busiestName: nameOf(log, area.busiest?.party) }));
      return { coolDownMs, areas };
    }
    if (performance.now() - toldMs < PROGRESS_MS) continue;
    toldMs = performance.now();
    tell({ kind: 'progress', progress: step.value });
  }
}

/** The same for the same party as long as the key of the database is the same, and nothing without that key. */
function nameOf({ names }: PoolLog, party: number | undefined): string | null {
  const name = names[party ?? -1];
  return name === undefined ? null : `#${name.toString(16).padStart(8, '0')}`;
}

function tell(message: PlanMessage): void {
  parentPort?.postMessage(message);
}

function answer(settings: PlanSettings): PlanMessage {
  try {
    return { kind: 'plan', plan: planOf(settings) };
  } catch (error) {
    if (error instanceof AxbridgeError) return { kind: 'refused', code: error.code, detail: error.detail };
    const { code, detail } = error instanceof StoreError ? error : storeErrorOf(error, 'read');
    return { kind: 'refused', code, detail };
  }
}

// On Linux this is about the thread alone (setpriority(2), NOTES): calls and binds come first where there are few cores.
setPriority(constants.priority.PRIORITY_LOW);
tell(answer(workerData));
