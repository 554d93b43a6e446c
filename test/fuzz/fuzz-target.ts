/** Something that takes bytes from outside. */
export interface FuzzTarget {
  /** Also the name of its folder in `corpus/`. */
  readonly name: string;
  /** What comes in there, in words. */
  readonly what: string;
  /** Words that mean something to it. */
  readonly dictionary: readonly string[];
  /** Good inputs to start from, beside the corpus. */
  seeds(): readonly Uint8Array[];
  open(): Promise<FuzzSession>;
  /** About how many inputs it tries in a second; CI tries fewer of what is slow. */
  readonly perSecond: number;
  /** How many it may be given at once, where it waits more than it works. One unless told. */
  readonly atOnce?: number;
}

export interface FuzzSession extends AsyncDisposable {
  /** Resolves when the input was handled as it must be, refused for instance; throws when it was not. */
  take(input: Buffer): Promise<void> | void;
}

/** A session that holds nothing. */
export function sessionOf(take: FuzzSession['take']): Promise<FuzzSession> {
  return Promise.resolve({ take, [Symbol.asyncDispose]: () => Promise.resolve() });
}

/** Throws unless it is so. */
export function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
