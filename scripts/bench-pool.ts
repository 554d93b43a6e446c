/**
 * Measures how many numbers a pool needs: `node scripts/bench-pool.ts [--seeds=3] [--json]`.
 * With the cool-down off, for 60,000 live bindings among 105,000 parties, in several shapes and orders, it prints the smallest pool without
 * a refusal and what a pool of two numbers more than the busiest party's peers refuses. For fifteen days of binds and several cool-downs
 * it prints how many numbers are needed, as `axbridge pool plan` finds it, and the lower bound.
 */
import { parseArgs } from 'node:util';
import { planNumbers } from '../src/domain/planning/plan-numbers.ts';
import { BUSIEST, ORDERS, randomOf, SHAPES } from '../test/domain/pool/binding-graphs.ts';
import { load } from '../test/domain/pool/pool-load.ts';
import { daysLog, POOL_DAYS } from './bench/pool-days.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});

const HOUR_MS = 3_600_000;
const COOL_DOWNS = [
  ['off', 0],
  ['1 hour', HOUR_MS],
  ['1 day', 24 * HOUR_MS],
  ['7 days', 7 * 24 * HOUR_MS],
] as const;

const rows = Object.keys(SHAPES).flatMap((shape) =>
  Object.keys(ORDERS).map((order) => measure(shape, order)),
);
const curve = Object.keys(POOL_DAYS).flatMap((shape) =>
  COOL_DOWNS.map(([coolDown, coolDownMs]) => needed(shape, coolDown, coolDownMs)),
);
if (values.json) console.log(JSON.stringify({ busiestPartyPeers: BUSIEST, rows, curve }, null, 2));

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

/** Of the seeds the one that needs most. */
function needed(shape: string, coolDown: string, coolDownMs: number): Record<string, string | number> {
  const days = POOL_DAYS[shape];
  if (days === undefined) throw new Error(`no such shape: ${shape}`);
  let [numbers, lowerBound] = [0, 0];
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const log = daysLog(days, seed, randomOf(seed));
    const work = planNumbers(log, { coolDownMs, sticky: false, refusalRate: 0, present: null });
    let step = work.next();
    while (step.done !== true) step = work.next();
    const plan = step.value;
    if (plan.numbers <= numbers) continue;
    [numbers, lowerBound] = [plan.numbers, plan.lowerBound];
  }
  if (!values.json)
    console.log(
      `${shape.padEnd(34)}cool-down ${coolDown.padEnd(18)}numbers: ${numbers}   lower bound: ${lowerBound}`,
    );
  return { shape, coolDown, numbers, lowerBound };
}
