import { mixed } from '../../domain/planning/pair-index.ts';

/** Gives parties places from 0 on, and remembers of each where it was met first instead of what it is called. */
export class NamedParties {
  readonly #places = new Map<string, number>();
  readonly #spreads: number[] = [];
  readonly #metIn: string[] = [];

  /** @param where it stands now */
  placeOf(name: string, where: () => string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#spreads.length;
    this.#places.set(name, place);
    this.#spreads.push(spreadOf(name));
    this.#metIn.push(where());
    return place;
  }

  spreads(): Uint32Array {
    return Uint32Array.from(this.#spreads);
  }

  /** Where the party was met first; tells nobody its number. */
  metIn(place: number): string | null {
    return this.#metIn[place] ?? null;
  }
}

/** 32 bits that scatter the parties over a pool. */
function spreadOf(name: string): number {
  let hash = name.length;
  for (let at = 0; at < name.length; at += 1) hash = mixed(Math.imul(hash, 31) + name.charCodeAt(at));
  return hash;
}
