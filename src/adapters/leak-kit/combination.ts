import type { BindingMode } from '../../domain/binding/binding-mode.ts';
import type { Place } from './place.ts';
import { SPELLINGS, type SpellingName } from './spelling.ts';

/** Who calls whom, on which kind of binding. */
export interface LeakFlow {
  readonly name: string;
  readonly mode: BindingMode;
  /** Who dials; `callback`: nobody, both are called. */
  readonly begins: 'a' | 'b' | 'callback';
  /** The caller keys in an extension first. */
  readonly keys?: true;
}

/** Every flow: each mode in each direction in which it connects, and the callback. */
export const FLOWS: readonly LeakFlow[] = [
  { name: 'direct dial', mode: 'two-way', begins: 'a' },
  { name: 'return call', mode: 'two-way', begins: 'b' },
  { name: 'callback', mode: 'two-way', begins: 'callback' },
  { name: 'reverse', mode: 'reverse', begins: 'b' },
  { name: 'a-to-b', mode: 'a-to-b', begins: 'a' },
  { name: 'b-to-a', mode: 'b-to-a', begins: 'b' },
  { name: 'axyb, A calls', mode: 'axyb', begins: 'a' },
  { name: 'axyb, B calls', mode: 'axyb', begins: 'b' },
  { name: 'ax, A is called', mode: 'ax', begins: 'b' },
  { name: 'ax, A calls', mode: 'ax', begins: 'a' },
  { name: 'axg, A is called', mode: 'axg', begins: 'b' },
  { name: 'axg, A calls', mode: 'axg', begins: 'a' },
  { name: 'axe, A is called', mode: 'axe', begins: 'b', keys: true },
  { name: 'axe, A calls', mode: 'axe', begins: 'a' },
];

/** How a call ends. Of a callback the caller is who is called first. */
export const ENDINGS = [
  'caller hangs up',
  'callee hangs up',
  'caller gives up',
  'callee refuses',
  'callee refuses after a sound',
  'callee redirects',
  'first gateway fails',
  'time is over',
] as const;
export type LeakEnding = (typeof ENDINGS)[number];

/** One call to be made: both sides are hostile, in the same place. */
export interface PlannedCall {
  readonly flow: LeakFlow;
  readonly ending: LeakEnding;
  readonly place: Place;
  readonly spelling: SpellingName;
  /** Which of all; chooses among what is otherwise alike, such as the status of a refusal. */
  readonly serial: number;
}

export interface PlanOptions {
  readonly flows: readonly LeakFlow[];
  readonly endings: readonly LeakEnding[];
  readonly places: readonly Place[];
  /** How many calls; all that there are when they are fewer. */
  readonly calls: number;
  readonly seed: number;
}

/**
 * Calls that spread over all combinations as evenly as their number allows: each place comes once in every round, each time with another
 * flow and ending, until there is none left.
 */
export function planCalls(options: PlanOptions): readonly PlannedCall[] {
  const random = generator(options.seed);
  const ways = shuffled(
    options.flows.flatMap((flow) => options.endings.map((ending) => ({ flow, ending }))),
    random,
  );
  const places = shuffled(options.places, random);
  const wanted = Math.min(options.calls, ways.length * places.length);
  return Array.from({ length: wanted }, (_, serial) => {
    const round = Math.floor(serial / places.length);
    const place = serial % places.length;
    const way = ways[(place + round) % ways.length];
    const put = places[place];
    if (way === undefined || put === undefined) throw new RangeError('no flow, ending or place');
    return {
      ...way,
      place: put,
      spelling: SPELLINGS[Math.floor(random() * SPELLINGS.length)] ?? 'national',
      serial,
    };
  });
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
