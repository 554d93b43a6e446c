import { describe, expect, it } from 'vitest';
import { BINDINGS, BUSIEST, ORDERS, PARTIES, peersOf, randomOf, SHAPES } from './binding-graphs.ts';
import { load } from './pool-load.ts';

/** Orders in which every shape fits into `BUSIEST + 2` numbers. The others are measured by `scripts/bench-pool.ts`. */
const ORDERS_THAT_FIT = ['by chance', 'party by party', 'one for each party in turn', 'the busiest first'];

describe(`${BINDINGS} live bindings among ${PARTIES} parties, the busiest of which has ${BUSIEST} peers`, () => {
  for (const [shape, graphOf] of Object.entries(SHAPES))
    for (const order of ORDERS_THAT_FIT)
      it(`fit into ${BUSIEST + 2} numbers with no refusal: ${shape}, ${order}`, () => {
        for (const seed of [1, 2, 3]) {
          const random = randomOf(seed);
          const edges = ORDERS[order]?.(graphOf(random), random) ?? [];
          const peers = peersOf(edges);
          expect(Math.max(...peers.values())).toBe(BUSIEST);
          expect(edges.length).toBeGreaterThan(BINDINGS * 0.99);
          expect(load(edges, BUSIEST + 2, seed).refused).toBe(0);
        }
      });

  for (const [shape, graphOf] of Object.entries(SHAPES))
    it(`fit into ${BUSIEST + 5} numbers even when the busiest meet each other last: ${shape}`, () => {
      for (const seed of [1, 2, 3]) {
        const random = randomOf(seed);
        const edges = ORDERS['the busiest last']?.(graphOf(random), random) ?? [];
        expect(load(edges, BUSIEST + 5, seed).refused).toBe(0);
      }
    });

  it('are spread over a pool that has room: no number has more than a few times its share', () => {
    const random = randomOf(4);
    const edges = SHAPES['drivers and passengers']?.(random) ?? [];
    expect(load(edges, 1000, 1)).toMatchObject({ refused: 0 });
    expect(load(edges, 1000, 1).mostOnOneNumber).toBeLessThan((3 * BINDINGS) / 1000);
  });
});
