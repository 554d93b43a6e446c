import type { EpochMs } from '../instant.ts';
import type { NumberId } from './number-catalogue.ts';
import type { OpenNumbers } from './open-numbers.ts';

/** What a party has to do with a number. `met`: bound once, free for it again. */
export type Acquaintance =
  | { readonly state: 'live' | 'cooling'; readonly freeAt: EpochMs | null }
  | { readonly state: 'met'; readonly lastMetAt: EpochMs };

/** The numbers that one party has or had. Read lazily: most allocations look at two numbers only. */
export interface PartyNumbers {
  /** @returns `null` when the party never met the number. */
  at(number: NumberId): Acquaintance | null;
  all(): ReadonlyMap<NumberId, Acquaintance>;
}

/** A party that allocation need not look at: A of a reverse binding. */
export const NO_NUMBERS: PartyNumbers = { at: () => null, all: () => new Map() };

export interface AllocationRequest {
  readonly open: OpenNumbers;
  readonly a: PartyNumbers;
  readonly b: PartyNumbers;
  /** The pair's earlier number where the pool is sticky. */
  readonly sticky: NumberId | null;
  /** 32 bits that scatter the pairs over a large pool; the same for the same pair. */
  readonly spread: number;
  /** True for a number that neither party may get, whatever they met. Asked for few numbers only. */
  readonly isTaken: (number: NumberId) => boolean;
}

/** A request that does not say of which numbers. */
type NumberWish = Omit<AllocationRequest, 'open'>;

/** What is known of the numbers of several areas together. */
type NumberSet = Pick<OpenNumbers, 'count' | 'has'>;

/** Why no number fits; see the port's `pool-exhausted`. */
export interface Exhaustion {
  readonly exhausted: 'a' | 'b' | 'both' | 'pool';
  readonly numbers: number;
  readonly boundByA: number;
  readonly boundByB: number;
  readonly coolingForA: number;
  readonly coolingForB: number;
  readonly freeAt: EpochMs | null;
}

export type Allocation =
  | { readonly ok: true; readonly number: NumberId }
  | { readonly ok: false; readonly exhaustion: Exhaustion };

/** How many places a pair tries where it is scattered before the pool counts as full for it. */
const SPREAD_TRIES = 4;

/** At most so many numbers at the end of the pool are kept out of the scattering. */
const DENSE_RESERVE = 64;

/** Where an unused number is looked for: so many places at the end, so many all over the pool, and so many in a row. */
const UNUSED_AT_END = 16;
const UNUSED_SCATTERED = 64;
const UNUSED_IN_ROW = 1024;
/** A prime beyond the size of most pools, so that its multiples fall all over them. */
const SCATTER_STRIDE = 2_654_435_761;

/** A party that met at most so many numbers takes one of the first few instead of the first. */
const LIGHT_PARTY = 1;
const LIGHT_CHOICE = 4;

/**
 * Chooses a number that neither party has bound or is cooling from: the pair's earlier one if it is sticky, else one that both
 * never met, else the one that both have not met for the longest time. The cost depends on the numbers the two parties met,
 * never on the size of the pool. `docs/decisions.md`, section Allocation, says why the never-met are taken in this order.
 */
export function allocate(request: AllocationRequest): Allocation {
  return allocateByArea([request.open], request);
}

/**
 * As `allocate`, from the first of the areas that has a number for the parties. The pair's earlier number comes first all the same, in
 * whichever of them it is. What is told of an exhaustion is true of all of them together.
 */
export function allocateByArea(areas: readonly OpenNumbers[], wish: NumberWish): Allocation {
  const { a, b, sticky, isTaken } = wish;
  const all = together(areas);
  if (sticky !== null && all.has(sticky) && isFree(a.at(sticky)) && isFree(b.at(sticky)) && !isTaken(sticky))
    return { ok: true, number: sticky };
  for (const open of areas) {
    const chosen = scattered(open, wish) ?? fromAll(open, wish);
    if (chosen !== null) return { ok: true, number: chosen };
  }
  return { ok: false, exhaustion: exhaustion(all, a.all(), b.all()) };
}

function together(areas: readonly OpenNumbers[]): NumberSet {
  const [only] = areas;
  if (only !== undefined && areas.length === 1) return only;
  return {
    count: areas.reduce((sum, open) => sum + open.count, 0),
    has: (number) => areas.some((open) => open.has(number)),
  };
}

/**
 * A number that nobody has anything to do with: at the end of the pool, where the pairs are scattered last, else somewhere in it.
 *
 * `null` is certain where the pool has up to `UNUSED_IN_ROW` numbers; of a larger one it says that hardly a number is unused. So the cost
 * does not grow with the pool.
 * @param spread 32 bits that choose where to look
 */
export function allocateUnused(
  open: OpenNumbers,
  isUnused: (number: NumberId) => boolean,
  spread = 0,
): NumberId | null {
  for (const place of unusedPlaces(open.count, spread)) {
    const number = open.idAt(place);
    if (number !== undefined && isUnused(number)) return number;
  }
  return null;
}

