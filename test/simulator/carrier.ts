import { answers, type CalleeBehaviour, unreachable } from './behaviour.ts';
import type { Channel } from './channel.ts';
import type { Core, GatewayFacts } from './core.ts';
import { type IncomingCall, placeIncomingCall } from './incoming-call.ts';
import { type PlacedCall, ReceivedCall } from './phone.ts';

export interface GatewaySettings {
  readonly name: string;
  /** The sofia profile that it belongs to. */
  readonly profile: string;
}

/** A telephone network behind a gateway: calls come in from it, and the switch calls telephones in it. */
export class Carrier {
  readonly name: string;
  readonly profile: string;
  /** All calls placed here, in their order. */
  readonly placed: PlacedCall[] = [];
  /** All calls that reached a telephone here, in their order. */
  readonly received: ReceivedCall[] = [];
  /** What `sofia status` says: the switch does not even try a gateway that it thinks down. */
  state: 'UP' | 'DOWN' = 'UP';
  readonly #core: Core;
  readonly #phones = new Map<string, CalleeBehaviour>();
  #everybody: CalleeBehaviour = answers();
  #unreachable = false;
  readonly #waiting: ((call: ReceivedCall) => void)[] = [];

  constructor(core: Core, settings: GatewaySettings) {
    this.#core = core;
    this.name = settings.name;
    this.profile = settings.profile;
  }

  /** A telephone here dials; the call runs through the incoming dialplan. */
  call(call: IncomingCall): PlacedCall {
    const placed = placeIncomingCall(this.#core, this.profile, call);
    this.placed.push(placed);
    return placed;
  }

  /** How every telephone here behaves that has no behaviour of its own. */
  onCall(behaviour: CalleeBehaviour): void {
    this.#everybody = behaviour;
  }

  /** How one telephone here behaves, by the number that the switch dials. */
  phone(number: string, behaviour: CalleeBehaviour): void {
    this.#phones.set(number, behaviour);
  }

  /** The switch's OPTIONS ping fails or succeeds: GATEWAY_DOWN before any call, or calls again. */
  setState(state: 'UP' | 'DOWN'): void {
    this.state = state;
  }

  /** The network drops every packet's sender: each call fails with 503 at once; `false` ends that. */
  setUnreachable(on: boolean): void {
    this.#unreachable = on;
  }

  /** The next call that reaches a telephone here. */
  nextCall(): Promise<ReceivedCall> {
    const { promise, resolve } = Promise.withResolvers<ReceivedCall>();
    this.#waiting.push(resolve);
    return promise;
  }

  facts(): GatewayFacts {
    const answered = this.received.filter((call) => call.channel.answered).length;
    const callsOut = this.received.length;
    return {
      name: this.name,
      profile: this.profile,
      state: this.state,
      callsOut,
      failedCallsOut: callsOut - answered,
    };
  }

  /** A call from the switch arrives. */
  deliver(channel: Channel, number: string): void {
    const call = new ReceivedCall(channel, this.name, number, (leg, to) => this.deliver(leg, to));
    if (this.#unreachable) {
      unreachable()(call, this.#core.clock);
      return;
    }
    this.received.push(call);
    for (const resolve of this.#waiting.splice(0)) resolve(call);
    (this.#phones.get(number) ?? this.#everybody)(call, this.#core.clock);
  }
}
