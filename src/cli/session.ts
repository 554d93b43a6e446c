import type { Command } from 'commander';
import type { CdrOperations } from '../app/cdr-operations.ts';
import type { LocalEvents } from '../app/delivery/local-events.ts';
import type { Operations, StoreOperations } from '../app/operations.ts';
import type { RecordingOperations } from '../app/recordings/recording-operations.ts';
import type { LocalAccess } from '../app/tenancy/local-access.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { printableJson } from '../domain/printable.ts';
import { configPath } from './config-path.ts';
import type { Environment, Opened } from './environment.ts';
import { type Column, table } from './table.ts';
import { type Terminal, writeOut } from './terminal.ts';

/** What every command stands in. */
export interface Context {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** The exit code of a command that ended without an error, 0 unless one sets it. */
  exitCode: number;
}

interface GlobalOptions {
  readonly config?: string;
  readonly json?: true;
  readonly showNumbers?: true;
}

/** One command being carried out: its global options, its way to the daemon or the store, and its output. */
export class Session {
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly configPath: string;
  readonly json: boolean;
  readonly showNumbers: boolean;
  readonly #context: Context;

  constructor(context: Context, command: Command) {
    const options = command.optsWithGlobals<GlobalOptions>();
    this.#context = context;
    this.environment = context.environment;
    this.terminal = context.terminal;
    this.configPath = configPath(options.config, context.terminal.env);
    this.json = options.json === true;
    this.showNumbers = options.showNumbers === true;
  }

  /** Asks the daemon when one runs, else the store. */
  async withStore<Result>(
    work: (operations: StoreOperations & CdrOperations & RecordingOperations) => Promise<Result>,
  ): Promise<Result> {
    const daemon = await this.environment.connectDaemon(this.configPath);
    return using(daemon ?? (await this.environment.openStore(this.configPath)), work);
  }

  /** Asks the daemon. @throws AxbridgeError `daemon-not-running` */
  async withDaemon<Result>(work: (operations: Operations) => Promise<Result>): Promise<Result> {
    const daemon = await this.environment.connectDaemon(this.configPath);
    if (daemon === null) throw new AxbridgeError('daemon-not-running');
    return using(daemon, work);
  }

  /** Tenants and keys of the HTTP API, whether a daemon runs or not. */
  async withAccess<Result>(work: (access: LocalAccess) => Promise<Result>): Promise<Result> {
    return using(await this.environment.openAccess(this.configPath), work);
  }

  /** Events and their endpoints, whether a daemon runs or not. */
  async withEvents<Result>(work: (events: LocalEvents) => Promise<Result>): Promise<Result> {
    return using(await this.environment.openEvents(this.configPath), work);
  }

  /** Data: as JSON in one line, or as the text for people. */
  async show(value: unknown, text: () => string): Promise<void> {
    await writeOut(this.terminal.stdout, this.json ? `${printableJson(value)}\n` : text());
  }

  /** A list: one JSON value a line, or a table, or a word that there is nothing. */
  async showAll<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    whenEmpty: string,
  ): Promise<void> {
    if (this.json) {
      await writeOut(this.terminal.stdout, rows.map((row) => `${printableJson(row)}\n`).join(''));
    } else if (rows.length === 0) {
      this.tell(whenEmpty);
    } else {
      await writeOut(this.terminal.stdout, table(columns, rows));
    }
  }

  /** A word to the person at the terminal; not part of the data, and not said to programs. */
  tell(sentence: string): void {
    if (!this.json) this.terminal.stderr.write(`${sentence}\n`);
  }

  exitWith(code: number): void {
    this.#context.exitCode = code;
  }
}

/** Works with what was opened, and closes it whatever happens. */
export async function using<Thing, Result>(
  opened: Opened<Thing>,
  work: (thing: Thing) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
