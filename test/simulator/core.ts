import type { Channel } from './channel.ts';
import type { SimulatorClock } from './clock.ts';
import { eventHead } from './event-head.ts';
import { type Header, SwitchEvent } from './switch-event.ts';

/** Where the outgoing calls go: the simulated carriers. */
export interface Network {
  /** @returns why no call can go out by this gateway, or `null` when one can. */
  gatewayFault(gateway: string): 'INVALID_GATEWAY' | 'GATEWAY_DOWN' | null;
  profileOf(gateway: string): string | undefined;
  deliver(channel: Channel, gateway: string, number: string): void;
  gateways(): readonly GatewayFacts[];
}

export interface GatewayFacts {
  readonly name: string;
  readonly profile: string;
  readonly state: 'UP' | 'DOWN';
  readonly callsOut: number;
  readonly failedCallsOut: number;
}

export interface CoreSettings {
  readonly clock: SimulatorClock;
  readonly hostname: string;
  readonly uuid: () => string;
  /** Runs something when all that goes on now has been done. */
  readonly soon: (work: () => void) => void;
  readonly legEnded: (channel: Channel) => void;
  /** Length of a sound file in milliseconds; `null` when there is no such file. */
  readonly soundLengthMs: (path: string) => number | null;
  /** Something was asked for that the real switch has and this one has not. */
  readonly notSimulated: (what: string) => void;
}

/** Where events go. */
export interface EventListeners {
  readonly isHeard: (name: string) => boolean;
  readonly deliver: (event: SwitchEvent) => void;
}

/** What all parts of the simulated switch share: its identity, its channels, and the way events leave. */
export class Core {
  readonly settings: CoreSettings;
  readonly channels = new Map<string, Channel>();
  readonly globals = new Map<string, string>();
  coreUuid: string;
  startedAtMs: number;
  sessions = 0;
  /** How often the switch has died. What an earlier life left behind is heard no more. */
  deaths = 0;
  #sequence = 400;
  readonly #network: Network;
  readonly #isHeard: (name: string) => boolean;
  readonly #deliver: (event: SwitchEvent) => void;

  constructor(settings: CoreSettings, network: Network, listeners: EventListeners) {
    this.settings = settings;
    this.#network = network;
    this.#isHeard = listeners.isHeard;
    this.#deliver = listeners.deliver;
    this.coreUuid = settings.uuid();
    this.startedAtMs = settings.clock.now();
  }

  get clock(): SimulatorClock {
    return this.settings.clock;
  }

  get network(): Network {
    return this.#network;
  }

  nowUs(): number {
    return Math.round(this.clock.now() * 1000);
  }

  event(name: string, headers: readonly Header[], body: string | null = null): SwitchEvent {
    this.#sequence += 1;
    return new SwitchEvent(name, [...eventHead(this, name, this.#sequence), ...headers], body);
  }

  fire(name: string, headers: readonly Header[], body: string | null = null): void {
    this.fireLazily(name, () => headers, body);
  }

  /** An event with many headers, which are put together when somebody listens to it. */
  fireLazily(name: string, headers: () => readonly Header[], body: string | null = null): void {
    if (this.#isHeard(name)) this.#deliver(this.event(name, headers(), body));
    else this.#sequence += 1;
  }

  /** A new life: another Core-UUID, no channels, the clock of `status` at zero. */
  reborn(): void {
    this.channels.clear();
    this.deaths += 1;
    this.coreUuid = this.settings.uuid();
    this.startedAtMs = this.clock.now();
    this.sessions = 0;
    this.#sequence = 400;
  }
}
