import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { AreaLogs } from '../../domain/planning/area-logs.ts';
import { SIDE } from './binding-row.ts';
import { spreadOf } from './party-hashes.ts';

const NOBODY = -1;

/** The part of a binding that a plan looks at. */
export interface PlannedRow {
  readonly id: number;
  readonly x: number;
  /** Place in `BINDING_MODES`. */
  readonly mode: number;
  readonly from: number;
  readonly to: number;
  readonly areaCode: string | null;
}

/** Bindings that get their parties afterwards; in columns, because there may be millions. */
export class PlannedRows {
  readonly #id: number[] = [];
  readonly #x: number[] = [];
  readonly #mode: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #areaCode: (string | null)[] = [];
  readonly #a: number[] = [];
  readonly #b: number[] = [];

  get count(): number {
    return this.#id.length;
  }

  /** In the order of the ids. */
  add(row: PlannedRow): void {
    this.#id.push(row.id);
    this.#x.push(row.x);
    this.#mode.push(row.mode);
    this.#from.push(row.from);
    this.#to.push(row.to);
    this.#areaCode.push(row.areaCode);
    this.#a.push(NOBODY);
    this.#b.push(NOBODY);
  }

  /** @returns the place of the binding, or -1 */
  find(id: number): number {
    let [low, high] = [0, this.#id.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#id[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return this.#id[low] === id ? low : -1;
  }

  setParty(place: number, side: number, party: number): void {
    if (side === SIDE.a) this.#a[place] = party;
    else this.#b[place] = party;
  }

  logs(): AreaLogs {
    const logs = new AreaLogs();
    for (let place = 0; place < this.count; place += 1) {
      const mode = BINDING_MODES[this.#mode[place] ?? -1];
      const [a, b] = [this.#a[place] ?? NOBODY, this.#b[place] ?? NOBODY];
      const [from, to] = [this.#from[place] ?? 0, this.#to[place] ?? 0];
      const areaCode = this.#areaCode[place] ?? null;
      if (mode === undefined || a === NOBODY) continue;
      if (mode === 'axe') logs.addExtension(areaCode, { a, x: this.#x[place] ?? 0, from, to });
      else logs.add(areaCode, { a, b: b === NOBODY ? a : b, from, to, mode });
    }
    return logs;
  }
}

/** Gives parties places from 0 on. All legs of a party have to come one after the other. */
export class HashedParties {
  readonly #spreads: number[] = [];
  readonly #names: number[] = [];
  #latest: Buffer | null = null;

  placeOf(party: Buffer): number {
    if (this.#latest?.equals(party) !== true) {
      this.#latest = party;
      this.#spreads.push(spreadOf(party));
      this.#names.push(party.readUInt32BE(0));
    }
    return this.#spreads.length - 1;
  }

  spreads(): Uint32Array {
    return Uint32Array.from(this.#spreads);
  }

  names(): Uint32Array {
    return Uint32Array.from(this.#names);
  }
}
