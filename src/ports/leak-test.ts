/** What a test with hostile callers and callees is to do. */
export interface LeakTestRequest {
  readonly configPath: string;
  /** `HOST:PORT` to which callers send their calls; `null`: the switch of the settings. */
  readonly switchAddress: string | null;
  /** `IP` or `IP:PORT` from which they call; `null`: the address of the first gateway. */
  readonly callFrom: string | null;
  /** `IP:PORT` at which callees are called, in the order in which they are tried; none: the gateways of the settings. */
  readonly listenAt: readonly string[];
  /** Two numbers of the operator's own that lead to `listenAt`; `null`: numbers that are nobody's, and no call leaves the machine. */
  readonly parties: { readonly a: string; readonly b: string } | null;
  readonly pool: string | undefined;
  readonly calls: number;
  /** Calls at a time. */
  readonly lanes: number;
  /** Which calls of all are made, and in which order. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Something that one side of a call learnt of the other. */
export interface FoundLeak {
  readonly place: string;
  readonly flow: string;
  readonly ending: string;
  /** How the hostile side wrote its number. */
  readonly spelling: string;
  readonly direction: 'caller to callee' | 'callee to caller';
  /** What leaked: the number, an address, or what identifies the other leg. */
  readonly secret: string;
  readonly writtenAs: string;
  /** The line in which it stood. */
  readonly context: string;
}

/** A call that could not be played as planned, twice. */
export interface OddCall {
  readonly place: string;
  readonly flow: string;
  readonly ending: string;
  readonly because: string;
}

/** What was tried, and in how much of it something came through. */
export interface LeakCount {
  readonly name: string;
  readonly tried: number;
  readonly leaked: number;
}

export interface LeakTestReport {
  readonly calls: number;
  /** Combinations of place, direction, flow and ending in which a side did put its number into the place. */
  readonly tried: number;
  /** Of those, the ones in which something came through. */
  readonly leaked: number;
  readonly leaks: readonly FoundLeak[];
  readonly odd: readonly OddCall[];
  /** In the order of their names. */
  readonly places: readonly LeakCount[];
  readonly flows: readonly LeakCount[];
  readonly endings: readonly LeakCount[];
}

export interface LeakTestProgress {
  readonly done: number;
  readonly calls: number;
  readonly leaked: number;
}
