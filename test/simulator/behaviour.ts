import type { SimulatorClock } from './clock.ts';
import type { ReceivedCall } from './phone.ts';

/** What a telephone, or the network before it, does with a call. `clock` is the switch's. */
export type CalleeBehaviour = (call: ReceivedCall, clock: SimulatorClock) => void;

export interface Answering {
  /** SIP 180 after so long; `null` for no ringing at all. Default 0. */
  readonly ringAfterMs?: number | null;
  /** SIP 183 with sound after so long. Default: none. */
  readonly earlyMediaAfterMs?: number | null;
  /** SIP 200 after so long. Default 20. */
  readonly answerAfterMs?: number;
  /** BYE so long after the answer. Default: never by itself. */
  readonly hangUpAfterMs?: number | null;
}

/** Rings and picks up. */
export function answers(how: Answering = {}): CalleeBehaviour {
  return (call, clock) => {
    begins(call, clock, how);
    clock.after(how.answerAfterMs ?? 20, () => {
      call.answer();
      const talkMs = how.hangUpAfterMs ?? null;
      if (talkMs !== null) clock.after(talkMs, () => call.hangUp());
    });
  };
}

export interface Rejecting {
  /** Rings first. Default: no. */
  readonly ringAfterMs?: number | null;
  readonly earlyMediaAfterMs?: number | null;
  /** Default 10. */
  readonly afterMs?: number;
  /** The number of a `Reason: Q.850` header that goes with the refusal. */
  readonly q850?: number;
  readonly phrase?: string;
}

/** Refuses with the SIP status. */
export function rejects(status: number, how: Rejecting = {}): CalleeBehaviour {
  const { q850, phrase } = how;
  const options = { ...(q850 === undefined ? {} : { q850 }), ...(phrase === undefined ? {} : { phrase }) };
  return (call, clock) => {
    begins(call, clock, { ringAfterMs: null, ...how });
    clock.after(how.afterMs ?? 10, () => call.reject(status, options));
  };
}

/** Engaged: 486. */
export function busy(): CalleeBehaviour {
  return rejects(486);
}

/** Rings until the caller or the switch gives up. */
export function neverAnswers(): CalleeBehaviour {
  return (call, clock) => begins(call, clock, {});
}

/** Not one answer comes, as from a gateway behind a black hole. */
export function saysNothing(): CalleeBehaviour {
  return () => {};
}

/** The gateway's host refuses packets: the switch sees 503 at once. */
export function unreachable(): CalleeBehaviour {
  return (call) => queueMicrotask(() => call.reject(503));
}

/** 302 to another number. */
export function redirects(to: string): CalleeBehaviour {
  return (call) => queueMicrotask(() => call.redirect(to));
}

function begins(call: ReceivedCall, clock: SimulatorClock, how: Answering): void {
  const ringMs = how.ringAfterMs === undefined ? 0 : how.ringAfterMs;
  const mediaMs = how.earlyMediaAfterMs ?? null;
  if (ringMs !== null) clock.after(ringMs, () => call.ring());
  if (mediaMs !== null) clock.after(mediaMs, () => call.earlyMedia());
}
