import type { Binding, BindingId } from '../../domain/binding/binding.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { BindingPlace, BindingStore, PoolBindings } from '../../ports/binding-store.ts';
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

/** Where a list goes on: in which pool, behind which binding on which number; `null` for the beginning of the pool. */
export interface ListPlace {
  readonly pool: string;
  readonly after: BindingPlace | null;
}

export interface TenantBindingsInput {
  readonly party?: string | undefined;
  readonly x?: string | undefined;
  readonly pool?: string | undefined;
  readonly ended: boolean;
  readonly from: ListPlace | null;
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

  /**
   * Pool by pool in the order of their names, in each number by number; those of one party or number by ascending ids.
   * @returns the page, which may have few and even none, and where the next one begins
   */
  page(input: TenantBindingsInput): {
    readonly bindings: readonly BindingView[];
    readonly next: ListPlace | null;
  } {
    const { limit } = input;
    const found: Binding[] = [];
    for (const pool of this.#poolsFrom(input)) {
      const after = pool === input.from?.pool ? input.from.after : null;
      const part = this.#inPool(input, pool, after, limit + 1 - found.length);
      found.push(...part.bindings);
      if (found.length > limit)
        return { bindings: this.#views(found.slice(0, limit), input), next: this.#behind(found[limit - 1]) };
      if (part.next !== null)
        return { bindings: this.#views(found, input), next: { pool, after: part.next } };
    }
    return { bindings: this.#views(found, input), next: null };
  }

  #behind(binding: Binding | undefined): ListPlace | null {
    if (binding === undefined) return null;
    const { x, id } = binding;
    return { pool: this.#fence.nameOf(binding.pool) ?? '', after: { x, id } };
  }

  #views(bindings: readonly Binding[], { showNumbers }: TenantBindingsInput): readonly BindingView[] {
    return bindings.map((binding) => this.#view(binding, showNumbers));
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

  #inPool(input: TenantBindingsInput, name: string, after: BindingPlace | null, limit: number): PoolBindings {
    const { store, reader, clock } = this.#options;
    const { party, x, ended } = input;
    const query = { at: clock.now(), limit, ended, pool: this.#fence.ownPool(name) };
    if (party === undefined && x === undefined) return store.bindingsOfPool({ ...query, after });
    const bindings = store.bindings({
      ...query,
      ...(after === null ? {} : { after: after.id }),
      ...(party === undefined ? {} : { party: readParty(reader, 'party', party) }),
      ...(x === undefined ? {} : { x: this.#fence.ownNumber(x).x }),
    });
    const last = bindings.length < limit ? undefined : bindings.at(-1);
    return { bindings, next: last === undefined ? null : { x: last.x, id: last.id } };
  }

  #view(binding: Binding, showNumbers: boolean): BindingView {
    return this.#fence.own(bindingView(binding, { at: this.#options.clock.now(), showNumbers }));
  }
}
