import type { Binding, BindingId } from '../../domain/binding/binding.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { readParty } from '../bind-reading.ts';
import type {
  AmendInput,
  BindInput,
  BindingView,
  BindManyResult,
  BoundView,
  CalleeInput,
  CalleeView,
} from '../operations.ts';
import type { StoreDesk } from '../store-desk.ts';
import { bindingView } from '../views.ts';
import type { Fence } from './fence.ts';
import { poolKey } from './pool-key.ts';

export interface TenantBindingsOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly bindings: StoreDesk;
  readonly clock: Clock;
}

/** Where a list goes on: in which pool, after which binding. */
export interface BindingPlace {
  readonly pool: string;
  readonly after: number;
}

export interface TenantBindingsInput {
  readonly party?: string | undefined;
  readonly x?: string | undefined;
  readonly pool?: string | undefined;
  readonly ended: boolean;
  readonly from: BindingPlace | null;
  readonly limit: number;
  readonly showNumbers: boolean;
}

/** Bindings of one tenant. */
export class TenantBindings {
  readonly #fence: Fence;
  readonly #options: TenantBindingsOptions;

  constructor(fence: Fence, options: TenantBindingsOptions) {
    this.#fence = fence;
    this.#options = options;
  }

  async bind(input: BindInput): Promise<BoundView> {
    const wish = this.#fence.wish(input);
    return this.#fence.own(await this.#options.bindings.bind({ ...wish, showNumbers: false }));
  }

  /** One result a row, in their order; a row that is refused does not stop the others. */
  async bindMany(rows: readonly BindInput[]): Promise<readonly BindManyResult[]> {
    const fenced = rows.map((row) => this.#fenced(row));
    const allowed = fenced.flatMap((row) => (row instanceof AxbridgeError ? [] : [row]));
    const results = (await this.#options.bindings.bindMany({ rows: allowed })).values();
    return fenced.map((row) => {
      if (row instanceof AxbridgeError) return { ok: false, code: row.code, message: row.message };
      const result = results.next().value;
      if (result === undefined) throw new AxbridgeError('internal', 'fewer results than rows');
      return result.ok ? { ok: true, binding: this.#fence.own(result.binding) } : result;
    });
  }

  /** @throws AxbridgeError `binding-not-found`, for another tenant's too */
  one(id: number, showNumbers: boolean): BindingView {
    return this.#view(this.#own(id), showNumbers);
  }

  /** Pool by pool in the order of their names, in each by ascending ids. @returns the page and where the next one begins */
  page(input: TenantBindingsInput): {
    readonly bindings: readonly BindingView[];
    readonly next: BindingPlace | null;
  } {
    const found: Binding[] = [];
    for (const pool of this.#poolsFrom(input)) {
      const after = pool === input.from?.pool ? input.from.after : 0;
      found.push(...this.#inPool(input, pool, after, input.limit + 1 - found.length));
      if (found.length > input.limit) break;
    }
    const page = found.slice(0, input.limit);
    const last = found.length > input.limit ? page.at(-1) : undefined;
    return {
      bindings: page.map((binding) => this.#view(binding, input.showNumbers)),
      next: last === undefined ? null : { pool: this.#fence.nameOf(last.pool) ?? '', after: last.id },
    };
  }

  async release(id: number): Promise<BindingView> {
    const binding = this.#own(id);
    return this.#fence.own(await this.#options.bindings.unbind({ id: binding.id }));
  }

  /** @throws AxbridgeError `binding-not-found`, for another tenant's too, and as the operation */
  async amend(input: AmendInput): Promise<BindingView> {
    const { id } = this.#own(input.id);
    return this.#fence.own(await this.#options.bindings.amend({ ...input, id, showNumbers: false }));
  }

  /** @throws AxbridgeError `binding-not-found`, for another tenant's too */
  async setCallee(input: CalleeInput): Promise<CalleeView> {
    return this.#options.bindings.setCallee({ ...input, id: this.#own(input.id).id });
  }

  /** @throws AxbridgeError as `setCallee` */
  async clearCallee(id: number): Promise<null> {
    return this.#options.bindings.clearCallee({ id: this.#own(id).id });
  }

  #fenced(row: BindInput): BindInput | AxbridgeError {
    try {
      return this.#fence.wish(row);
    } catch (error) {
      if (error instanceof AxbridgeError) return error;
      throw error;
    }
  }

  #own(id: number): Binding {
    const binding = this.#options.store.binding(id as BindingId);
    if (binding === null || this.#fence.nameOf(binding.pool) === null)
      throw new AxbridgeError('binding-not-found');
    return binding;
  }

  #poolsFrom({ pool, x, from }: TenantBindingsInput): readonly string[] {
    const pools = pool !== undefined ? [pool] : this.#fence.ownPools();
    const wanted = x === undefined ? pools : pools.filter((name) => this.#holds(name, x));
    return from === null ? wanted : wanted.filter((name) => name >= from.pool);
  }

  #holds(name: string, x: string): boolean {
    return this.#fence.ownNumber(x).pool === poolKey(this.#fence.tenant, name);
  }

  #inPool(input: TenantBindingsInput, name: string, after: number, limit: number): readonly Binding[] {
    const { store, reader, clock } = this.#options;
    return store.bindings({
      at: clock.now(),
      limit,
      ended: input.ended,
      after: after as BindingId,
      pool: this.#fence.ownPool(name),
      ...(input.party === undefined ? {} : { party: readParty(reader, 'party', input.party) }),
      ...(input.x === undefined ? {} : { x: this.#fence.ownNumber(input.x).x }),
    });
  }

  #view(binding: Binding, showNumbers: boolean): BindingView {
    return this.#fence.own(bindingView(binding, { at: this.#options.clock.now(), showNumbers }));
  }
}