function* unusedPlaces(count: number, spread: number): Iterable<number> {
  for (let nth = 1; nth <= Math.min(UNUSED_AT_END, count); nth += 1) yield count - nth;
  if (count <= UNUSED_AT_END) return;
  for (let nth = 0; nth < UNUSED_SCATTERED; nth += 1) yield (spread + nth * SCATTER_STRIDE) % count;
  for (let nth = 0; nth < Math.min(UNUSED_IN_ROW, count); nth += 1) yield (spread + nth) % count;
}

function isFree(acquaintance: Acquaintance | null | undefined): boolean {
  return acquaintance === null || acquaintance === undefined || acquaintance.state === 'met';
}

/** A never-met number near the pair's own place in the pool, while the parties hold little of it. */
function scattered(open: OpenNumbers, { a, b, spread, isTaken }: NumberWish): NumberId | null {
  const width = Math.max(Math.ceil(open.count / 2), open.count - DENSE_RESERVE);
  for (let attempt = 0; attempt < Math.min(SPREAD_TRIES, width); attempt += 1) {
    const number = open.idAt((spread + attempt) % width);
    if (number === undefined || isTaken(number)) continue;
    if (a.at(number) === null && b.at(number) === null) return number;
  }
  return null;
}

type Acquaintances = ReadonlyMap<NumberId, Acquaintance>;

/** The first number that both never met, or one of the first few for a party that has next to none. */
function fromAll(open: OpenNumbers, { a, b, spread, isTaken }: NumberWish): NumberId | null {
  const [ofA, ofB] = [a.all(), b.all()];
  const wanted = Math.min(ofA.size, ofB.size) <= LIGHT_PARTY ? LIGHT_CHOICE : 1;
  const first: NumberId[] = [];
  for (let place = 0; place < open.count && first.length < wanted; place += 1) {
    const number = open.idAt(place);
    if (number === undefined || ofA.has(number) || ofB.has(number)) continue;
    if (!isTaken(number)) first.push(number);
  }
  return first[(spread >>> 8) % first.length] ?? longestNotMet(open, ofA, ofB, isTaken);
}

/** All open numbers were met by one of the two, so their acquaintances are the whole choice. */
function longestNotMet(
  open: OpenNumbers,
  a: Acquaintances,
  b: Acquaintances,
  isTaken: AllocationRequest['isTaken'],
): NumberId | null {
  let best: { readonly number: NumberId; readonly metAt: EpochMs } | null = null;
  for (const number of new Set([...a.keys(), ...b.keys()])) {
    const [byA, byB] = [a.get(number), b.get(number)];
    if (!open.has(number) || !isFree(byA) || !isFree(byB)) continue;
    const metAt = Math.max(lastMet(byA), lastMet(byB));
    const isBetter = best === null || metAt < best.metAt || (metAt === best.metAt && number < best.number);
    if (isBetter && !isTaken(number)) best = { number, metAt };
  }
  return best === null ? null : best.number;
}

function lastMet(acquaintance: Acquaintance | undefined): EpochMs {
  return acquaintance?.state === 'met' ? acquaintance.lastMetAt : Number.NEGATIVE_INFINITY;
}

function exhaustion(open: NumberSet, a: Acquaintances, b: Acquaintances): Exhaustion {
  const [ofA, ofB] = [held(open, a), held(open, b)];
  const counts = {
    boundByA: ofA.live,
    coolingForA: ofA.cooling,
    boundByB: ofB.live,
    coolingForB: ofB.cooling,
  };
  return {
    exhausted: fullest(open, ofA, ofB),
    numbers: open.count,
    ...counts,
    freeAt: firstFree(open, a, b),
  };
}

interface Holding {
  readonly live: number;
  readonly cooling: number;
}

function held(open: NumberSet, acquaintances: Acquaintances): Holding {
  let [live, cooling] = [0, 0];
  for (const [number, { state }] of acquaintances) {
    if (!open.has(number)) continue;
    if (state === 'live') live += 1;
    if (state === 'cooling') cooling += 1;
  }
  return { live, cooling };
}

function fullest(open: NumberSet, a: Holding, b: Holding): Exhaustion['exhausted'] {
  const [ofA, ofB] = [a.live + a.cooling, b.live + b.cooling];
  if (open.count === 0 || ofA + ofB === 0) return 'pool';
  if (ofA === ofB) return 'both';
  return ofA > ofB ? 'a' : 'b';
}

/** The first instant at which both parties are free for one and the same number. */
function firstFree(open: NumberSet, a: Acquaintances, b: Acquaintances): EpochMs | null {
  let first = Number.POSITIVE_INFINITY;
  for (const number of new Set([...a.keys(), ...b.keys()])) {
    if (!open.has(number)) continue;
    first = Math.min(first, Math.max(freeAt(a.get(number)), freeAt(b.get(number))));
  }
  return Number.isFinite(first) ? first : null;
}

function freeAt(acquaintance: Acquaintance | undefined): EpochMs {
  if (acquaintance === undefined || acquaintance.state === 'met') return Number.NEGATIVE_INFINITY;
  return acquaintance.freeAt ?? Number.POSITIVE_INFINITY;
}
