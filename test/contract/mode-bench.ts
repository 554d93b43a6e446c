import type { RealNumber } from '../../src/domain/number/real-number.ts';
import { SwitchEar } from '../support/switch-ear.ts';
import type { CalledPhone, SwitchWorld } from '../support/switch-world.ts';
import { range } from './binding-store.fixtures.ts';
import { DeskBench, moment } from './desk-bench.ts';
import { Cast } from './mode-cast.ts';
import { portTo } from './port-to.ts';

/** Behind the number that the desk's bench has for itself. */
const NUMBERS = range(10, 999);

/** The calls of a daemon in one world, for many tests at once: each has people and numbers of its own. */
export class ModeBench<World extends SwitchWorld> implements AsyncDisposable {
  readonly world: World;
  readonly casts: Cast[] = [];
  readonly desk: DeskBench;
  readonly #watcher: { readonly port: ReturnType<typeof portTo>; readonly ear: SwitchEar };
  readonly #rung: CalledPhone[] = [];

  private constructor(world: World, desk: DeskBench) {
    this.world = world;
    this.desk = desk;
    this.#watcher = { port: portTo(world), ear: new SwitchEar() };
  }

  static async open<World extends SwitchWorld>(start: () => Promise<World>): Promise<ModeBench<World>> {
    const world = await start();
    const bench = new ModeBench(world, await DeskBench.open(world));
    await bench.#begin();
    return bench;
  }

  /** Hears what the switch tells. */
  get ear(): SwitchEar {
    return this.#watcher.ear;
  }

  /** Numbers of telephones that were called, and that no test waited for. */
  get strayed(): readonly string[] {
    return this.#rung.map(({ called }) => called);
  }

  /** People and numbers for a test. */
  cast(): Cast {
    const cast = new Cast(this, this.casts.length);
    this.casts.push(cast);
    return cast;
  }

  /** Resolves with the telephone when it is called. */
  async called(number: RealNumber): Promise<CalledPhone> {
    for (;;) {
      const place = this.#rung.findIndex(({ called }) => called === number.reveal());
      const [phone] = place < 0 ? [] : this.#rung.splice(place, 1);
      if (phone !== undefined) return phone;
      await moment();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher.port.stop();
    await this.desk[Symbol.asyncDispose]();
  }

  async #begin(): Promise<void> {
    const policy = { language: 'en' } as const;
    await this.desk.store.addNumbers({ pool: 'modes', range: NUMBERS, areaCode: null, policy });
    this.#watcher.port.start(this.ear);
    await this.ear.link('ready');
    void this.#listen();
  }

  async #listen(): Promise<never> {
    for (;;) this.#rung.push(await this.world.nextCall('east'));
  }
}
