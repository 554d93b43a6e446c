import {
  type AdmissionState,
  admittedShare,
  EVERYBODY,
  step,
} from '../../../src/domain/load/admission-control.ts';

/** A switch that can set up so many calls a second, and the calls that come. Times in ms, rates in calls a second. */
export interface Plant {
  readonly untilMs: number;
  readonly offered: (atMs: number) => number;
  /** @param live calls that are up, each for two seconds: they take from what is left for new ones */
  readonly capacity: (atMs: number, live: number) => number;
  readonly random: () => number;
}

/** What became of the calls of one second. */
export interface Second {
  admitted: number;
  refused: number;
  served: number;
  /** Served later than a caller should wait. */
  late: number;
  state: AdmissionState;
}

/** From the INVITE to the order, and from a step to its effect in the switch. */
const ON_THE_WAY_MS = 30;
const TALK_MS = 2_000;
const STEP_MS = 100;

/** Plays calls one millisecond at a time. @returns each second */
export function play({ untilMs, offered, capacity, random }: Plant): readonly Second[] {
  const seconds: Second[] = [];
  const shares: number[] = [];
  const arriving: number[] = [];
  const queue: number[] = [];
  const ends: number[] = [];
  let state = EVERYBODY;
  let credit = 0;
  let seen = { offered: 0, waits: [] as number[] };
  for (let now = 0; now < untilMs; now += 1) {
    if (now % 1_000 === 0) seconds.push({ admitted: 0, refused: 0, served: 0, late: 0, state });
    const second = seconds.at(-1) ?? { admitted: 0, refused: 0, served: 0, late: 0, state };
    for (let come = offered(now) / 1_000; random() < come; come -= 1) {
      seen.offered += 1;
      const isLetIn = random() < (shares[now - ON_THE_WAY_MS] ?? 1);
      second[isLetIn ? 'admitted' : 'refused'] += 1;
      if (isLetIn) arriving.push(now + ON_THE_WAY_MS);
    }
    while ((arriving[0] ?? untilMs) <= now) queue.push(arriving.shift() ?? now);
    while ((ends[0] ?? untilMs) <= now) ends.shift();
    credit = Math.min(2, credit + capacity(now, ends.length) / 1_000);
    const first = queue[0];
    if (credit >= 1 && first !== undefined) {
      credit -= 1;
      queue.shift();
      seen.waits.push(now - first);
      second.served += 1;
      if (now - first > 900) second.late += 1;
      ends.push(now + TALK_MS);
    }
    shares.push(admittedShare(state));
    if (now % STEP_MS !== STEP_MS - 1) continue;
    const oldest = queue[0] === undefined ? null : now - queue[0];
    const waitedMs = seen.waits.length > 0 ? Math.min(...seen.waits) : oldest;
    state = step(state, { elapsedMs: STEP_MS, offered: seen.offered, served: seen.waits.length, waitedMs });
    second.state = state;
    seen = { offered: 0, waits: [] };
  }
  return seconds;
}
