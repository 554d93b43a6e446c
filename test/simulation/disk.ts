import { StoreError } from '../../src/ports/store-error.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/**
 * How the disk is just now. `full`: no write is taken. `failing`: fsync fails, so that nobody knows what became of the commit.
 */
export type DiskState = 'good' | 'slow' | 'full' | 'failing';

/** A write that somebody waits for. */
interface Order {
  readonly name: string;
  readonly arguments: readonly unknown[];
  readonly apply: () => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: StoreError) => void;
  readonly life: Life;
}

/** A write that is on the disk for good, with what came of it. */
export interface Commit {
  readonly name: string;
  readonly arguments: readonly unknown[];
  readonly result: unknown;
  /** Whoever asked for it may never have been told. */
  readonly isAcknowledged: boolean;
}

/**
 * Durability as SQLite with one writer thread gives it: writes wait, a group of them is committed, then their askers are told. What was
 * told survives a death; what was not told may or may not. A commit whose fsync failed is not there, and may be there after the next
 * start when nothing was committed since.
 */
export class Disk {
  state: DiskState = 'good';
  onCommit: (commit: Commit) => void = () => {};
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #waiting: Order[] = [];
  /** Committed perhaps. */
  #doubtful: readonly Order[] = [];
  #isBusy = false;

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  /** Writes that nobody has been told of. */
  get pending(): number {
    return this.#waiting.length;
  }

  write(life: Life, name: string, args: readonly unknown[], apply: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!life.step()) return;
      this.#waiting.push({ name, arguments: args, apply, resolve, reject, life });
      if (!this.#isBusy) this.#begin();
    });
  }

  /** The process is gone: what waited was never written, and what is doubtful shows. */
  async died(): Promise<void> {
    this.#waiting.length = 0;
    const doubtful = this.#doubtful;
    this.#doubtful = [];
    if (this.#random.chance(0.5)) for (const order of doubtful) await this.#apply(order);
  }

  #begin(): void {
    this.#isBusy = true;
    this.#timeline.after(this.#delayMs(), () => void this.#commit());
  }

  async #commit(): Promise<void> {
    const group = this.#waiting.splice(0);
    const { state } = this;
    if (state === 'good' || state === 'slow') await this.#write(group);
    else this.#refuse(group, state);
    this.#isBusy = false;
    if (this.#waiting.length > 0) this.#begin();
  }

  async #write(group: readonly Order[]): Promise<void> {
    if (group.length > 0) this.#doubtful = [];
    const results: unknown[] = [];
    for (const order of group) results.push(await this.#apply(order));
    // The commit is on the disk; from here on a death is seen by the askers only.
    await this.#timeline.sleep(this.#delayMs());
    for (const [place, { life, resolve }] of group.entries()) if (life.step()) resolve(results[place]);
  }

  #refuse(group: readonly Order[], state: 'full' | 'failing'): void {
    const code = state === 'full' ? 'store-full' : 'store-unknown-outcome';
    if (state === 'failing') this.#doubtful = group;
    for (const { life, reject } of group) if (life.step()) reject(new StoreError(code, 'simulated'));
  }

  async #apply({ name, arguments: args, apply }: Order): Promise<unknown> {
    const result = await apply();
    this.#timeline.note(name);
    this.onCommit({ name, arguments: args, result, isAcknowledged: false });
    return result;
  }

  #delayMs(): number {
    return this.state === 'slow' ? this.#random.pause(900) : 0.2 + this.#random.pause(0.8);
  }
}

/** The store as one life of the daemon sees it: reads see what is committed, writes go by the disk. */
export function onDisk<Store extends object>(
  store: Store,
  writes: ReadonlySet<string>,
  disk: Disk,
  life: Life,
): Store {
  const made = new Map<PropertyKey, unknown>();
  const methodOf = (name: PropertyKey): unknown => {
    const value: unknown = Reflect.get(store, name);
    if (typeof value !== 'function') return value;
    if (!writes.has(String(name))) return value.bind(store);
    return (...args: readonly unknown[]) => {
      const apply = async (): Promise<unknown> => Reflect.apply(value, store, args);
      // A list of nothing is no write.
      const [first] = args;
      return Array.isArray(first) && first.length === 0
        ? apply()
        : disk.write(life, String(name), args, apply);
    };
  };
  return new Proxy(store, {
    get: (_target, name) => {
      if (!made.has(name)) made.set(name, methodOf(name));
      return made.get(name);
    },
  });
}

export const BINDING_WRITES: ReadonlySet<string> = new Set([
  'addNumbers',
  'setLocked',
  'removeNumbers',
  'setTenantCalls',
  'bind',
  'bindMany',
  'release',
  'amend',
  'callRouted',
  'callEnded',
  'wrongPin',
  'rememberTelephone',
  'setTemporaryCallee',
  'putGroup',
  'changeGroup',
  'removeGroup',
  'purge',
]);
export const CDR_WRITES: ReadonlySet<string> = new Set(['begin', 'addLegs', 'settle', 'purge']);
export const EVENT_WRITES: ReadonlySet<string> = new Set(['add', 'purge']);
