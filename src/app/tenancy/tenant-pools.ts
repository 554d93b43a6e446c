import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { describeRangeProblem, parseRange } from '../../domain/pool/number-range.ts';
import type { NumberRange } from '../../domain/pool/pool.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PlanRequest } from '../../ports/number-planner.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { readPrivacyNumber } from '../bind-reading.ts';
import type { NumberView, PoolInput, PoolView } from '../operations.ts';
import type { PlanView } from '../plan-view.ts';
import type { PlanningDesk } from '../planning-desk.ts';
import type { StoreDesk } from '../store-desk.ts';
import type { Fence } from './fence.ts';
import { poolKey } from './pool-key.ts';
import type { UsageSurvey } from './usage-survey.ts';

export interface TenantPoolsOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly bindings: StoreDesk;
  readonly survey: UsageSurvey;
  readonly planning: PlanningDesk;
  readonly clock: Clock;
}

type Policy = Omit<PoolInput, 'pool' | 'range' | 'areaCode'>;

/** Pools and numbers of one tenant. */
export class TenantPools {
  readonly #fence: Fence;
  readonly #options: TenantPoolsOptions;

  constructor(fence: Fence, options: TenantPoolsOptions) {
    this.#fence = fence;
    this.#options = options;
  }

  async all(): Promise<readonly PoolView[]> {
    const usages = await this.#options.survey.usages();
    return usages.map((one) => this.#fence.own(one)).filter((one) => one.pool !== '');
  }

  async one(name: string): Promise<PoolView> {
    this.#fence.ownPool(name);
    const found = (await this.all()).find((one) => one.pool === name);
    if (found === undefined) throw new AxbridgeError('pool-unknown', name);
    return found;
  }

  /** @throws AxbridgeError `pool-unknown` before it says whether a plan is being made */
  async plan(name: string, wish: Omit<PlanRequest, 'pool'>): Promise<PlanView> {
    const pool = this.#fence.ownPool(name);
    return this.#plain(name, this.#options.planning.plan({ ...wish, pool }));
  }

  /** @throws AxbridgeError `number-not-found`, for another tenant's too */
  number(text: string): NumberView {
    const { store, reader, clock } = this.#options;
    const use = store.numberUse(readPrivacyNumber(reader, 'x', text), clock.now());
    const pool = use === null ? null : this.#fence.nameOf(use.pool);
    if (use === null || pool === null) throw new AxbridgeError('number-not-found');
    const { x, areaCode, locked, live } = use;
    const liveBindings = [...live.values()].reduce((sum, count) => sum + count, 0);
    const modes = BINDING_MODES.filter((mode) => live.has(mode));
    return { x, pool, areaCode, locked, liveBindings, modes };
  }

  async create(name: string, policy: Policy): Promise<PoolView> {
    if (this.#fence.hasPool(name)) throw new AxbridgeError('pool-exists', name);
    return this.#own(await this.#options.bindings.addNumbers(poolKey(this.#fence.tenant, name), policy));
  }

  async change(name: string, policy: Policy): Promise<PoolView> {
    return this.#own(await this.#options.bindings.addNumbers(this.#fence.ownPool(name), policy));
  }

  async remove(name: string): Promise<null> {
    return this.#plain(name, this.#options.bindings.removePool({ pool: this.#fence.ownPool(name) }));
  }

  /**
   * Numbers with a past may only come in once it is forgotten: their new owner would see the earlier bindings in lists and
   * explanations, whoever's they were. @throws AxbridgeError `numbers-remembered`, `range-overlaps`
   */
  async addNumbers(name: string, range: string, areaCode: string | undefined): Promise<PoolView> {
    const pool = this.#fence.ownPool(name);
    if (this.#isRemembered(this.#range(range))) throw new AxbridgeError('numbers-remembered');
    return this.#own(await this.#plain(name, this.#options.bindings.addNumbers(pool, { range, areaCode })));
  }

  async lockNumbers(name: string, range: string | undefined, locked: boolean): Promise<PoolView> {
    const pool = this.#fence.ownPool(name);
    return this.#own(await this.#plain(name, this.#options.bindings.lockPool({ pool, range, locked })));
  }

  async removeNumbers(name: string, range: string): Promise<null> {
    const pool = this.#fence.ownPool(name);
    return this.#plain(name, this.#options.bindings.removePool({ pool, range }));
  }

  #isRemembered(range: NumberRange): boolean {
    const { store, clock } = this.#options;
    return store.bindings({ numbers: range, ended: true, at: clock.now(), limit: 1 }).length > 0;
  }

  #range(text: string): NumberRange {
    const reading = parseRange(this.#options.reader.plan, text);
    if (!reading.ok) throw new AxbridgeError('range-invalid', describeRangeProblem(reading.problem));
    return reading.range;
  }

  #own(view: PoolView): PoolView {
    return this.#fence.own(view);
  }

  /** An error that names the pool does so as the tenant does. */
  async #plain<Result>(name: string, work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof AxbridgeError && error.detail?.endsWith(`/${name}`) === true)
        throw new AxbridgeError(error.code, name, { cause: error });
      throw error;
    }
  }
}
