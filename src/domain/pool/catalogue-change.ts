import type { TenantId } from '../access/tenant.ts';
import type { CallPolicy } from '../policy/call-policy.ts';
import { idAfter, type NumberBlock, NumberCatalogue } from './number-catalogue.ts';
import { countOf, numberAt, offsetOf, overlap } from './number-range.ts';
import { DEFAULT_POOL_POLICY, type NumberRange, type PoolPolicy, type PromptLanguage } from './pool.ts';

/** Why pools and ranges stay as they are. */
export type PoolRefusal =
  | 'pool-unknown'
  | 'range-overlaps'
  | 'range-not-in-pool'
  /** Live or cooling bindings hold numbers of the range. */
  | 'range-in-use';

export type CatalogueChange =
  | { readonly ok: true; readonly catalogue: NumberCatalogue }
  | { readonly ok: false; readonly reason: PoolRefusal };

/** What `addNumbers` is asked for. */
export interface NewNumbers {
  readonly pool: string;
  readonly range: NumberRange | null;
  readonly areaCode: string | null;
  readonly policy: Partial<PoolPolicy> | null;
  /** Of the prompts of a pool that is new and whose policy names none. */
  readonly language?: PromptLanguage;
}

/** Creates the pool when it is new, sets the policy that is given, and adds the range. */
export function addNumbers(before: NumberCatalogue, request: NewNumbers): CatalogueChange {
  const { language = DEFAULT_POOL_POLICY.language } = request;
  const known = before.pools.get(request.pool) ?? { ...DEFAULT_POOL_POLICY, language };
  const policy = { ...known, ...request.policy };
  const pools = new Map(before.pools).set(request.pool, policy);
  const { range } = request;
  if (range === null) return changed(before, { pools });
  if (before.blocks.some((block) => block.pool !== null && overlap(block.range, range)))
    return { ok: false, reason: 'range-overlaps' };
  const placed = { pool: request.pool, areaCode: request.areaCode, locked: false };
  const { inside, outside } = cut(before.blocks, range, () => true);
  const revived = inside.map((block) => ({ ...block, ...placed }));
  const { fresh, nextId } = fillGaps(revived, range, placed, before.nextId);
  return changed(before, { pools, blocks: [...outside, ...revived, ...fresh], nextId });
}

/** Locks or unlocks a range of a pool, or all of it (`null`). */
export function setLocked(
  before: NumberCatalogue,
  pool: string,
  range: NumberRange | null,
  locked: boolean,
): CatalogueChange {
  return changeNumbers(before, pool, range, (block) => ({ ...block, locked }));
}

/** Takes a range out of a pool, or the pool itself with all its numbers (`null`). Their use is the caller's to check. */
export function removeNumbers(
  before: NumberCatalogue,
  pool: string,
  range: NumberRange | null,
): CatalogueChange {
  const change = changeNumbers(before, pool, range, (block) => ({ ...block, pool: null, locked: false }));
  if (!change.ok || range !== null) return change;
  const pools = new Map(before.pools);
  pools.delete(pool);
  return changed(before, { pools, blocks: change.catalogue.blocks });
}

/** Says of a tenant how calls on all its pools are treated; a policy that says nothing takes back what was said. */
export function withTenantCalls(
  { pools, blocks, nextId, tenants }: NumberCatalogue,
  tenant: TenantId,
  calls: CallPolicy,
): NumberCatalogue {
  const after = new Map(tenants).set(tenant, calls);
  if (Object.keys(calls).length === 0) after.delete(tenant);
  return new NumberCatalogue(pools, blocks, nextId, after);
}

/** The parts of a pool's blocks that lie in the range; `null` when it is not wholly in the pool. */
export function blocksIn(
  catalogue: NumberCatalogue,
  pool: string,
  range: NumberRange | null,
): readonly NumberBlock[] | null {
  if (range === null) return catalogue.blocks.filter((block) => block.pool === pool);
  const { inside } = cut(catalogue.blocks, range, (block) => block.pool === pool);
  return inside.reduce((sum, block) => sum + countOf(block.range), 0) === countOf(range) ? inside : null;
}

