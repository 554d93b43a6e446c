import { join } from 'node:path';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Log } from '../../ports/log.ts';
import { type FileRules, TenantFile } from './tenant-file.ts';

export interface EventFilesOptions {
  readonly events: EventLog;
  /** Has a directory for each tenant; `null`: nothing is written. */
  readonly directory: () => string | null;
  readonly rules: () => FileRules;
  readonly clock: Clock;
  readonly log: Log;
}

/** Events that are written at once. */
const STEP = 200;
/** From an event to the look at the log, in milliseconds: what comes together is written together. */
const GATHER_MS = 50;
/** What other processes added is looked for so often, and a disk that failed tried again, in milliseconds. */
const LOOK_MS = 2_000;

/** Writes the events of all tenants into files. */
export class EventFiles {
  readonly #options: EventFilesOptions;
  readonly #open = new Map<TenantId, { readonly file: TenantFile; position: number }>();
  #directory: string | null = null;
  #unwatch: () => void = () => undefined;
  #timer: Timer | null = null;
  #writing: Promise<void> | null = null;
  #stopped = false;

  constructor(options: EventFilesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#unwatch = this.#options.events.watch(() => this.#soon(GATHER_MS));
    this.#soon(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unwatch();
    this.#timer?.cancel();
    await this.#writing;
    for (const { file } of this.#open.values()) await file.close();
  }

  #soon(delayMs: number): void {
    if (this.#stopped || this.#writing !== null) return;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#writing = this.#writeAll().finally(() => {
        this.#writing = null;
        this.#soon(LOOK_MS);
      });
    });
  }

  async #writeAll(): Promise<void> {
    const { events, log, directory } = this.#options;
    try {
      if (directory() !== this.#directory) await this.#moveTo(directory());
      if (this.#directory === null) return;
      for (const tenant of events.tenants()) await this.#write(tenant, this.#directory);
    } catch (error) {
      // What the files have is read from them anew.
      await this.#moveTo(null).catch(() => undefined);
      log.error({ err: error }, 'events could not be written to files');
    }
  }

  async #moveTo(directory: string | null): Promise<void> {
    const closed = [...this.#open.values()].map(({ file }) => file.close());
    this.#open.clear();
    this.#directory = directory;
    await Promise.all(closed);
  }

  async #write(tenant: TenantId, directory: string): Promise<void> {
    const { events, clock } = this.#options;
    const place = this.#open.get(tenant) ?? (await this.#resume(tenant, directory));
    while (!this.#stopped) {
      const step = events.read(tenant, place.position, STEP);
      const last = step.at(-1);
      if (last === undefined) return;
      await place.file.append(step, clock.now());
      place.position = last.number;
    }
  }

  async #resume(tenant: TenantId, directory: string) {
    const { rules, events, log } = this.#options;
    const { file, last } = await TenantFile.open(join(directory, tenant), rules);
    const { firstKept } = events.bounds(tenant);
    const position = last ?? firstKept - 1;
    if (position < firstKept - 1)
      log.warn(
        { tenant, from: position + 1, to: firstKept - 1 },
        'events that are no longer kept are in no file',
      );
    const place = { file, position };
    this.#open.set(tenant, place);
    return place;
  }
}
