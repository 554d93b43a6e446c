import type { BindingMode } from '../../domain/binding/binding-mode.ts';

/** Two who are bound, by national numbers, and what each of them dials and is shown (digits with country code). */
export interface CastPair {
  readonly a: string;
  readonly b: string;
  readonly x: string;
  /** What B dials and sees; `x` but in the mode `axyb`. */
  readonly y: string;
  /** What callers key in, in the mode `axe`. */
  readonly extension: string | null;
}

export interface CastWish {
  readonly mode: BindingMode;
  /** Talks end by themselves, after a second or two. */
  readonly short: boolean;
  /** Calls of different lanes happen at the same time: each has people of its own. */
  readonly lane: number;
}

/** Gives calls their people. */
export interface Cast {
  /** The same two for the same wish. */
  pair(wish: CastWish): Promise<CastPair>;
  /** Has A called, and then B. */
  callBack(pair: CastPair): Promise<void>;
}
