import type { AbuseStage } from './abuse-stage.ts';

/** Something that must not succeed. */
export interface Attack {
  readonly name: string;
  /** @returns what went wrong, or `null` when nothing did */
  readonly run: (stage: AbuseStage) => Promise<string | null>;
  /** Nothing else may go on meanwhile: it changes the settings. */
  readonly alone?: true;
}

/** Attacks of one kind. */
export interface AttackFamily {
  /** Names it on the command line. */
  readonly name: string;
  /** What is promised of them. */
  readonly promise: string;
  /** @param count so many of those that can be drawn; the fixed ones come first */
  readonly attacks: (draw: Draw, count: number) => readonly Attack[];
}

/** Seeded chance. */
export interface Draw {
  below(limit: number): number;
  of<Thing>(things: readonly Thing[]): Thing;
  /** Each with even chance; at least one. */
  some<Thing>(things: readonly Thing[]): readonly Thing[];
}

/** Mulberry32. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const of = <Thing>(things: readonly Thing[]): Thing => {
    const thing = things[below(things.length)];
    if (thing === undefined) throw new RangeError('nothing to draw from');
    return thing;
  };
  const some = <Thing>(things: readonly Thing[]): readonly Thing[] => {
    const chosen = things.filter(() => next() < 0.5);
    return chosen.length > 0 ? chosen : [of(things)];
  };
  return { below, of, some };
}

/** A number that is bound to nobody; each attack has its own, so that none is stopped for what another did. */
export function nobody(): string {
  strangers += 1;
  return `1370${String(strangers).padStart(7, '0')}`;
}

let strangers = 0;

/** Ways to write a national number of the home country. */
export const SPELLINGS: readonly ((national: string) => string)[] = [
  (national) => national,
  (national) => `+86${national}`,
  (national) => `86${national}`,
  (national) => `0086${national}`,
  (national) => `0${national}`,
];
