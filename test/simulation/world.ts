import { Trunks } from '../../src/domain/gateway/trunks.ts';
import type { Log } from '../../src/ports/log.ts';
import { SimulatedSwitch } from '../simulator/simulated-switch.ts';
import { GROUPS } from '../store/mode-steps.ts';
import { Behaviours } from './behaviours.ts';
import { Book } from './book.ts';
import { CallWatch, type LoggedStep } from './call-watch.ts';
import { type Census, takeCensus } from './census.ts';
import { DaemonProcess, GATEWAYS, PLAN } from './daemon-process.ts';
import { type Commit, Disk } from './disk.ts';
import { Durable } from './durable.ts';
import { LegFiles } from './leg-files.ts';
import { Life, Machine } from './life.ts';
import { Network } from './network.ts';
import { NUMBERS, numberDigits, personDigits } from './numbers.ts';
import type { Random } from './random.ts';
import { RecordWatch } from './record-watch.ts';
import type { Sabotage } from './sabotage.ts';
import { Timeline } from './timeline.ts';

const START_MS = Date.UTC(2026, 0, 1);
const COOL_DOWN = '30m';
const COOL_DOWN_MS = 1_800_000;
/** Lists that are as long as the settings, and timers that have fired. */
const FIXED = /(?:#plan\.\w+|\.(?:witnesses|nodes|events|filters)|#links)$/;
/** What is forgotten when the next of its kind comes: as many as come in a minute. */
const LAGGING = /#endedAtMs$/;
const MOST_LAGGING = 60;
/** Between two looks at whether something has gone wrong. */
const LOOK_MS = 60_000;

/** Daemon, disk, network, switch, carriers and the witnesses beside them, all under one clock and one seed. */
export class World {
  readonly timeline = new Timeline();
  readonly machine = new Machine(this.timeline, START_MS);
  /** The switch's clock is steady, and need not be that of the daemon. */
  readonly switchMachine = new Machine(this.timeline, START_MS);
  readonly network: Network;
  readonly disk: Disk;
  readonly durable: Durable;
  readonly legFiles = new LegFiles({ plan: PLAN, gateways: GATEWAYS, trunks: new Trunks([]) });
  readonly book = new Book(COOL_DOWN_MS);
  readonly calls = new CallWatch(this.book, this.machine);
  readonly records = new RecordWatch();
  readonly behaviours: Behaviours;
  readonly #random: Random;
  readonly #restarts: Random;
  readonly #sabotage: Sabotage;
  readonly #keptLines: number;
  readonly #lines: string[] = [];
  #simulated: SimulatedSwitch | null = null;
  #daemon: DaemonProcess | null = null;
  #failure: Error | null = null;
  deaths = 0;
  #calms = 0;

  /** @param keptLines lines of the log that are kept for the report of a failure */
  constructor(random: Random, sabotage: Sabotage, keptLines: number) {
    this.#keptLines = keptLines;
    this.#random = random;
    this.#restarts = random.fork('restarts');
    this.#sabotage = sabotage;
    this.network = new Network(this.timeline, random.fork('network'));
    this.disk = new Disk(this.timeline, random.fork('disk'));
    this.durable = new Durable(this.disk, sabotage);
    this.behaviours = new Behaviours(this.timeline, random.fork('people'));
    this.disk.onCommit = (commit) => this.#try(() => this.#committed(commit));
  }

  /** The process that runs; `null` while there is none. */
  get daemon(): DaemonProcess | null {
    return this.#daemon;
  }

  get simulated(): SimulatedSwitch {
    if (this.#simulated === null) throw new Error('the world has not begun');
    return this.#simulated;
  }

  /** What went wrong first. */
  get failure(): Error | null {
    return this.#failure;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  async begin(): Promise<void> {
    const uuids = this.#random.fork('switch');
    const simulated = await SimulatedSwitch.start({
      gateways: [...GATEWAYS.keys()],
      listener: this.network,
      clock: {
        now: () => this.switchMachine.nowMs(),
        after: (delayMs, work) => this.timeline.after(delayMs, work),
      },
      soon: (work) => void this.timeline.after(0, work),
      uuid: () => uuids.uuid(),
      legEnded: (channel) => {
        if (this.legFiles.write(channel)) this.#try(() => this.records.ended(channel));
      },
      log: () => {},
    });
    this.#simulated = simulated;
    simulated.core.globals.set('axbridge_sounds', '/sounds');
    for (const name of GATEWAYS.keys())
      simulated.carrier(name).onCall((call) => {
        this.#try(() => this.calls.invited(call));
        this.behaviours.callee(call);
      });
    this.startDaemon();
    const range = `+${numberDigits(0)}-+${numberDigits(NUMBERS - 1)}`;
    const added = this.#daemon?.bindings.addPool({
      pool: 'main',
      range,
      coolDown: COOL_DOWN,
      language: 'en',
    });
    await Promise.all([added, this.timeline.pass(1_000)]);
    const groups = GROUPS.map((group) =>
      this.#daemon?.bindings.putGroup({ group, members: [personDigits(0)] }),
    );
    await Promise.all([...groups, this.timeline.pass(1_000)]);
  }

  startDaemon(): void {
    if (this.#daemon !== null) return;
    const life = new Life(this.timeline, () => this.#died());
    const { machine, network, durable, legFiles } = this;
    const random = this.#random.fork(`daemon ${this.deaths}`);
    const log = this.#logOf(life);
    const sabotage = this.#sabotage;
    this.#daemon = new DaemonProcess(life, { machine, network, durable, legFiles, random, log, sabotage });
    this.#daemon.start();
  }

  /** Lets time pass, until something goes wrong. */
  async pass(ms: number): Promise<void> {
    const endMs = this.timeline.nowMs + ms;
    while (this.timeline.nowMs < endMs && this.#failure === null)
      await this.timeline.pass(Math.min(LOOK_MS, endMs - this.timeline.nowMs));
  }

  /** Nothing goes wrong and nobody calls, for a while already: what was begun must be over, and nothing be left of it. */
  checkCalm(): void {
    if (this.#failure === null) this.#try(() => this.#checkCalm());
  }

  #checkCalm(): void {
    const daemon = this.#daemon;
    if (daemon === null) throw new Error('no daemon runs');
    if (daemon.links.some((state) => state !== 'ready'))
      throw new Error('the link to the switch is not ready');
    const live = this.simulated.core.channels.size;
    if (live > 0) throw new Error(`the switch still has ${live} channels`);
    const [call] = daemon.desk.calls;
    if (call !== undefined)
      throw new Error(`call ${call.id} is over, and the daemon has it: ${call.state.tag}`);
    if (this.legFiles.size > 0) throw new Error(`${this.legFiles.size} files of legs were not taken`);
    if (this.disk.pending > 0) throw new Error(`${this.disk.pending} writes wait`);
    this.records.settle();
    this.calls.clear();
    this.#forgetPhones();
    this.#calms += 1;
    if (this.#calms % 2 === 0) expectLittle(takeCensus(daemon.parts));
  }

  /** The simulated switch remembers all that ever happened. */
  #forgetPhones(): void {
    this.simulated.commands.length = 0;
    for (const name of GATEWAYS.keys()) {
      const carrier = this.simulated.carrier(name);
      carrier.placed.length = 0;
      carrier.received.length = 0;
    }
  }

  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  #died(): void {
    this.#daemon = null;
    this.deaths += 1;
    void this.disk.died();
    // Whoever keeps services running begins it anew.
    this.timeline.after(100 + this.#restarts.pause(3_000), () => this.startDaemon());
  }

  #committed(commit: Commit): void {
    this.book.take(commit);
    this.records.take(commit);
    if (commit.name === 'purge' && commit.arguments.length === 3) this.#forget(commit);
  }

  #forget({ arguments: [endedBefore, at] }: Commit): void {
    const isForgotten = (id: number): boolean => this.durable.bindings.binding(id as never) === null;
    this.book.forget(isForgotten, endedBefore as number, at as number);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  #logOf(life: Life): Log {
    const line = (level: string) => (fields: object, message: string) => {
      if (life.isOver) return;
      this.#keep(level, fields, message);
      if (message === 'call') this.#try(() => this.calls.stepped(fields as LoggedStep));
      if (level === 'error') this.#try(() => expectKnown(fields, message));
    };
    return { debug: () => {}, info: line('info'), warn: line('warn'), error: line('error') };
  }

  #keep(level: string, fields: object, message: string): void {
    this.timeline.note(message);
    this.#lines.push(`${(this.timeline.nowMs / 1000).toFixed(3)} ${level} ${message} ${textOf(fields)}`);
    if (this.#lines.length > this.#keptLines) this.#lines.shift();
  }
}

/** @throws Error when something has been kept that is of no use any more */
function expectLittle(census: Census): void {
  for (const [path, count] of census)
    if (count > 0 && !(FIXED.test(path) || (LAGGING.test(path) && count <= MOST_LAGGING)))
      throw new Error(`nothing goes on, and ${path} holds ${count}`);
}

/** Errors that faults of the world explain. @throws Error any other */
function expectKnown(fields: object, message: string): void {
  const error = 'err' in fields ? fields.err : null;
  const name = error instanceof Error ? error.name : '';
  if (name !== 'StoreError' && name !== 'OrderError')
    throw new Error(`the daemon complains: ${message}`, { cause: error });
}

function textOf(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value instanceof Error ? value.message : String(value)}`)
    .join(' ');
}
