import { randomUUID } from 'node:crypto';
import { upTime, VERSION } from './api/status.ts';
import { Carrier, type GatewaySettings } from './carrier.ts';
import type { Channel } from './channel.ts';
import { realClock, type SimulatorClock } from './clock.ts';
import { Core, type Network } from './core.ts';
import { EslServer } from './esl-server.ts';
import { Faults } from './faults.ts';
import { type ClientListener, TcpListener } from './listener.ts';

/** Said at every start: nobody shall take this for a switch. */
export const NOTICE = 'simulated FreeSWITCH: no SIP, no media; for tests and the demo only';

export interface SimulatorSettings {
  /** TCP port of the event socket; 0 (the default) for any free one. */
  readonly port?: number;
  /** Default `ClueCon`. */
  readonly password?: string;
  /** Gateways by name; the profile is `axbridge` unless given. */
  readonly gateways: readonly (string | GatewaySettings)[];
  /** Where clients connect, in the place of `port`. */
  readonly listener?: ClientListener;
  readonly clock?: SimulatorClock;
  /** Runs something when all that goes on now has been done; default `setImmediate`. */
  readonly soon?: (work: () => void) => void;
  /** A leg has ended, and what was it is known: mod_json_cdr writes its file, before anybody is told. */
  readonly legEnded?: (channel: Channel) => void;
  readonly uuid?: () => string;
  readonly hostname?: string;
  /** Length of sound files; default one second for every path. `null`: there is no such file. */
  readonly soundLengthMs?: (path: string) => number | null;
  /** Default 20,000, as the real switch's `event-heartbeat-interval`. */
  readonly heartbeatMs?: number;
  /** Where the notice and anything not simulated go; default the console's standard error. */
  readonly log?: (line: string) => void;
}

const DEFAULT_SOUND_MS = 1000;
const DEFAULT_HEARTBEAT_MS = 20_000;

/** A FreeSWITCH 1.10 for machines that have none: an event socket in front of simulated carriers and telephones. */
export class SimulatedSwitch {
  readonly password: string;
  readonly faults = new Faults();
  readonly core: Core;
  /** Every line that clients sent after authentication. */
  readonly commands: string[] = [];
  /** What was asked for that the simulator does not have. */
  readonly notSimulated: string[] = [];
  readonly #esl: EslServer;
  readonly #carriers: ReadonlyMap<string, Carrier>;
  readonly #heartbeatMs: number;
  readonly #log: (line: string) => void;
  #beating = false;

  /** Starts listening. */
  static async start(settings: SimulatorSettings): Promise<SimulatedSwitch> {
    const simulated = new SimulatedSwitch(settings);
    simulated.#log(NOTICE);
    await simulated.#esl.listen();
    simulated.#beating = true;
    simulated.#beat();
    return simulated;
  }

