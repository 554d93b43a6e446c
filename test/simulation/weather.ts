import { CALM, type Conditions, type FrameFault } from './network.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Everything that may go wrong. */
export const FAULTS = [
  'link-cut',
  'link-forgotten',
  'link-stalled',
  'slow-network',
  'no-connection',
  'frames',
  'slow-disk',
  'full-disk',
  'failing-fsync',
  'death',
  'restart',
  'switch-death',
  'switch-refuses',
  'clock',
  'carrier-down',
] as const;

export type Fault = (typeof FAULTS)[number];

const DAY_MS = 86_400_000;

/** Lets faults happen, at random and one upon another. */
export class Weather {
  readonly #world: World;
  readonly #random: Random;
  readonly #kinds: readonly Fault[];
  readonly #eachMs: number;
  #goesOn = true;
  #storms = 0;
  readonly #strikes: Readonly<Record<Fault, () => void>> = {
    'link-cut': () => this.#world.network.cut(),
    'link-forgotten': () => this.#world.network.forget(),
    'link-stalled': () => this.#world.network.stall(this.#random.pause(6_000)),
    'slow-network': () =>
      this.#network({ leastLatencyMs: 50, mostLatencyMs: this.#random.int(100, 4_000) }, 60_000),
    'no-connection': () => this.#noConnection(),
    frames: () => this.#network({ frames: this.#frameFaults() }, 30_000),
    'slow-disk': () => this.#disk('slow', 30_000),
    'full-disk': () => this.#disk('full', 20_000),
    'failing-fsync': () => this.#disk('failing', 5_000),
    death: () => this.#death(),
    restart: () => this.#restart(),
    'switch-death': () => this.#switchDies(),
    'switch-refuses': () => this.#switchRefuses(),
    clock: () => this.#clock(),
    'carrier-down': () => this.#carrierDown(),
  };
  /** How often each has happened. */
  readonly count = new Map<Fault, number>();

  /** @param eachMs between two faults, in the mean */
  constructor(world: World, random: Random, kinds: readonly Fault[], eachMs: number) {
    this.#world = world;
    this.#random = random;
    this.#kinds = kinds;
    this.#eachMs = eachMs;
  }

  start(): void {
    this.#goesOn = true;
    if (this.#kinds.length > 0) this.#later();
  }

  /** Nothing new goes wrong, and what is wrong ends. */
  stop(): void {
    this.#goesOn = false;
    const { network, disk, simulated } = this.#world;
    network.conditions = CALM;
    disk.state = 'good';
    simulated.faults.clear();
    for (const name of ['east', 'west']) simulated.carrier(name).setState('UP');
    void simulated.acceptConnections();
  }

  #later(): void {
    this.#world.timeline.after(this.#random.pause(this.#eachMs), () => {
      if (!this.#goesOn) return;
      this.#strike(this.#random.pick(this.#kinds));
      this.#later();
    });
  }

  #strike(fault: Fault): void {
    this.#world.timeline.note(fault);
    this.count.set(fault, (this.count.get(fault) ?? 0) + 1);
    this.#strikes[fault]();
  }

  #network(conditions: Partial<Conditions>, meanMs: number): void {
    const { network } = this.#world;
    network.conditions = { ...network.conditions, ...conditions };
    this.#storms += 1;
    const storm = this.#storms;
    this.#world.timeline.after(this.#random.pause(meanMs), () => {
      if (this.#storms === storm) network.conditions = CALM;
    });
  }

  #noConnection(): void {
    this.#network({ connects: this.#random.pick(['refused', 'unanswered'] as const) }, 20_000);
    this.#world.network.cut();
  }

  #frameFaults(): ReadonlyMap<FrameFault, number> {
    const kinds: readonly FrameFault[] = ['duplicate', 'swap', 'truncate', 'late'];
    return new Map([[this.#random.pick(kinds), this.#random.pick([0.01, 0.05, 0.3])]]);
  }

  #disk(state: 'slow' | 'full' | 'failing', meanMs: number): void {
    const { disk, timeline } = this.#world;
    disk.state = state;
    timeline.after(this.#random.pause(meanMs), () => {
      disk.state = 'good';
    });
  }

  /** At once, or before one of the next steps of the daemon, whatever that is. */
  #death(): void {
    const life = this.#world.daemon?.life;
    if (life === undefined) return;
    if (this.#random.chance(0.3)) life.end();
    else life.dieAtStep(this.#random.int(1, 80));
  }

  /** As an operator does it: what goes on is brought to an end first. */
  #restart(): void {
    const process = this.#world.daemon;
    if (process === null) return;
    process.daemon.requestStop();
    const overdue = this.#world.timeline.after(60_000, () => {
      if (!process.life.isOver) this.#world.fail(new Error('the daemon does not stop'));
    });
    void process.daemon.ended.then((because) => {
      overdue.cancel();
      if (because !== null) this.#world.fail(because);
      process.life.end();
    });
  }

  #switchDies(): void {
    const how = this.#random.pick(['crash', 'graceful'] as const);
    void this.#world.simulated.restart(how, this.#random.pause(5_000));
  }

  #switchRefuses(): void {
    const { faults } = this.#world.simulated;
    const text = this.#random.pick(['-ERR memory error', '-ERR command not found', '-ERR no reply']);
    for (let nth = this.#random.int(1, 3); nth > 0; nth -= 1)
      faults.replyToNext(this.#random.pick(['sendmsg', 'bgapi', 'sendmsg', 'api uuid_kill']), text);
  }

  #clock(): void {
    const { machine } = this.#world;
    const byMs = this.#random.chance(0.5) ? DAY_MS : this.#random.int(0, 3_600_000);
    machine.goWrong(this.#random.chance(0.5) ? byMs : -byMs);
  }

  #carrierDown(): void {
    const carrier = this.#world.simulated.carrier(this.#random.pick(['east', 'west']));
    carrier.setState('DOWN');
    this.#world.timeline.after(this.#random.pause(60_000), () => carrier.setState('UP'));
  }
}
