/*
 * How many calls a switch is given when more come than it can set up. What it can is not known beforehand and changes with the machine,
 * the length of calls and what else runs there, so it is measured all the time: orders carried out a second, while some wait.
 */

/** What was seen since the last step. */
export interface LoadSeen {
  /** Since the last step. */
  readonly elapsedMs: number;
  /** Calls that came, those included that were refused. */
  readonly offered: number;
  /** Orders that the switch has taken. */
  readonly served: number;
  /**
   * The shortest time that one of them took, or, where none was taken, that the oldest one has waited until now; `null` when there was
   * none. The shortest: a queue that lasts shows in all of them, a moment's hiccup only in some.
   */
  readonly waitedMs: number | null;
}

/** What is remembered between two steps. Rates are calls a second. */
export interface AdmissionState {
  /** Most calls a second that are let in; `null`: everybody is. */
  readonly limit: number | null;
  readonly offeredRate: number;
  readonly servedRate: number;
  /** For how long, and for how many orders, the switch has been late without a break. */
  readonly lateMs: number;
  readonly lateOrders: number;
  /** For how long fewer calls have come than may. */
  readonly calmMs: number;
}

export const EVERYBODY: AdmissionState = {
  limit: null,
  offeredRate: 0,
  servedRate: 0,
  lateMs: 0,
  lateOrders: 0,
  calmMs: 0,
};

/** What an order may wait. A caller does not notice it; without overload an order takes 3 to 20 ms. */
export const LATE_MS = 150;
/** Nothing counts as overload that lasts shorter, or befalls fewer orders. */
const LASTING_MS = 400;
const LASTING_ORDERS = 10;
/** So long fewer calls must come than may before nothing is limited any more. */
const CALM_MS = 1_000;
/** Longer between two steps: this process stood still, and what it saw says nothing of the switch. */
const STOOD_STILL_MS = 1_000;
const OFFERED_OVER_MS = 200;
const SERVED_OVER_MS = 500;
/** Calls a second that are let in whatever is seen: without any, nothing would be measured any more. */
const LEAST_LIMIT = 2;
/** Times what is served: how fast the limit feels its way up while nothing waits, and how far it goes down to let a queue empty. */
const MOST_SHARE = 1.3;
const LEAST_SHARE = 0.2;
/** In a second, while nothing waits. */
const GROWTH = 1.25;

/** One step, some ten a second. Total: any row of steps keeps the limit at `LEAST_LIMIT` or above, or `null`. */
export function step(state: AdmissionState, seen: LoadSeen): AdmissionState {
  if (seen.elapsedMs <= 0) return state;
  if (seen.elapsedMs > STOOD_STILL_MS) return EVERYBODY;
  const rates = {
    offeredRate: averaged(state.offeredRate, seen.offered, seen.elapsedMs, OFFERED_OVER_MS),
    servedRate: averaged(state.servedRate, seen.served, seen.elapsedMs, SERVED_OVER_MS),
  };
  return state.limit === null ? whileOpen(state, seen, rates) : whileLimited(state, seen, rates);
}

/** How much of the calls that come is let in, from 0 up to 1. */
export function admittedShare({ limit, offeredRate }: AdmissionState): number {
  return limit === null || offeredRate <= limit ? 1 : limit / offeredRate;
}

type Rates = Pick<AdmissionState, 'offeredRate' | 'servedRate'>;

function whileOpen(state: AdmissionState, seen: LoadSeen, rates: Rates): AdmissionState {
  if ((seen.waitedMs ?? 0) <= LATE_MS) return { ...EVERYBODY, ...rates };
  const lateMs = state.lateMs + seen.elapsedMs;
  const lateOrders = state.lateOrders + seen.served;
  const lasts = lateMs >= LASTING_MS && lateOrders >= LASTING_ORDERS;
  return { ...rates, lateMs, lateOrders, calmMs: 0, limit: lasts ? limitOf(seen, rates) : null };
}

function whileLimited(state: AdmissionState, seen: LoadSeen, rates: Rates): AdmissionState {
  const limit = Math.max(limitOf(seen, rates), grown(state.limit ?? 0, seen));
  const isCalm = rates.offeredRate <= limit && (seen.waitedMs ?? 0) <= LATE_MS;
  const calmMs = isCalm ? state.calmMs + seen.elapsedMs : 0;
  if (calmMs >= CALM_MS) return { ...EVERYBODY, ...rates };
  return { ...rates, limit, calmMs, lateMs: 0, lateOrders: 0 };
}

/** What is served, and a little more or less, so that orders wait for half of what they may. */
function limitOf({ waitedMs }: LoadSeen, { servedRate }: Rates): number {
  const lateness = (waitedMs ?? 0) / LATE_MS;
  const share = lateness <= 0.5 ? MOST_SHARE - 0.6 * lateness : 1 - 0.5 * (lateness - 0.5);
  return Math.max(LEAST_LIMIT, servedRate * Math.max(LEAST_SHARE, share));
}

/** While nothing waits, what is served says how many came, and not how many could. */
function grown(limit: number, { waitedMs, elapsedMs }: LoadSeen): number {
  return (waitedMs ?? 0) <= LATE_MS / 4 ? limit * GROWTH ** (elapsedMs / 1_000) : 0;
}

/** Exponential average of a rate, in events a second. */
function averaged(rate: number, events: number, elapsedMs: number, overMs: number): number {
  const weight = 1 - Math.exp(-elapsedMs / overMs);
  return rate + weight * ((events * 1_000) / elapsedMs - rate);
}
