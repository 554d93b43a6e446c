import type { CallState, CallTag, CallTimes } from '../../domain/call/call-state.ts';
import type { RouteDecision } from '../../domain/call/route.ts';
import type { Counter, Histogram, Meter } from '../../ports/meter.ts';
import type { LiveCall } from '../call-registry.ts';

/** Of what people wait for, in seconds. */
const WAITING = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 60, 90];
/** Of what this machine works at, in seconds. */
const WORKING = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];

/** Measures calls. What a call took is by the switch's clock, as its record has it. */
export class CallMetrics {
  readonly #meter: Meter;
  readonly #ended: Counter<'outcome'>;
  readonly #postDial: Histogram<never>;
  readonly #setUp: Histogram<never>;
  readonly #decisions: Histogram<'decision'>;
  readonly #refusals: Counter<'reason'>;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.#ended = meter.counter({
      name: 'axbridge_calls_ended_total',
      help: 'Calls that ended, by their outcome.',
      labels: ['outcome'],
    });
    this.#postDial = meter.histogram({
      name: 'axbridge_call_post_dial_delay_seconds',
      help: 'From the arrival of a call to the first ringing, or the first sound before the answer.',
      labels: [],
      bounds: WAITING,
    });
    this.#setUp = meter.histogram({
      name: 'axbridge_call_setup_seconds',
      help: 'From the arrival of a call until both parties talk.',
      labels: [],
      bounds: WAITING,
    });
    this.#decisions = meter.histogram({
      name: 'axbridge_route_decision_seconds',
      help: 'Time of a route decision, from the received numbers to the answer.',
      labels: ['decision'],
      bounds: WORKING,
    });
    this.#refusals = meter.counter({
      name: 'axbridge_route_refusals_total',
      help: 'Route decisions that refused a call, by the reason.',
      labels: ['reason'],
    });
  }

  /** Shows how many calls there are, by the states that they are in. */
  watch(calls: () => readonly LiveCall[]): void {
    this.#meter.gauge(
      {
        name: 'axbridge_calls_live',
        help: 'Calls that have not ended, by the state that they are in.',
        labels: ['state'],
      },
      () => {
        const counts = new Map<string, number>(Object.entries(NO_CALLS));
        for (const { state } of calls()) counts.set(state.tag, (counts.get(state.tag) ?? 0) + 1);
        return [...counts].map(([state, value]) => ({ labels: { state }, value }));
      },
    );
  }

  /** Monotone seconds, for `routed`. */
  now(): number {
    return this.#meter.now();
  }

  routed(decision: RouteDecision, beganAt: number): void {
    this.#decisions.observe({ decision: decision.kind }, this.#meter.now() - beganAt);
    if (decision.kind === 'refuse') this.#refusals.add({ reason: decision.reason });
  }

  /** A call went from one state to another. */
  changed(before: CallState, after: CallState): void {
    if (after.tag === 'ended') this.#ended.add({ outcome: after.outcome });
    if (!isDirect(after)) return;
    const { times } = after;
    const known = isDirect(before) ? before.times : NO_TIMES;
    this.#note(this.#postDial, times, times.ringingAt, known.ringingAt);
    if (after.tag === 'talking') this.#note(this.#setUp, times, times.answeredAt, known.answeredAt);
  }

  #note(histogram: Histogram<never>, times: CallTimes, at: number | null, known: number | null): void {
    // A call that was found in its middle began before anybody measured.
    if (at !== null && known === null && at > times.beganAt)
      histogram.observe({}, (at - times.beganAt) / 1000);
  }
}

/** In the order in which a call goes through them; a state without calls counts 0. */
const NO_CALLS = {
  asking: 0,
  consulting: 0,
  'calling-party': 0,
  connecting: 0,
  ringing: 0,
  greeting: 0,
  talking: 0,
  surveying: 0,
  refusing: 0,
  releasing: 0,
} satisfies Readonly<Record<Exclude<CallTag, 'new' | 'ended'>, number>>;

const NO_TIMES = { ringingAt: null, answeredAt: null };

type Direct = Extract<CallState, { tag: 'connecting' | 'ringing' | 'greeting' | 'talking' }>;

/** A call that its caller dialled: in a callback the times hold the first party's way to the telephone as well. */
function isDirect(state: CallState): state is Direct {
  const { tag } = state;
  if (tag !== 'connecting' && tag !== 'ringing' && tag !== 'greeting' && tag !== 'talking') return false;
  return state.subject.mark.flow === 'masked';
}
