import type { EpochMs } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Counter, Histogram, Meter } from '../../ports/meter.ts';
import type { SwitchLink } from '../../ports/switch-port.ts';

const LAG = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATES = ['connecting', 'reconciling', 'ready', 'waiting', 'refused', 'stopped'] as const;

/** Measures the links to the switches. */
export class LinkMetrics {
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #lag: Histogram<'node'>;
  readonly #changes: Counter<'node' | 'state'>;
  readonly #dialplanAnswers: Counter<'node' | 'answer'>;
  readonly #overloadRefusals: Counter<'node'>;
  readonly #limited = new Map<string, boolean>();

  constructor(meter: Meter, clock: Clock) {
    this.#meter = meter;
    this.#clock = clock;
    this.#lag = meter.histogram({
      name: 'axbridge_switch_lag_seconds',
      help: 'From an event on the switch, by its clock, until the daemon acts on it, by its own.',
      labels: ['node'],
      bounds: LAG,
    });
    this.#changes = meter.counter({
      name: 'axbridge_switch_link_changes_total',
      help: 'Changes of the link to a switch, by the state that it came to.',
      labels: ['node', 'state'],
    });
    this.#dialplanAnswers = meter.counter({
      name: 'axbridge_dialplan_answers_total',
      help: 'Questions of the dialplan what a call is to do, by the answer.',
      labels: ['node', 'answer'],
    });
    this.#overloadRefusals = meter.counter({
      name: 'axbridge_overload_refusals_total',
      help: 'Calls that the switch refused because more came than it could set up.',
      labels: ['node'],
    });
  }

  watch(links: () => readonly { readonly name: string; readonly state: string }[]): void {
    this.#meter.gauge(
      {
        name: 'axbridge_overload',
        help: 'Whether a switch refuses calls because more come than it can set up: 1 while it does.',
        labels: ['node'],
      },
      () => links().map(({ name }) => ({ labels: { node: name }, value: this.#limited.get(name) ? 1 : 0 })),
    );
    this.#meter.gauge(
      {
        name: 'axbridge_switch_link',
        help: 'State of the link to a switch: 1 for the one that it is in.',
        labels: ['node', 'state'],
      },
      () =>
        links().flatMap(({ name, state }) =>
          STATES.map((one) => ({ labels: { node: name, state: one }, value: one === state ? 1 : 0 })),
        ),
    );
  }

  /** Whether a switch refuses calls from now on because there are too many. */
  limited(node: string, isLimited: boolean): void {
    this.#limited.set(node, isLimited);
  }

  /** A switch refused a call because there were too many. */
  refused(node: string): void {
    this.#overloadRefusals.add({ node });
  }

  /** @param at by the switch's clock; one that runs ahead of ours shows no lag */
  heard(node: string, at: EpochMs): void {
    this.#lag.observe({ node }, Math.max(0, this.#clock.now() - at) / 1000);
  }

  /** @param answer `plan`: the call goes at once; `wait`: it waits for an order, as where no dialplan asks; `stranger`: who asked may not */
  answered(node: string, answer: 'plan' | 'wait' | 'stranger'): void {
    this.#dialplanAnswers.add({ node, answer });
  }

  changed(node: string, state: SwitchLink['state']): void {
    this.#changes.add({ node, state });
  }
}
