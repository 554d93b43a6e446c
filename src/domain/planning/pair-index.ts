const NONE = -1;

/**
 * Gives every pair of small whole numbers a dense id, in the order in which they are added. Millions of pairs in flat memory, where
 * a `Map` takes ten times as much.
 */
export class PairIndex {
  readonly #one: Uint32Array;
  readonly #other: Uint32Array;
  readonly #next: Int32Array;
  readonly #buckets: Int32Array;
  #size = 0;

  /** @param capacity most pairs that are ever added */
  constructor(capacity: number) {
    this.#one = new Uint32Array(capacity);
    this.#other = new Uint32Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#buckets = new Int32Array(powerOf2Above(capacity)).fill(NONE);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the id of the pair, which is added when it is new @throws RangeError beyond the capacity */
  idOf(one: number, other: number): number {
    const bucket =
      mixed(Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) & (this.#buckets.length - 1);
    let id = this.#buckets[bucket] ?? NONE;
    while (id !== NONE && (this.#one[id] !== one || this.#other[id] !== other)) id = this.#next[id] ?? NONE;
    return id === NONE ? this.#add(one, other, bucket) : id;
  }

  #add(one: number, other: number, bucket: number): number {
    const id = this.#size;
    if (id === this.#one.length) throw new RangeError('more pairs than there is room for');
    this.#one[id] = one;
    this.#other[id] = other;
    this.#next[id] = this.#buckets[bucket] ?? NONE;
    this.#buckets[bucket] = id;
    this.#size += 1;
    return id;
  }
}

/** Spreads 32 bits over 32 bits (the last steps of MurmurHash3). */
export function mixed(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The least power of two that is greater. */
export function powerOf2Above(count: number): number {
  let power = 1;
  while (power <= count) power *= 2;
  return power;
}
