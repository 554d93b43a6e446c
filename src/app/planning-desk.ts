import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { NumberPlanner, PlanRequest } from '../ports/number-planner.ts';
import { type PlanView, planView } from './plan-view.ts';

/** Makes one plan at a time, however many ask: it takes a core of the machine, and calls need the others. */
export class PlanningDesk {
  readonly #planner: NumberPlanner;
  #isBusy = false;

  constructor(planner: NumberPlanner) {
    this.#planner = planner;
  }

  /** @throws AxbridgeError `plan-running` at once while another plan is made, `plan-too-large`, `pool-unknown` */
  async plan(request: PlanRequest): Promise<PlanView> {
    if (this.#isBusy) throw new AxbridgeError('plan-running');
    this.#isBusy = true;
    try {
      return planView(await this.#planner.plan(request), request.refusalRate);
    } finally {
      this.#isBusy = false;
    }
  }
}
