import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { AreaProgress } from '../../domain/planning/plan-areas.ts';
import type { NumberPlanner, PlanRequest, PoolPlan } from '../../ports/number-planner.ts';
import type { PlanMessage, PlanSettings } from './plan-thread.ts';
import { startThread } from './thread.ts';

export interface PlannerOptions {
  /** The database file, which has to be there. */
  readonly path: string;
  /** A pool with more bindings is not planned. */
  readonly maxBindings?: number;
  /** A plan that takes longer is given up; `null` for as long as it takes. */
  readonly limitMs?: number | null;
  /** A program that ends does not wait for the plan. */
  readonly background?: boolean;
}

const BUSY_TIMEOUT_MS = 5000;
const MAX_BINDINGS = 10_000_000;

/** Plans in a thread of its own that reads the database file. Needs no key. */
export class SqliteNumberPlanner implements NumberPlanner {
  readonly #options: Required<PlannerOptions>;

  constructor({ path, maxBindings = MAX_BINDINGS, limitMs = null, background = false }: PlannerOptions) {
    this.#options = { path, maxBindings, limitMs, background };
  }

  async plan(
    request: PlanRequest,
    onProgress: (progress: AreaProgress) => void = () => {},
  ): Promise<PoolPlan> {
    const { path, maxBindings, limitMs, background } = this.#options;
    const settings: PlanSettings = { path, maxBindings, busyTimeoutMs: BUSY_TIMEOUT_MS, request };
    const thread = startThread(new URL('./plan-thread', import.meta.url), settings);
    const plan = Promise.withResolvers<PoolPlan>();
    const tooLarge = (what: string): void => plan.reject(new AxbridgeError('plan-too-large', what));
    thread.on('message', (message: PlanMessage) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'plan') plan.resolve(message.plan);
      else plan.reject(new AxbridgeError(message.code, message.detail));
    });
    thread.once('error', (error) =>
      isOutOfMemory(error) ? tooLarge('the memory did not suffice') : plan.reject(error),
    );
    thread.once('exit', () => plan.reject(new AxbridgeError('internal', 'the plan ended without an answer')));
    const timer =
      limitMs === null ? null : setTimeout(() => tooLarge(`it took more than ${limitMs / 1000} s`), limitMs);
    // Listening keeps a program alive, so this comes after it.
    if (background) for (const each of [thread, timer]) each?.unref();
    try {
      return await plan.promise;
    } finally {
      if (timer !== null) clearTimeout(timer);
      await thread.terminate();
    }
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
