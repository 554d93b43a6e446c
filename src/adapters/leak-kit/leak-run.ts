import type {
  FoundLeak,
  LeakCount,
  LeakTestProgress,
  LeakTestReport,
  OddCall,
} from '../../ports/leak-test.ts';
import type { PlannedCall } from './combination.ts';
import { judgeCall } from './judge-call.ts';
import { type PlayedCall, playCall } from './play-call.ts';
import type { Stage } from './stage.ts';

export interface LeakRunOptions {
  /** Calls at a time. */
  readonly lanes: number;
  readonly onProgress?: (progress: LeakTestProgress) => void;
  /** Begins no further call. */
  readonly signal?: AbortSignal;
}

/** At most so many leaks are kept with their words; all are counted. */
const KEPT = 500;

/** Plays the calls, several at a time, and looks at every byte that came. */
export async function runLeakCalls(
  stage: Stage,
  calls: readonly PlannedCall[],
  options: LeakRunOptions,
): Promise<LeakTestReport> {
  const tally = new Tally();
  const waiting = calls.values();
  let done = 0;
  const lane = async (number: number): Promise<void> => {
    // What comes late still comes to the call before: it is judged when the next one is over.
    let before: PlayedCall | null = null;
    for (const plan of waiting) {
      const played = await playAsPlanned(stage, plan, number);
      if (before !== null) settle(before, tally);
      before = played;
      done += 1;
      options.onProgress?.({ done, calls: calls.length, leaked: tally.leaked });
      if (options.signal?.aborted === true) break;
    }
    if (before !== null) settle(before, tally);
  };
  await Promise.all(Array.from({ length: options.lanes }, (_, number) => lane(number)));
  return tally.report();
}

/** A machine that is busy may lose a message: who does not come through is given a second try. */
async function playAsPlanned(stage: Stage, plan: PlannedCall, lane: number): Promise<PlayedCall> {
  const first = await playCall(stage, plan, lane);
  return first.odd === null ? first : playCall(stage, plan, lane);
}

function settle(played: PlayedCall, tally: Tally): void {
  tally.add(played);
  for (const { agents, legs } of [played.caller, played.callee])
    for (const agent of agents) for (const leg of legs) agent.forget(leg);
}

class Tally {
  leaked = 0;
  #calls = 0;
  #tried = 0;
  readonly #leaks: FoundLeak[] = [];
  readonly #odd: OddCall[] = [];
  readonly #places = new Counts();
  readonly #flows = new Counts();
  readonly #endings = new Counts();

  add(played: PlayedCall): void {
    const { ending, spelling, place, flow } = played.plan;
    const call = { place: place.name, flow: flow.name, ending };
    this.#calls += 1;
    if (played.odd !== null) this.#odd.push({ ...call, because: played.odd });
    for (const { direction, leaks } of judgeCall(played)) {
      this.#count(call, leaks.length > 0);
      for (const { secret, spelling: writtenAs, context } of leaks.slice(0, KEPT - this.#leaks.length))
        this.#leaks.push({ ...call, spelling, direction, secret, writtenAs, context });
    }
  }

  report(): LeakTestReport {
    return {
      calls: this.#calls,
      tried: this.#tried,
      leaked: this.leaked,
      leaks: this.#leaks,
      odd: this.#odd,
      places: this.#places.list(),
      flows: this.#flows.list(),
      endings: this.#endings.list(),
    };
  }

  #count({ place, flow, ending }: Omit<OddCall, 'because'>, leaked: boolean): void {
    this.#tried += 1;
    if (leaked) this.leaked += 1;
    this.#places.add(place, leaked);
    this.#flows.add(flow, leaked);
    this.#endings.add(ending, leaked);
  }
}

class Counts {
  readonly #counts = new Map<string, { tried: number; leaked: number }>();

  add(name: string, leaked: boolean): void {
    const counts = this.#counts.get(name) ?? { tried: 0, leaked: 0 };
    this.#counts.set(name, counts);
    counts.tried += 1;
    if (leaked) counts.leaked += 1;
  }

  /** In the order of the names. */
  list(): readonly LeakCount[] {
    return [...this.#counts]
      .map(([name, counts]) => ({ name, ...counts }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  }
}
