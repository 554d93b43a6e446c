/**
 * Measures how many numbers a pool needs, with the cool-down off: `node scripts/bench-pool.ts [--seeds=3] [--json]`.
 * For 60,000 live bindings among 105,000 parties, in several shapes and orders, it prints the smallest pool without a refusal
 * and what a pool of two numbers more than the busiest party's peers refuses.
 */
import { parseArgs } from 'node:util';
import { BUSIEST, ORDERS, randomOf, SHAPES } from '../test/domain/pool/binding-graphs.ts';
import { load } from '../test/domain/pool/pool-load.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});

const rows = Object.keys(SHAPES).flatMap((shape) =>
  Object.keys(ORDERS).map((order) => measure(shape, order)),
);
if (values.json) console.log(JSON.stringify({ busiestPartyPeers: BUSIEST, rows }, null, 2));

function measure(shape: string, order: string): Record<string, string | number> {
  let [smallest, refused, mostOnOneNumber] = [BUSIEST, 0, 0];
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const random = randomOf(seed);
    const edges = ORDERS[order]?.(SHAPES[shape]?.(random) ?? [], random) ?? [];
    while (load(edges, smallest, seed).refused > 0) smallest += 1;
    const atBound = load(edges, BUSIEST + 2, seed);
    refused += atBound.refused;
    mostOnOneNumber = Math.max(mostOnOneNumber, atBound.mostOnOneNumber);
  }
  if (!values.json)
    console.log(
      `${shape.padEnd(34)}${order.padEnd(28)}smallest pool: peers + ${smallest - BUSIEST}   refused at peers + 2: ${refused}   most on one number: ${mostOnOneNumber}`,
    );
  return { shape, order, smallestAbovePeers: smallest - BUSIEST, refusedAtBound: refused, mostOnOneNumber };
}
