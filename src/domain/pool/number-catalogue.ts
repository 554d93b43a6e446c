import type { TenantId } from '../access/tenant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import { type CallPolicy, NO_POLICY } from '../policy/call-policy.ts';
import { contains, countOf, numberAt, offsetOf, overlap } from './number-range.ts';
import { lastAtOrBelow, OpenNumbers } from './open-numbers.ts';
import type { NumberRange, Pool, PoolPolicy, PoolRange } from './pool.ts';
import { tenantOfPool } from './tenant-of-pool.ts';

declare const numberId: unique symbol;

/**
 * A small integer that stands for one privacy number for ever: the number keeps it when its range is split, locked, removed and added
 * again, in another pool too. So what a party met on a number is never forgotten by moving the number.
 */
export type NumberId = number & { readonly [numberId]: true };

/** Consecutive numbers with consecutive ids that share their pool, area and lock. */
export interface NumberBlock {
  readonly firstId: NumberId;
  readonly range: NumberRange;
  /** `null` once the numbers were removed: kept so that old bindings can still name their X. */
  readonly pool: string | null;
  readonly areaCode: string | null;
  readonly locked: boolean;
}

/** Where a number is found. */
export interface NumberPlace {
  readonly id: NumberId;
  readonly block: NumberBlock;
}

/** A run of consecutive ids, both ends included. */
export interface IdRange {
  readonly first: NumberId;
  readonly last: NumberId;
}

/** @returns the id `offset` numbers after `first`. */
export function idAfter(first: NumberId, offset: number): NumberId {
  return (first + offset) as NumberId;
}

/** All pools and their numbers at one moment; never changes, see `catalogue-change.ts`. */
export class NumberCatalogue {
  readonly pools: ReadonlyMap<string, PoolPolicy>;
  /** In the order of their ids. */
  readonly blocks: readonly NumberBlock[];
  /** The id that the next new number gets. */
  readonly nextId: NumberId;
  /** What tenants say of the calls of all their pools; a tenant that says nothing is not in it. */
  readonly tenants: ReadonlyMap<TenantId, CallPolicy>;
  readonly #byLength = new Map<number, NumberBlock[]>();
  readonly #open = new Map<string, OpenNumbers>();

  /** @param blocks in any order, without overlap */
  constructor(
    pools: ReadonlyMap<string, PoolPolicy>,
    blocks: readonly NumberBlock[],
    nextId: number,
    tenants: ReadonlyMap<TenantId, CallPolicy> = new Map(),
  ) {
    this.pools = pools;
    this.tenants = tenants;
    this.blocks = [...blocks].sort((one, other) => one.firstId - other.firstId);
    this.nextId = nextId as NumberId;
    for (const block of blocks) this.#groupOf(block.range.first.length).push(block);
    for (const group of this.#byLength.values()) group.sort(byFirstNumber);
  }

  static readonly EMPTY: NumberCatalogue = new NumberCatalogue(new Map(), [], 1);

  /** The block of a number that is or once was in a pool. */
  find(x: PrivacyNumber): NumberPlace | null {
    const group = this.#byLength.get(x.length) ?? [];
    const block = lastAtOrBelow(group, (candidate) => candidate.range.first <= x);
    if (block === undefined || !contains(block.range, x)) return null;
    return { id: idAfter(block.firstId, offsetOf(block.range, x) ?? 0), block };
  }

  /** The ids of those numbers of the range that are or once were in a pool. */
  idsIn(range: NumberRange): readonly IdRange[] {
    return this.blocks
      .filter((block) => overlap(block.range, range))
      .map(({ firstId, range: own }) => ({
        first: idAfter(firstId, offsetOf(own, range.first) ?? 0),
        last: idAfter(firstId, offsetOf(own, range.last) ?? countOf(own) - 1),
      }));
  }

  /** @returns `null` for an id that was never given out. */
  placeOf(id: NumberId): NumberPlace | null {
    const block = lastAtOrBelow(this.blocks, (candidate) => candidate.firstId <= id);
    return block !== undefined && id < block.firstId + countOf(block.range) ? { id, block } : null;
  }

  /** @throws RangeError for an id that was never given out. */
  numberOf(id: NumberId): PrivacyNumber {
    const place = this.placeOf(id);
    if (place === null) throw new RangeError('no such number id');
    return numberAt(place.block.range, id - place.block.firstId);
  }

  /** The numbers that a new binding may get. */
  open(pool: string, areaCode: string | null): OpenNumbers {
    const key = JSON.stringify([pool, areaCode]);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const isOpen = (block: NumberBlock): boolean =>
      block.pool === pool && !block.locked && (areaCode === null || block.areaCode === areaCode);
    const open = new OpenNumbers(this.blocks.filter(isOpen));
    this.#open.set(key, open);
    return open;
  }

  /** What the tenant of a pool says of its calls. */
  tenantCallsOf(pool: string): CallPolicy {
    return this.tenants.get(tenantOfPool(pool)) ?? NO_POLICY;
  }

  /** The pool as its operator sees it, ranges in the order of their numbers. */
  pool(name: string): Pool | null {
    const policy = this.pools.get(name);
    if (policy === undefined) return null;
    const ranges = this.blocks.filter((block) => block.pool === name).sort(byFirstNumber);
    return { name, policy, ranges: ranges.map(poolRange) };
  }

  #groupOf(length: number): NumberBlock[] {
    const group = this.#byLength.get(length) ?? [];
    this.#byLength.set(length, group);
    return group;
  }
}

function poolRange(block: NumberBlock): PoolRange {
  return { ...block.range, areaCode: block.areaCode, locked: block.locked };
}

/** Numbers of one length compare as text; shorter ones come first. */
function byFirstNumber(one: NumberBlock, other: NumberBlock): number {
  const [x, y] = [one.range.first, other.range.first];
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : 1;
}
