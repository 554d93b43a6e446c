/** A relation between two parties, by their numbers in the graph. */
export type Edge = readonly [number, number];

/** Live bindings as a graph: who is bound to whom at the same time. */
export interface BindingGraph {
  readonly name: string;
  readonly edges: readonly Edge[];
}

/** Numbers from 0 to 1 that depend on nothing but the seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Collects edges between two different parties, none twice, no party above `mostPeers`. */
class GraphBuilder {
  readonly edges: Edge[] = [];
  readonly #known = new Set<string>();
  readonly #peers = new Map<number, number>();
  readonly #mostPeers: number;

  constructor(mostPeers: number) {
    this.#mostPeers = mostPeers;
  }

  add(u: number, v: number): void {
    const key = u < v ? `${u} ${v}` : `${v} ${u}`;
    if (
      u === v ||
      this.#known.has(key) ||
      this.#count(u) >= this.#mostPeers ||
      this.#count(v) >= this.#mostPeers
    )
      return;
    this.#known.add(key);
    this.#peers.set(u, this.#count(u) + 1);
    this.#peers.set(v, this.#count(v) + 1);
    this.edges.push([u, v]);
  }

  #count(party: number): number {
    return this.#peers.get(party) ?? 0;
  }
}

export const PARTIES = 105_000;
export const BINDINGS = 60_000;
export const BUSIEST = 30;

/** Graphs of 60,000 bindings among 105,000 parties whose busiest has 30 peers. */
export const SHAPES: Readonly<Record<string, (random: () => number) => readonly Edge[]>> = {
  'drivers and passengers': (random) =>
    grow(random, () => [pick(random, 5000), 5000 + pick(random, PARTIES - 5000)]),
  'anybody with anybody': (random) => grow(random, () => [pick(random, PARTIES), pick(random, PARTIES)]),
  'few with very many': (random) => grow(random, () => [skewed(random), skewed(random)]),
  'full hubs with their own people': (random) => {
    const builder = new GraphBuilder(BUSIEST);
    for (let hub = 0; hub < BINDINGS / BUSIEST; hub += 1)
      for (let tries = 0; tries < BUSIEST; tries += 1) builder.add(hub, 2000 + pick(random, PARTIES - 2000));
    return builder.edges;
  },
};

/** One party gets all its 30 peers; the rest comes by chance. */
function grow(random: () => number, draw: () => Edge): readonly Edge[] {
  const builder = new GraphBuilder(BUSIEST);
  for (let peer = 0; peer < BUSIEST; peer += 1) builder.add(0, PARTIES - 1 - pick(random, 90_000));
  while (builder.edges.length < BINDINGS) builder.add(...draw());
  return builder.edges;
}

function pick(random: () => number, count: number): number {
  return Math.floor(random() * count);
}

function skewed(random: () => number): number {
  return Math.floor(PARTIES * random() ** 4);
}

/** In which order the bindings come. The last ones are chosen to be hard. */
export const ORDERS: Readonly<
  Record<string, (edges: readonly Edge[], random: () => number) => readonly Edge[]>
> = {
  'by chance': (edges, random) => shuffled(edges, random),
  'party by party': (edges) => [...edges].sort((one, other) => one[0] - other[0] || one[1] - other[1]),
  'one for each party in turn': (edges) => inTurn(edges),
  'the busiest first': (edges) => byPeers(edges, -1),
  'the busiest last': (edges) => byPeers(edges, 1),
};

function shuffled(edges: readonly Edge[], random: () => number): readonly Edge[] {
  const drawn = edges.map((edge) => ({ edge, at: random() }));
  return drawn.sort((one, other) => one.at - other.at).map(({ edge }) => edge);
}

function inTurn(edges: readonly Edge[]): readonly Edge[] {
  const counts = new Map<number, number>();
  const turns = edges.map((edge) => {
    const turn = counts.get(edge[0]) ?? 0;
    counts.set(edge[0], turn + 1);
    return { edge, turn };
  });
  return turns.sort((one, other) => one.turn - other.turn).map(({ edge }) => edge);
}

function byPeers(edges: readonly Edge[], direction: 1 | -1): readonly Edge[] {
  const peers = peersOf(edges);
  const weight = ([u, v]: Edge): number => (peers.get(u) ?? 0) + (peers.get(v) ?? 0);
  return [...edges].sort((one, other) => direction * (weight(one) - weight(other)));
}

export function peersOf(edges: readonly Edge[]): ReadonlyMap<number, number> {
  const peers = new Map<number, number>();
  for (const party of edges.flat()) peers.set(party, (peers.get(party) ?? 0) + 1);
  return peers;
}
