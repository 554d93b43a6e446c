import type { BindingLog } from '../../src/domain/planning/binding-log.ts';
import { BindingLogWriter } from '../../src/domain/planning/binding-log.ts';
import { mixed } from '../../src/domain/planning/pair-index.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Weeks of a platform: who is bound to whom, from when to when. */
export interface PoolDays {
  readonly days: number;
  readonly bindsADay: number;
  /** How long a binding lasts, in minutes: anything between the two. */
  readonly lastsMinutes: readonly [least: number, most: number];
  readonly parties: number;
  /** The two parties of a binding. */
  readonly draw: (random: () => number) => readonly [number, number];
}

/** 100 couriers with 20 deliveries each a day, to 10,000 customers. A delivery takes half an hour to an hour. */
const COURIERS = 100;
const CUSTOMERS = 10_000;

export const POOL_DAYS: Readonly<Record<string, PoolDays>> = {
  'couriers and customers': {
    days: 15,
    bindsADay: 20 * COURIERS,
    lastsMinutes: [30, 60],
    parties: COURIERS + CUSTOMERS,
    draw: (random) => [pick(random, COURIERS), COURIERS + pick(random, CUSTOMERS)],
  },
  'agents and leads': {
    days: 15,
    bindsADay: 600,
    lastsMinutes: [DAY_MINUTES, 3 * DAY_MINUTES],
    parties: 5_000,
    // Few agents have very many leads.
    draw: (random) => [Math.floor(50 * random() ** 2), 50 + pick(random, 4_950)],
  },
};

/** The bindings of all days, evenly spread over the day, and parties scattered over a pool by the seed. */
export function daysLog(
  { days, bindsADay, lastsMinutes, parties, draw }: PoolDays,
  seed: number,
  random: () => number,
): BindingLog {
  const writer = new BindingLogWriter();
  const [least, most] = lastsMinutes;
  const stepMs = (DAY_MINUTES * MINUTE_MS) / bindsADay;
  for (let bind = 0; bind < days * bindsADay; bind += 1) {
    const [a, b] = draw(random);
    const from = Math.floor((bind + random()) * stepMs);
    const to = from + Math.floor((least + random() * (most - least)) * MINUTE_MS);
    writer.add({ a, b, from, to, mode: 'two-way' });
  }
  return writer.log(
    Uint32Array.from({ length: parties }, (_, party) => mixed(party + Math.imul(seed, 0x9e3779b1))),
  );
}

function pick(random: () => number, count: number): number {
  return Math.floor(random() * count);
}