  private constructor(settings: SimulatorSettings) {
    this.password = settings.password ?? 'ClueCon';
    this.#heartbeatMs = settings.heartbeatMs ?? DEFAULT_HEARTBEAT_MS;
    this.#log = settings.log ?? ((line) => console.error(line));
    this.core = new Core(
      {
        clock: settings.clock ?? realClock(),
        hostname: settings.hostname ?? 'simulated',
        uuid: settings.uuid ?? randomUUID,
        soon: settings.soon ?? setImmediate,
        legEnded: settings.legEnded ?? (() => {}),
        soundLengthMs: settings.soundLengthMs ?? (() => DEFAULT_SOUND_MS),
        notSimulated: (what) => this.#note(what),
      },
      this.#network(),
      { isHeard: (name) => this.#esl.isHeard(name), deliver: (event) => this.#esl.deliver(event) },
    );
    const host = {
      core: this.core,
      password: this.password,
      faults: this.faults,
      commandSeen: (line: string) => void this.commands.push(line),
    };
    this.#esl = new EslServer(host, settings.listener ?? new TcpListener(settings.port ?? 0));
    this.#carriers = new Map(settings.gateways.map((one) => this.#carrierOf(one)));
  }

  get port(): number {
    return this.#esl.port;
  }

  /** Clients connected to the event socket now. */
  get clients(): number {
    return this.#esl.connections.length;
  }

  /** The network behind a gateway. */
  carrier(name: string): Carrier {
    const carrier = this.#carriers.get(name);
    if (carrier === undefined) throw new RangeError(`the simulated switch has no gateway ${name}`);
    return carrier;
  }

  /** RST on every client's connection. */
  cutConnections(): void {
    this.#esl.cutAll();
  }

  /** New connections are refused until `acceptConnections`. */
  refuseConnections(): Promise<void> {
    return this.#esl.refuse();
  }

  acceptConnections(): Promise<void> {
    return this.#esl.listen();
  }

  /** The connections there are go silent both ways and stay open. */
  halfOpen(): void {
    for (const one of this.#esl.connections) one.halfOpen();
  }

  /** The switch no longer reads what clients send; it goes on telling events. */
  stopReading(): void {
    for (const one of this.#esl.connections) one.stopReading();
  }

  resumeReading(): void {
    for (const one of this.#esl.connections) one.resumeReading();
  }

  /**
   * `crash`: everything is gone at once, nobody is told. `graceful`: SHUTDOWN is told, all channels end with SYSTEM_SHUTDOWN, clients
   * are sent away. Then a new life begins, with a new Core-UUID and, after a graceful end, no channels.
   */
  async restart(how: 'crash' | 'graceful' = 'crash', downMs = 0): Promise<void> {
    await this.#esl.refuse();
    if (how === 'graceful') this.#shutDown();
    this.#esl.cutAll();
    for (const channel of this.core.channels.values()) channel.far?.lost();
    this.core.reborn();
    if (downMs > 0) await new Promise<void>((resume) => this.core.clock.after(downMs, resume));
    await this.#esl.listen();
  }

  async stop(): Promise<void> {
    this.#beating = false;
    await this.#esl.close();
  }

  #shutDown(): void {
    this.core.fire('SHUTDOWN', [['Event-Info', 'System Shutting Down']]);
    for (const channel of this.core.channels.values()) {
      channel.hangup('SYSTEM_SHUTDOWN');
      channel.conclude();
    }
    for (const one of this.#esl.connections) one.close();
  }

  #carrierOf(one: string | GatewaySettings): readonly [string, Carrier] {
    const settings = typeof one === 'string' ? { name: one, profile: 'axbridge' } : one;
    return [settings.name, new Carrier(this.core, settings)];
  }

  #network(): Network {
    return {
      gatewayFault: (name) => {
        const carrier = this.#carriers.get(name);
        if (carrier === undefined) return 'INVALID_GATEWAY';
        return carrier.state === 'UP' ? null : 'GATEWAY_DOWN';
      },
      profileOf: (name) => this.#carriers.get(name)?.profile,
      deliver: (channel, name, number) => this.carrier(name).deliver(channel, number),
      gateways: () => [...this.#carriers.values()].map((one) => one.facts()),
    };
  }

  #note(what: string): void {
    this.notSimulated.push(what);
    this.#log(`simulated FreeSWITCH: not simulated: ${what}`);
  }

  #beat(): void {
    this.core.clock.after(this.#heartbeatMs, () => {
      if (!this.#beating) return;
      this.#tellHeartbeat();
      this.#beat();
    });
  }

  #tellHeartbeat(): void {
    const { core } = this;
    core.fire('HEARTBEAT', [
      ['Event-Info', 'System Ready'],
      ['Up-Time', upTime(core)],
      ['FreeSWITCH-Version', VERSION],
      ['Uptime-msec', String(Math.floor(core.clock.now() - core.startedAtMs))],
      ['Session-Count', String(core.channels.size)],
      ['Max-Sessions', '20000'],
      ['Session-Per-Sec', '1000'],
      ['Session-Since-Startup', String(core.sessions)],
      ['Idle-CPU', '100.000000'],
    ]);
  }
}
