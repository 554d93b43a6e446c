import type { PoolView } from '../operations.ts';

/**
 * How full all pools are. A survey reads every binding, so that there is one at a time, however many ask. Who asks while one runs
 * shares the next: the answer is never older than the question.
 */
export class UsageSurvey {
  readonly #survey: () => Promise<readonly PoolView[]>;
  #running: Promise<unknown> | null = null;
  #next: Promise<readonly PoolView[]> | null = null;

  constructor(survey: () => Promise<readonly PoolView[]>) {
    this.#survey = survey;
  }

  usages(): Promise<readonly PoolView[]> {
    if (this.#running === null) return this.#run();
    this.#next ??= this.#running.then(() => this.#run());
    return this.#next;
  }

  #run(): Promise<readonly PoolView[]> {
    this.#next = null;
    const survey = this.#survey();
    const settled: Promise<void> = survey
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#running === settled) this.#running = null;
      });
    this.#running = settled;
    return survey;
  }
}