function changeNumbers(
  before: NumberCatalogue,
  pool: string,
  range: NumberRange | null,
  change: (block: NumberBlock) => NumberBlock,
): CatalogueChange {
  if (!before.pools.has(pool)) return { ok: false, reason: 'pool-unknown' };
  const affected = blocksIn(before, pool, range);
  if (affected === null) return { ok: false, reason: 'range-not-in-pool' };
  const { outside } =
    range === null
      ? { outside: before.blocks.filter((block) => block.pool !== pool) }
      : cut(before.blocks, range, (block) => block.pool === pool);
  return changed(before, { blocks: [...outside, ...affected.map(change)] });
}

function changed(
  before: NumberCatalogue,
  parts: Partial<Pick<NumberCatalogue, 'pools' | 'blocks'> & { readonly nextId: number }>,
): Extract<CatalogueChange, { ok: true }> {
  const { pools = before.pools, blocks = before.blocks, nextId = before.nextId } = parts;
  return { ok: true, catalogue: new NumberCatalogue(pools, merged(blocks), nextId, before.tenants) };
}

/** Splits the chosen blocks at the ends of the range; numbers keep their ids. */
function cut(
  blocks: readonly NumberBlock[],
  range: NumberRange,
  isChosen: (block: NumberBlock) => boolean,
): { readonly inside: readonly NumberBlock[]; readonly outside: readonly NumberBlock[] } {
  const inside: NumberBlock[] = [];
  const outside: NumberBlock[] = [];
  for (const block of blocks) {
    if (!isChosen(block) || !overlap(block.range, range)) {
      outside.push(block);
      continue;
    }
    const from = offsetOf(block.range, range.first) ?? 0;
    const to = offsetOf(block.range, range.last) ?? countOf(block.range) - 1;
    inside.push(part(block, from, to));
    if (from > 0) outside.push(part(block, 0, from - 1));
    if (to < countOf(block.range) - 1) outside.push(part(block, to + 1, countOf(block.range) - 1));
  }
  return { inside, outside };
}

function part(block: NumberBlock, from: number, to: number): NumberBlock {
  return {
    ...block,
    firstId: idAfter(block.firstId, from),
    range: { first: numberAt(block.range, from), last: numberAt(block.range, to) },
  };
}

/** New blocks for the numbers of the range that never had an id. */
function fillGaps(
  known: readonly NumberBlock[],
  range: NumberRange,
  placed: Pick<NumberBlock, 'pool' | 'areaCode' | 'locked'>,
  firstFreeId: NumberCatalogue['nextId'],
): { readonly fresh: readonly NumberBlock[]; readonly nextId: number } {
  const fresh: NumberBlock[] = [];
  let nextId = firstFreeId;
  const fill = (from: number, to: number): void => {
    if (from > to) return;
    fresh.push({
      ...placed,
      firstId: nextId,
      range: { first: numberAt(range, from), last: numberAt(range, to) },
    });
    nextId = idAfter(nextId, to - from + 1);
  };
  let next = 0;
  for (const block of [...known].sort((one, other) => (one.range.first < other.range.first ? -1 : 1))) {
    fill(next, (offsetOf(range, block.range.first) ?? 0) - 1);
    next = (offsetOf(range, block.range.last) ?? 0) + 1;
  }
  fill(next, countOf(range) - 1);
  return { fresh, nextId };
}

/** Joins neighbours that differ in nothing, so that a pool filled number by number stays one block. */
function merged(blocks: readonly NumberBlock[]): readonly NumberBlock[] {
  const result: NumberBlock[] = [];
  for (const block of [...blocks].sort((one, other) => one.firstId - other.firstId)) {
    const previous = result.at(-1);
    if (previous !== undefined && isContinuedBy(previous, block))
      result[result.length - 1] = {
        ...previous,
        range: { first: previous.range.first, last: block.range.last },
      };
    else result.push(block);
  }
  return result;
}

function isContinuedBy(one: NumberBlock, next: NumberBlock): boolean {
  const count = countOf(one.range);
  return (
    one.pool === next.pool &&
    one.areaCode === next.areaCode &&
    one.locked === next.locked &&
    one.firstId + count === next.firstId &&
    offsetOf({ first: one.range.first, last: next.range.last }, next.range.first) === count
  );
}
